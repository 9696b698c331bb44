/**
 * A clock on which everything is due at once, for what a test does not want to wait for.
 *
 * @module
 */
import type { Clock } from "../../lib/clock.ts";

/** Its timers run as soon as what runs now is over, in the order they were set. */
export const hastyClock: Clock = {
  nowMs: () => 0,
  after(_delayMs, run) {
    let cancelled = false;
    queueMicrotask(() => {
      if (!cancelled) run();
    });
    return () => cancelled = true;
  },
};
