/**
 * How often values fell below each of some bounds, without keeping the values.
 *
 * @module
 */

/** Counts of values by bounds, as Prometheus has them. */
export class Histogram {
  /** How many values were at most each bound and above the one before; the last: above all bounds. */
  readonly counts: number[];
  /** Sum of the values. */
  sum = 0;

  /** @param bounds in rising order */
  constructor(readonly bounds: readonly number[]) {
    this.counts = Array<number>(bounds.length + 1).fill(0);
  }

  /** Counts a value. */
  observe(value: number): void {
    let at = 0;
    // Bounds are few, and most values fall below the first ones.
    while (at < this.bounds.length && value > (this.bounds[at] ?? Infinity)) at++;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += value;
  }
}
