/**
 * A place where something that others have made comes in, and what must hold there whatever they have made.
 *
 * @module
 */
import type { Chance } from "../support/world/chance.ts";

/**
 * Looks at what became of an input. What it takes is nobody's fault.
 *
 * @returns what became of it in one word, for the counts
 * @throws {Error} what must hold does not
 */
export type Judge = () => string | Promise<string>;

/** One input, made. */
export interface Input {
  /** Feeds it. May be called again, to see whether a slow one is slow by itself. */
  feed(): Judge | Promise<Judge>;
  /** As a person can read it. */
  show(): string;
}

/** A surface. */
export interface Surface {
  readonly name: string;
  /** Words of {@linkcode Judge} that inputs must lead to: who never gets past the door tests only the door. */
  readonly reaches: readonly string[];
  /** What share of all inputs goes here: surfaces that do more for an input get fewer. */
  readonly weight: number;
  /** How long one input may take, in milliseconds of processor time. */
  readonly inputMsMax: number;
  /** Begins anew, with nothing left of the inputs before. */
  open(): Promise<Feed> | Feed;
}

/** Makes inputs. Whatever is in one follows from its chance. */
export type Feed = (chance: Chance) => Input;

/** How long an input may take where nothing else is said, in milliseconds of processor time. */
export const INPUT_MS_MAX = 250;

/** A surface that keeps nothing from one input to the next. */
export function surface<Made, Came>(parts: {
  readonly name: string;
  readonly reaches: readonly string[];
  readonly weight?: number;
  readonly inputMsMax?: number;
  readonly make: (chance: Chance) => Made;
  readonly feed: (made: Made) => Came | Promise<Came>;
  readonly judge: (made: Made, came: Came) => string | Promise<string>;
  readonly show: (made: Made) => string;
}): Surface {
  const { name, reaches, weight = 1, inputMsMax = INPUT_MS_MAX, make, judge, show } = parts;
  const feed: Feed = (chance) => {
    const made = make(chance);
    return {
      feed: async () => {
        const came = await parts.feed(made);
        return () => judge(made, came);
      },
      show: () => show(made),
    };
  };
  return { name, reaches, weight, inputMsMax, open: () => feed };
}
