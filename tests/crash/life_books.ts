/**
 * What each life of the program brought to the server: how often each order was called back, and what may be repeated.
 *
 * A crash between the server's `OK` and its commit lets the server hear the same result twice. So after an `OK` no life
 * may push the result again but a later one, and for each kill no more results than were under way.
 *
 * @module
 */
import type { Ledger } from "../../lib/platform/ledger.ts";

/** Looks at the server's books at the end of every life. */
export class LifeBooks {
  /** What was wrong, each as a sentence. */
  readonly faults: string[] = [];
  #life = 0;
  /** Callbacks so far, and the life of the last one. */
  readonly #seen = new Map<string, { callbacks: number; life: number }>();
  /** Results pushed again, by the life whose end had left them without their `OK` written down. */
  readonly #again = new Map<number, number>();

  /** @param pushesAtOnce results that may be under way at a kill: pushed, and not written down */
  constructor(private readonly pushesAtOnce: number) {}

  /** Call when the process is gone and everything it has pushed is in the ledger. */
  endLife(ledger: Ledger): void {
    for (const { order: { chargeId }, callbacks } of ledger.entries()) {
      const before = this.#seen.get(chargeId);
      const came = callbacks - (before?.callbacks ?? 0);
      if (came === 0) continue;
      if (came > 1) this.faults.push(`${chargeId} was pushed ${came} times in life ${this.#life}`);
      if (before !== undefined) this.#cameAgain(before.life);
      this.#seen.set(chargeId, { callbacks, life: this.#life });
    }
    this.#life++;
  }

  #cameAgain(leftBy: number): void {
    const again = (this.#again.get(leftBy) ?? 0) + 1;
    this.#again.set(leftBy, again);
    if (again === this.pushesAtOnce + 1) {
      this.faults.push(`over ${this.pushesAtOnce} results of life ${leftBy} were pushed again`);
    }
  }
}
