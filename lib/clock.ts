/**
 * Time as the program sees it. Whoever needs the time or a timer is handed a {@linkcode Clock}, so that
 * a test drives time itself.
 *
 * @module
 */

/** Cancels the timer it was returned for; calling it again does nothing. */
export type CancelTimer = () => void;

/** The time and its timers. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  nowMs(): number;
  /** Calls `run` once, `delayMs` from now (0 or more). Several timers due at once run in the order they were set. */
  after(delayMs: number, run: () => void): CancelTimer;
}

/** Longest delay that `setTimeout` keeps; it fires at once for a longer one. */
const TIMER_DELAY_MS_MAX = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, run) {
    let left = Math.max(0, delayMs);
    let id: ReturnType<typeof setTimeout>;
    const wait = () => {
      const part = Math.min(left, TIMER_DELAY_MS_MAX);
      left -= part;
      id = setTimeout(left > 0 ? wait : run, part);
    };
    wait();
    return () => clearTimeout(id);
  },
};

/** Resolves after `delayMs` on the given clock. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.after(delayMs, resolve));
}
