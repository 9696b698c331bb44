/**
 * How a catalogue is written: every sentence in both languages, so that neither can be forgotten, and what is filled in
 * stands in braces: `"{count} 单 | {count} orders"`. What is too long for one line goes on in the next.
 *
 * @module
 */

/** A sentence in Chinese and in English, with a bar between them. */
export type Both = `${string}|${string}`;

/** Sentences by name. */
export interface Catalogue {
  readonly [name: string]: Both | Catalogue;
}

/** The names in braces. */
export type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** What is filled in, by its name. */
export type FilledIn<Name extends string> = Readonly<Record<Name, string | number>>;

/** A catalogue in one of its languages: texts, and functions where there is something to fill in. */
export type Said<C> = C extends Both
  ? [Names<C>] extends [never] ? string : (filledIn: FilledIn<Names<C>>) => string
  : { readonly [K in keyof C]: Said<C[K]> };

/** A catalogue in one of its languages. @param at 0 is Chinese, 1 is English */
export function said<C extends Catalogue>(catalogue: C, at: 0 | 1): Said<C> {
  return saidEntry(catalogue, at) as Said<C>;
}

function saidEntry(entry: Both | Catalogue, at: 0 | 1): unknown {
  if (typeof entry !== "string") {
    const entries = Object.entries(entry).map(([name, inner]) => [name, saidEntry(inner, at)]);
    return Object.fromEntries(entries);
  }
  const text = halves(entry)[at];
  if (!text.includes("{")) return text;
  return (filledIn: FilledIn<string>) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => `${filledIn[name]}`);
}

/** The two languages of a sentence. */
export function halves(both: Both): readonly [zh: string, en: string] {
  const [zh = "", en = ""] = both.split("|").map((half) => half.trim().replace(/\s*\n\s*/g, " "));
  return [zh, en];
}
