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
  /** `null` once it ran or was cancelled; it leaves the heap when it comes up. */
  run: (() => void) | null;
}

/** Turns of the event loop that are enough for work that passes through the system, such as a real file's or key's. */
const SETTLE_TURNS = 3;

/** Time in a test's hand. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #setByMs = 0;
  /** A binary heap, the earliest first. */
  #timers: Timer[] = [];
  #pending = 0;
  #set = 0;

  /**
   * @param settleTurns 1 is enough where everything is promises: a turn of the event loop begins only when no promise
   * has anything left to do
   */
  constructor(
    startMs = Date.parse("2026-11-23T08:00:00Z"),
    private readonly settleTurns = SETTLE_TURNS,
  ) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs + this.#setByMs;
  }

  /** Sets the clock, back where `byMs` is below 0, as somebody sets a machine's: its timers run on. */
  setBy(byMs: number): void {
    this.#setByMs += byMs;
  }

  after(delayMs: number, run: () => void): CancelTimer {
    const timer: Timer = { atMs: this.#nowMs + Math.max(0, delayMs), set: this.#set++, run };
    this.#pending++;
    this.#timers.push(timer);
    this.#up(this.#timers.length - 1);
    return () => {
      if (timer.run === null) return;
      timer.run = null;
      this.#pending--;
    };
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#pending;
  }

  /** Lets everything that is ready run, without time passing. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < this.settleTurns; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Lets time pass, timer by timer, and what each of them sets off run before the next. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    await this.settle();
    while (this.#runNext(untilMs)) await this.settle();
    this.#nowMs = untilMs;
  }

  /** Lets time pass to the next timer; `false` when there is none. */
  async step(): Promise<boolean> {
    await this.settle();
    if (!this.#runNext(Infinity)) return false;
    await this.settle();
    return true;
  }

  /** Runs the next timer that is due by then, at its time. */
  #runNext(untilMs: number): boolean {
    for (let top = this.#timers[0]; top !== undefined; top = this.#timers[0]) {
      if (top.run !== null && top.atMs > untilMs) return false;
      this.#dropTop();
      if (top.run === null) continue;
      const run = top.run;
      top.run = null;
      this.#pending--;
      this.#nowMs = Math.max(this.#nowMs, top.atMs);
      run();
      return true;
    }
    return false;
  }

  #up(at: number): void {
    const timers = this.#timers;
    const timer = timers[at] as Timer;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = timers[parent] as Timer;
      if (!before(timer, above)) break;
      timers[at] = above;
      at = parent;
    }
    timers[at] = timer;
  }

  #dropTop(): void {
    const timers = this.#timers;
    const timer = timers.pop();
    if (timer === undefined || timers.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1, right = left + 1;
      if (left >= timers.length) break;
      const smaller = right < timers.length && before(timers[right] as Timer, timers[left] as Timer)
        ? right
        : left;
      const below = timers[smaller] as Timer;
      if (!before(below, timer)) break;
      timers[at] = below;
      at = smaller;
    }
    timers[at] = timer;
  }
}

/** Timers due at once run in the order they were set. */
function before(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.set < b.set);
}
