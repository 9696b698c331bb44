/**
 * What may come as often as whoever likes, and is told of once in a while.
 *
 * @module
 */

/** Says of each kind of event when it is to be told of again. */
export class NowAndThen {
  /** One entry a kind; the kinds are the caller's own, not a peer's. */
  readonly #told = new Map<string, { readonly atMs: number; untold: number }>();

  /** @param everyMs from one telling of a kind to the next, in milliseconds */
  constructor(private readonly everyMs: number) {}

  /**
   * Counts an event. How many of its kind were not told of since the last that was; `null` where this one is not to be told
   * of either. After a clock that was set back it is: else nothing would be told until the time had come round again.
   */
  untold(kind: string, nowMs: number): number | null {
    const last = this.#told.get(kind);
    if (last !== undefined && last.atMs <= nowMs && nowMs - last.atMs < this.everyMs) {
      last.untold++;
      return null;
    }
    this.#told.set(kind, { atMs: nowMs, untold: 0 });
    return last?.untold ?? 0;
  }
}
