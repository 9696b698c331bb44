/**
 * The totals that a store keeps, for tests.
 *
 * @module
 */
import type { Kv } from "../../lib/store/kv.ts";
import type { Totals } from "../../lib/store/sums.ts";
import { readTotals } from "../../lib/store/sums.ts";
import { dayOf } from "./store.ts";

/** The totals since the store began, and those of the clock's day. */
export function totalsOf(kv: Kv, clock: { nowMs(): number }): Promise<Totals> {
  return readTotals(kv, dayOf(clock.nowMs()));
}
