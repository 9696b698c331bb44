/**
 * Totals that are kept as the orders move, so that nobody has to count them: KV sums, which only ever grow and are
 * committed with the move that they count.
 *
 * | key | counts |
 * |---|---|
 * | `sum, all, received` | orders received |
 * | `sum, all, settled, RETCODE` | orders settled |
 * | `sum, day, DAY, received, SERVER, MEASURE` | orders received that day; measures `count`, `cash` |
 * | `sum, day, DAY, settled, RETCODE, SERVER, CHANNEL, CHARGETYPE, MEASURE` | orders settled that day; measures `count`, `cash` (chargeCash), `done` (retCash), `cost` (retCost) |
 *
 * @module
 */
import type { Order, Settled } from "../order.ts";
import type { Tally } from "../order_query.ts";
import type { RetCode } from "../result.ts";
import type { Kv, Row } from "./kv.ts";
import { below, getAll } from "./kv.ts";
import type { Addition } from "./writer.ts";

const ZERO: Tally = { count: 0, cash: 0n, cost: 0n };
const RET_CODES: readonly RetCode[] = [1, 2, 3];

/** What a newly stored order adds. `day` is the day it was received, as `2026-11-23`. */
export function receivedSums(order: Order, day: string): Addition[] {
  const key = ["sum", "day", day, "received", order.server];
  return [
    { key: ["sum", "all", "received"], by: 1n },
    { key: [...key, "count"], by: 1n },
    { key: [...key, "cash"], by: order.fields.chargeCash },
  ];
}

/** What a newly settled order adds. `day` is the day it was settled. */
export function settledSums(order: Settled, day: string): Addition[] {
  const { result, server, channel, fields } = order;
  const key = ["sum", "day", day, "settled", result.retCode, server, channel ?? ""];
  const byType = [...key, fields.chargeType];
  return [
    { key: ["sum", "all", "settled", result.retCode], by: 1n },
    { key: [...byType, "count"], by: 1n },
    { key: [...byType, "cash"], by: fields.chargeCash },
    { key: [...byType, "done"], by: result.retCash },
    { key: [...byType, "cost"], by: result.retCost },
  ];
}

/** The totals since the store began, and those of a day. */
export interface Totals {
  readonly received: number;
  readonly settled: Record<RetCode, number>;
  readonly receivedToday: number;
  readonly settledToday: Record<RetCode, Tally>;
}

/** Reads the totals; the cost is that of the day's servers, channels and types, not of its orders. */
export async function readTotals(kv: Kv, day: string): Promise<Totals> {
  const [allTime, rows] = await Promise.all([
    readAllTime(kv),
    Array.fromAsync(kv.list(below(["sum", "day", day]))),
  ]);
  const settledToday: Record<RetCode, Tally> = { 1: ZERO, 2: ZERO, 3: ZERO };
  let receivedToday = 0;
  for (const row of rows) {
    const [, , , what, code] = row.key;
    const measure = row.key.at(-1);
    if (what === "received" && measure === "count") receivedToday += Number(sumOf(row));
    if (what !== "settled" || (code !== 1 && code !== 2 && code !== 3)) continue;
    settledToday[code] = added(settledToday[code], measure, sumOf(row));
  }
  return { ...allTime, receivedToday, settledToday };
}

/** How many orders have no result, by the sums: what was received and not settled. */
export async function readUnsettled(kv: Kv): Promise<number> {
  const { received, settled } = await readAllTime(kv);
  return received - settled[1] - settled[2] - settled[3];
}

async function readAllTime(kv: Kv): Promise<Pick<Totals, "received" | "settled">> {
  const [received, ...settled] = await getAll(kv, [
    ["sum", "all", "received"],
    ...RET_CODES.map((code) => ["sum", "all", "settled", code]),
  ]);
  const [succeeded, unsure, failed] = settled.map((row) => Number(sumOf(row)));
  return {
    received: Number(sumOf(received)),
    settled: { 1: succeeded ?? 0, 2: unsure ?? 0, 3: failed ?? 0 },
  };
}

function added(tally: Tally, measure: unknown, by: bigint): Tally {
  if (measure === "count") return { ...tally, count: tally.count + Number(by) };
  if (measure === "cash") return { ...tally, cash: tally.cash + by };
  if (measure === "cost") return { ...tally, cost: tally.cost + by };
  return tally;
}

/** The number that a sum's row holds. Deno gives a sum as a `KvU64`, which has the number as `value`. */
export function sumOf(row: Row | undefined): bigint {
  const sum = row?.value;
  if (typeof sum === "object" && sum !== null && "value" in sum && typeof sum.value === "bigint") {
    return sum.value;
  }
  return 0n;
}
