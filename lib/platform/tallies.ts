/**
 * Counts that stay small however long a run is.
 *
 * @module
 */

/** Orders named as examples of something, at most. */
export const EXAMPLES_MAX = 10;
/** Different reasons counted apart; further ones are counted together. */
const REASONS_KEPT = 20;
/** What further reasons are counted under. */
const FURTHER = "其他 other";

/** How often something happened, and the first orders it happened to. */
export class Examples {
  /** How often. */
  count = 0;
  /** The first orders' chargeIds, at most {@linkcode EXAMPLES_MAX}. */
  readonly chargeIds: string[] = [];

  /** It happened to this order. */
  add(chargeId: string): void {
    this.count++;
    if (this.chargeIds.length < EXAMPLES_MAX) this.chargeIds.push(chargeId);
  }
}

/** How often something happened for which reason. */
export class Reasons {
  /** By reason. */
  readonly counts: Record<string, number> = {};

  /** It happened for this reason. */
  add(reason: string): void {
    const known = Object.hasOwn(this.counts, reason) ||
      Object.keys(this.counts).length < REASONS_KEPT;
    const key = known ? reason : FURTHER;
    this.counts[key] = (this.counts[key] ?? 0) + 1;
  }

  /** How often in all. */
  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }
}

/** The value that `share` (0–1) of the sorted values do not exceed; 0 where there are none. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
