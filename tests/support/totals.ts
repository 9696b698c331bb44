/**
 * The totals that a store keeps, for tests.
 *
 * @module
 */
import type { Kv } from "../../lib/store/kv.ts";
import { localDay } from "../../lib/store/parts.ts";
import type { Totals } from "../../lib/store/sums.ts";
import { readTotals } from "../../lib/store/sums.ts";

/** The totals since the store began, and those of the clock's day. */
export function totalsOf(kv: Kv, clock: { nowMs(): number }): Promise<Totals> {
  return readTotals(kv, localDay(clock.nowMs()));
}
