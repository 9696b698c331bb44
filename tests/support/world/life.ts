/**
 * One life of the engine, from a start to a crash. Whatever the engine does to the world passes through its life, and a
 * dead engine's deeds go nowhere: what it waits for never comes, and what it began is not heard of.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";

/** Where an engine may die: right before or right after a deed of that kind. */
export type Deed = "commit" | "read" | "ack" | "listen" | "push" | "answer" | "channel";

/** When an engine dies: at the `nth` moment around a deed of that kind, `any` for each kind. */
export interface Doom {
  readonly deed: Deed | "any";
  readonly nth: number;
}

/** One life of the engine. */
export class Life {
  /** Whether it goes on. */
  alive = true;
  /** Timers that the engine has set and that have not run. */
  timers = 0;
  #doom: Doom | null;
  #momentsLeft: number;
  readonly #ends: (() => void)[] = [];

  /**
   * @param number counts the lives of a world, from 1
   * @param doom `null` lets it live
   */
  constructor(readonly number: number, doom: Doom | null) {
    this.#doom = doom;
    this.#momentsLeft = doom?.nth ?? 0;
  }

  /** Lets it live, whatever was to come. */
  spare(): void {
    this.#doom = null;
  }

  /** Calls `run` when the life ends. */
  onEnd(run: () => void): void {
    this.#ends.push(run);
  }

  /** Ends it. */
  end(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const run of this.#ends) run();
  }

  /** Does a deed of the engine, unless it dies around it. */
  deed<T>(kind: Deed, work: () => Promise<T>): Promise<T> {
    if (this.#diesNow(kind)) return never();
    return new Promise((resolve, reject) => {
      work().then(
        (value) => this.#diesNow(kind) || resolve(value),
        (error) => this.#diesNow(kind) || reject(error),
      );
    });
  }

  /** The clock as the engine is handed it. */
  clock(clock: Clock): Clock {
    return {
      nowMs: () => clock.nowMs(),
      after: (delayMs, run) => {
        this.timers++;
        let set = true;
        const cancel = clock.after(delayMs, () => {
          set = false;
          this.timers--;
          if (this.alive) run();
        });
        return () => {
          cancel();
          if (set) this.timers--;
          set = false;
        };
      },
    };
  }

  #diesNow(kind: Deed): boolean {
    if (!this.alive) return true;
    if (this.#doom === null) return false;
    if (this.#doom.deed !== "any" && this.#doom.deed !== kind) return false;
    if (--this.#momentsLeft > 0) return false;
    this.end();
    return true;
  }
}

/** What a dead engine waits for. */
export function never<T>(): Promise<T> {
  return new Promise(() => {});
}
