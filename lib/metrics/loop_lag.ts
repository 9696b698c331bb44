/**
 * How late timers are: the time for which something else kept the program busy.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import { Histogram } from "../histogram.ts";

/** From one look to the next, in milliseconds. */
const LAG_EVERY_MS = 500;
/** Bounds of the lag, in seconds. */
const LAG_BOUNDS_S: readonly number[] = [
  0.001,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  5,
];

/** Measures as long as it runs. */
export class LoopLag {
  /** The lags, in seconds. */
  readonly lags = new Histogram(LAG_BOUNDS_S);
  #cancel: CancelTimer | null = null;

  /** @param monotonicMs milliseconds on a clock that nobody sets, with fractions */
  constructor(private readonly clock: Clock, private readonly monotonicMs: () => number) {}

  /** Begins. */
  start(): void {
    const setAtMs = this.monotonicMs();
    this.#cancel = this.clock.after(LAG_EVERY_MS, () => {
      this.lags.observe(Math.max(0, this.monotonicMs() - setAtMs - LAG_EVERY_MS) / 1000);
      this.start();
    });
  }

  /** Ends. */
  stop(): void {
    this.#cancel?.();
  }
}
