/**
 * So many in a time: a sliding window, so that no stretch of that length, wherever it begins, holds more. All of them may
 * come at once, the next when the oldest is exactly that old.
 *
 * @module
 */

/** How often, at most, in any stretch of time. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
}

/** The last times that count against a rate. */
export class RateWindow {
  /** A ring of at most `count` times, the oldest at `#oldest`. */
  #times: number[] = [];
  #oldest = 0;

  constructor(readonly rate: Rate) {}

  /** How long until there is room for one more, in milliseconds; 0 for now. */
  waitMs(nowMs: number): number {
    const { count, perMs } = this.rate;
    if (this.#times.length < count) return 0;
    this.#setBack(nowMs);
    return Math.max(0, (this.#times[this.#oldest] as number) + perMs - nowMs);
  }

  /** Counts one; call only where there is room. */
  add(atMs: number): void {
    const { count } = this.rate;
    if (this.#times.length < count) {
      this.#setBack(atMs);
      this.#times.push(atMs);
      return;
    }
    this.#times[this.#oldest] = atMs;
    this.#oldest = (this.#oldest + 1) % count;
  }

  /** Takes back one that was counted then; nothing where it no longer counts. */
  remove(atMs: number): void {
    const times = this.#inOrder();
    const at = times.lastIndexOf(atMs);
    if (at < 0) return;
    times.splice(at, 1);
    this.#times = times;
    this.#oldest = 0;
  }

  /** The same times under another rate. */
  under(rate: Rate): RateWindow {
    const window = new RateWindow(rate);
    window.#times = this.#inOrder().slice(-rate.count);
    return window;
  }

  #inOrder(): number[] {
    return [...this.#times.slice(this.#oldest), ...this.#times.slice(0, this.#oldest)];
  }

  /**
   * Where the clock was set back, nobody knows how much time went by: none at all is assumed, so the wait is too long
   * rather than too short, and never longer than the window.
   */
  #setBack(nowMs: number): void {
    const times = this.#times;
    const newest = times[(this.#oldest + times.length - 1) % times.length];
    if (newest === undefined || newest <= nowMs) return;
    for (let at = 0; at < times.length; at++) times[at] = (times[at] as number) - (newest - nowMs);
  }
}
