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

/**
 * A clock whose timers may be up to `stepMs` late, and cost next to nothing: those that are due together share one. For
 * deadlines that nearly always are cancelled.
 *
 * A wall clock that is set forward meanwhile can make a timer as late as the longest one that was set before.
 */
export function coarseClock(clock: Clock, stepMs: number): Clock {
  const steps = new Map<number, { readonly runs: Set<{ run(): void }>; cancel: CancelTimer }>();
  return {
    nowMs: () => clock.nowMs(),
    after(delayMs, run) {
      const nowMs = clock.nowMs();
      const atMs = Math.ceil((nowMs + Math.max(0, delayMs)) / stepMs) * stepMs;
      let step = steps.get(atMs);
      if (step === undefined) {
        const runs = new Set<{ run(): void }>();
        const cancel = clock.after(atMs - nowMs, () => {
          steps.delete(atMs);
          for (const timer of runs) timer.run();
        });
        step = { runs, cancel };
        steps.set(atMs, step);
      }
      const { runs, cancel } = step;
      const timer = { run };
      runs.add(timer);
      return () => {
        if (!runs.delete(timer) || runs.size > 0) return;
        cancel();
        if (steps.get(atMs)?.runs === runs) steps.delete(atMs);
      };
    },
  };
}
