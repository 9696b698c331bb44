/**
 * Reads what was settled on some days, kind by kind or channel by channel: the cost is that of the days' servers, channels
 * and types, not of their orders.
 *
 * @module
 */
import type { DaySum } from "../order_query.ts";
import type { RetCode } from "../result.ts";
import type { Money } from "../money.ts";
import type { Kv } from "./kv.ts";
import { sumOf } from "./sums.ts";

/** Rows that are read at most: four a kind. */
const SUM_ROWS_MAX = 40_000;

/** The sums of the days `from` to `to`, both as `2026-11-23` and both included, in the order of their keys. */
export async function readDaySums(kv: Kv, from: string, to: string): Promise<DaySum[]> {
  const sums: DaySum[] = [];
  const range = { start: ["sum", "day", from], end: ["sum", "day", to, Infinity] };
  for await (const row of kv.list(range, { limit: SUM_ROWS_MAX })) {
    const [, , day, what, code, server, channel, chargeType, measure] = row.key;
    if (what !== "settled") continue;
    const kind = {
      day: String(day),
      retCode: retCodeOf(code),
      server: String(server),
      channel: String(channel),
      chargeType: Number(chargeType),
    };
    let sum = sums.at(-1);
    if (sum === undefined || !isSame(sum, kind)) {
      sum = { ...kind, count: 0, cash: 0n, done: 0n, cost: 0n };
      sums.push(sum);
    }
    const by = sumOf(row);
    if (measure === "count") sums[sums.length - 1] = { ...sum, count: Number(by) };
    else if (measure === "cash" || measure === "done" || measure === "cost") {
      sums[sums.length - 1] = { ...sum, [measure]: by };
    }
  }
  return sums;
}

/** The orders with a channel that were settled on a day, by channel: how many, and the sum of their chargeCash. */
export async function readDayByChannel(
  kv: Kv,
  day: string,
): Promise<Map<string, { readonly count: number; readonly cash: Money }>> {
  const channels = new Map<string, { readonly count: number; readonly cash: Money }>();
  for (const { channel, count, cash } of await readDaySums(kv, day, day)) {
    // Settled without any channel having been asked.
    if (channel === "") continue;
    const before = channels.get(channel) ?? { count: 0, cash: 0n };
    channels.set(channel, { count: before.count + count, cash: before.cash + cash });
  }
  return channels;
}

function isSame(a: DaySum, b: Omit<DaySum, "count" | "cash" | "done" | "cost">): boolean {
  return a.day === b.day && a.retCode === b.retCode && a.server === b.server &&
    a.channel === b.channel && a.chargeType === b.chargeType;
}

function retCodeOf(code: unknown): RetCode {
  return code === 1 || code === 3 ? code : 2;
}
