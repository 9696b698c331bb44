/**
 * One life of the engine, from a start to a crash. Whatever the engine does to the world passes through its life, and a
 * dead engine's deeds go nowhere: what it waits for never comes, and what it began is not heard of.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import type { Deed, WorldPoint } from "./points.ts";
import { isAround } from "./points.ts";

/** When an engine dies: at the `nth` passing of a point, or of any point of a deed, or of any at all. */
export interface Doom {
  readonly at: WorldPoint | Deed | "any";
  readonly nth: number;
  /**
   * The power goes with it: of the commits that the disk had not synced so many are left, drawn by chance where it says
   * so. Absent: only the process dies.
   */
  readonly powerCut?: number | "drawn";
}

/** A point that a life has come by. */
export interface Passed {
  readonly point: WorldPoint;
  /** Commits that a power cut there could take back. */
  readonly unsynced: number;
}

/** One life of the engine. */
export class Life {
  /** Whether it goes on. */
  alive = true;
  /** Whether its doom has ended it. */
  struck = false;
  /** Timers that the engine has set and that have not run. */
  timers = 0;
  /** The points that it came by, until it was spared. */
  readonly passed: Passed[] = [];
  #spared = false;
  #passesLeft: number;
  readonly #ends: (() => void)[] = [];

  /**
   * @param number counts the lives of a world, from 1
   * @param doom `null` lets it live
   * @param unsynced how many commits a power cut could take back now
   */
  constructor(
    readonly number: number,
    readonly doom: Doom | null,
    private readonly unsynced: () => number,
  ) {
    this.#passesLeft = doom?.nth ?? 0;
  }

  /** Lets it live, whatever was to come. */
  spare(): void {
    this.#spared = true;
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

  /**
   * Does a deed of the engine, unless it dies before or after it.
   *
   * @param afterValue the point after it where that depends on what came of it
   */
  deed<T>(
    before: WorldPoint,
    after: WorldPoint,
    work: () => Promise<T>,
    afterValue: (value: T) => WorldPoint = () => after,
  ): Promise<T> {
    if (this.diesAt(before)) return never();
    return new Promise((resolve, reject) => {
      work().then(
        (value) => this.diesAt(afterValue(value)) || resolve(value),
        (error) => this.diesAt(after) || reject(error),
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

  /** The engine comes by a point. @returns whether it is dead there */
  diesAt(point: WorldPoint): boolean {
    if (!this.alive) return true;
    if (this.#spared) return false;
    this.passed.push({ point, unsynced: this.unsynced() });
    if (this.doom === null) return false;
    const { at } = this.doom;
    if (at !== "any" && at !== point && !isAround(point, at)) return false;
    if (--this.#passesLeft !== 0) return false;
    this.struck = true;
    this.end();
    return true;
  }
}

/** What a dead engine waits for. */
export function never<T>(): Promise<T> {
  return new Promise(() => {});
}
