/**
 * How a catalogue is written: every sentence in both languages side by side, so that neither can be forgotten.
 *
 * @module
 */

/** A sentence in Chinese and in English. */
export type Both = readonly [zh: string, en: string];

/** Sentences by name; those with something to fill in are functions of it. */
export interface Catalogue {
  readonly [name: string]: Both | ((...filledIn: never[]) => Both) | Catalogue;
}

/** A catalogue in one of its languages. */
export type Said<C> = C extends Both ? string
  : C extends (...filledIn: infer A) => Both ? (...filledIn: A) => string
  : { readonly [K in keyof C]: Said<C[K]> };

/** A catalogue in one of its languages. @param at 0 is Chinese, 1 is English */
export function said<C extends Catalogue>(catalogue: C, at: 0 | 1): Said<C> {
  return saidEntry(catalogue, at) as Said<C>;
}

function saidEntry(entry: Catalogue[string], at: 0 | 1): unknown {
  if (typeof entry === "function") return (...filledIn: never[]) => entry(...filledIn)[at];
  if (isBoth(entry)) return entry[at];
  return Object.fromEntries(
    Object.entries(entry).map(([name, inner]) => [name, saidEntry(inner, at)]),
  );
}

function isBoth(entry: Both | Catalogue): entry is Both {
  return Array.isArray(entry);
}
