/**
 * Whether things go wrong at all: a world is stormy first, and calm at the end so that everything can come to rest.
 *
 * @module
 */
import type { Chance } from "./chance.ts";

/** The weather of a world. */
export class Weather {
  /** Whether faults happen. */
  stormy = true;

  /** Whether a fault with that share happens now. */
  strikes(chance: Chance, share: number): boolean {
    return this.stormy && chance.hit(share);
  }
}
