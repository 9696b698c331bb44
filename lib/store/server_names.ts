/**
 * The servers that the store has closed orders of, configured or not any more.
 *
 * @module
 */
import { SERVERS_PREFIX } from "./keys.ts";
import type { Key, Kv, Range } from "./kv.ts";
import { below } from "./kv.ts";

/** Their names. Those that were seen before are remembered, so that one look into the store tells whether there are more. */
export class ServerNames {
  #known: readonly string[] = [];

  constructor(private readonly kv: Kv) {}

  /** Those that were seen before. */
  get known(): readonly string[] {
    return this.#known;
  }

  /**
   * All of them, sorted as the store sorts; {@linkcode ServerNames.known} itself where there are no more than those. One whose
   * orders are all forgotten meanwhile may still be among them.
   */
  async names(): Promise<readonly string[]> {
    let known = this.#known;
    for (;;) {
      const found = await Promise.all(gapsBetween(known).map((gap) => this.#firstIn(gap)));
      if (found.every((name) => name === null)) break;
      known = found.flatMap((name, at) => [name, known[at] ?? null]).filter((name) =>
        name !== null
      );
    }
    this.#known = known;
    return known;
  }

  async #firstIn(gap: Range): Promise<string | null> {
    const [first] = await Array.fromAsync(this.kv.list(gap, { limit: 1 }));
    const name: unknown = first?.key[SERVERS_PREFIX.length];
    return typeof name === "string" ? name : null;
  }
}

/** Where further names would stand: before each name, and after the last. */
function gapsBetween(names: readonly string[]): Range[] {
  const { start, end } = below(SERVERS_PREFIX);
  const starts: Key[] = [start, ...names.map((name) => [...SERVERS_PREFIX, name, Infinity])];
  const ends: Key[] = [...names.map((name) => [...SERVERS_PREFIX, name]), end];
  return starts.map((start, at) => ({ start, end: ends[at] ?? end }));
}
