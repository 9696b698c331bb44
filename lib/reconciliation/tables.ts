/**
 * Reconciliation as tables for a spreadsheet, and the sums of days as they are shown.
 *
 * @module
 */
import { asText, csvLine } from "../csv.ts";
import type { Cell } from "../csv.ts";
import { formatMoney } from "../money.ts";
import type { Money } from "../money.ts";
import type { DaySum } from "../order_query.ts";
import { amountOf } from "./compare.ts";
import type { AmountIs, Pair } from "./compare.ts";

/** The sums of some orders. */
export type Sum = Pick<DaySum, "count" | "cash" | "done" | "cost">;
/** The sums of a day, channel, type and result, whatever the server. */
export type KindSum = Omit<DaySum, "server">;

const ZERO: Sum = { count: 0, cash: 0n, done: 0n, cost: 0n };

/** The sums by day, channel, type and result: the newest day first. */
export function byKind(sums: readonly DaySum[]): KindSum[] {
  const kinds = new Map<string, KindSum>();
  for (const { server: _, ...sum } of sums) {
    const { day, channel, chargeType, retCode } = sum;
    const key = JSON.stringify([day, channel, chargeType, retCode]);
    kinds.set(key, { ...sum, ...added(kinds.get(key) ?? ZERO, sum) });
  }
  return [...kinds.values()].sort((a, b) =>
    b.day.localeCompare(a.day) || a.channel.localeCompare(b.channel) ||
    a.chargeType - b.chargeType || a.retCode - b.retCode
  );
}

/** The sums of each channel. */
export function byChannel(sums: readonly DaySum[]): [string, Sum][] {
  const channels = new Map<string, Sum>();
  for (const sum of sums) {
    channels.set(sum.channel, added(channels.get(sum.channel) ?? ZERO, sum));
  }
  return [...channels].sort(([a], [b]) => a.localeCompare(b));
}

/** All of them together. */
export function total(sums: readonly Sum[]): Sum {
  return sums.reduce(added, ZERO);
}

function added(a: Sum, b: Sum): Sum {
  return {
    count: a.count + b.count,
    cash: a.cash + b.cash,
    done: a.done + b.done,
    cost: a.cost + b.cost,
  };
}

/** The sums of days as CSV. */
export function sumsCsv(sums: readonly DaySum[]): string {
  const head = ["day", "channel", "chargeType", "retCode", "count", "cash", "done", "cost"];
  const rows = byKind(sums).map((sum): Cell[] => [
    sum.day,
    sum.channel,
    sum.chargeType,
    sum.retCode,
    sum.count,
    formatMoney(sum.cash),
    formatMoney(sum.done),
    formatMoney(sum.cost),
  ]);
  return `\uFEFF${[head, ...rows].map(csvLine).join("")}`;
}

/** What differs, as CSV. */
export function differencesCsv(pairs: readonly Pair[], amountIs: AmountIs): string {
  const head = [
    "verdict",
    "server",
    "chargeId",
    "supplierRef",
    "chargeAcct",
    "ourAmount",
    "ourState",
    "line",
    "theirNumber",
    "theirRef",
    "theirAccount",
    "theirAmount",
    "theirState",
  ];
  const money = (amount: Money | null | undefined) =>
    amount === null || amount === undefined ? null : formatMoney(amount);
  const rows = differing(pairs).map(({ verdict, ours, theirs }): Cell[] => [
    verdict,
    ours?.server ?? null,
    asText(ours?.chargeId ?? ""),
    asText(ours?.ref ?? ""),
    asText(ours?.account ?? ""),
    ours === null ? null : money(amountOf(ours, amountIs)),
    ours?.said ?? null,
    theirs?.row ?? null,
    asText(theirs?.number ?? ""),
    asText(theirs?.ref ?? ""),
    asText(theirs?.account ?? ""),
    money(theirs?.amount),
    theirs === null ? null : theirs.saidText || theirs.said,
  ]);
  return `\uFEFF${[head, ...rows].map(csvLine).join("")}`;
}

/** The pairs that do not agree. */
export function differing(pairs: readonly Pair[]): Pair[] {
  return pairs.filter(({ verdict }) => verdict !== "matched");
}
