/**
 * A clock that only moves when a test moves it.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import type { CancelTimer, Clock } from "../../lib/clock.ts";

interface Timer {
  readonly atMs: number;
  readonly set: number;
  readonly run: () => void;
}

/** Time in a test's hand. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #timers: Timer[] = [];
  #set = 0;

  constructor(startMs = Date.parse("2026-11-23T08:00:00Z")) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): CancelTimer {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), set: this.#set++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets everything that is ready run, without time passing. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Lets time pass, timer by timer, and what each of them sets off run before the next. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    await this.settle();
    for (let timer = this.#next(untilMs); timer !== null; timer = this.#next(untilMs)) {
      this.#nowMs = timer.atMs;
      timer.run();
      await this.settle();
    }
    this.#nowMs = untilMs;
  }

  /** Lets time pass to the next timer; `false` when there is none. */
  async step(): Promise<boolean> {
    await this.settle();
    const timer = this.#next(Infinity);
    if (timer === null) return false;
    this.#nowMs = Math.max(this.#nowMs, timer.atMs);
    timer.run();
    await this.settle();
    return true;
  }

  #next(untilMs: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.atMs > untilMs) continue;
      const earlier = next === null || timer.atMs < next.atMs ||
        (timer.atMs === next.atMs && timer.set < next.set);
      if (earlier) next = timer;
    }
    if (next !== null) this.#timers = this.#timers.filter((timer) => timer !== next);
    return next;
  }
}
