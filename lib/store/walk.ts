/**
 * Walks index rows newest first, several indexes as one, reading them in growing pieces: whoever needs only the first few
 * rows pays for few.
 *
 * @module
 */
import type { Place } from "./keys.ts";
import { comparePlaces, indexRange, placeOf } from "./keys.ts";
import type { Key, Kv } from "./kv.ts";

/** An index row: whose it is, and what it tells of it. */
export interface Glimpse {
  readonly place: Place;
  readonly glance: unknown;
}

/** Which rows of an index. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  /** Only rows before this one in time; `null` for all. */
  readonly before: Place | null;
}

/** Rows of the largest piece that is read at a time. */
const PIECE_ROWS_MAX = 500;
const PIECE_FACTOR = 2;

/** Index rows as one line, newest first, each order once. */
export class Walk {
  readonly #indexes: OneIndex[];
  #last: Place | null = null;

  /** @param rows how many are likely needed */
  constructor(kv: Kv, prefixes: readonly Key[], stretch: Stretch, rows: number) {
    const piece = Math.ceil(rows / Math.max(1, prefixes.length));
    this.#indexes = prefixes.map((prefix) => new OneIndex(kv, prefix, stretch, piece));
  }

  /** Reads what the next row is told by, where it is not there yet. */
  async fetch(): Promise<void> {
    const short = this.#indexes.filter((index) => index.isShort);
    if (short.length > 0) await Promise.all(short.map((index) => index.read()));
  }

  /** The next row; `null` after the last. */
  async next(): Promise<Glimpse | null> {
    for (;;) {
      await this.fetch();
      let newest: OneIndex | null = null;
      for (const index of this.#indexes) {
        if (index.head === null) continue;
        const head = newest?.head ?? null;
        if (head === null || comparePlaces(index.head.place, head.place) > 0) newest = index;
      }
      const glimpse = newest?.take() ?? null;
      const last = this.#last;
      if (glimpse !== null && last !== null && comparePlaces(glimpse.place, last) === 0) continue;
      this.#last = glimpse?.place ?? null;
      return glimpse;
    }
  }
}

/** One index, newest first. */
class OneIndex {
  #rows: Glimpse[] = [];
  #at = 0;
  #ended: boolean;
  #before: Place | null;

  constructor(
    private readonly kv: Kv,
    private readonly prefix: Key,
    private readonly stretch: Stretch,
    private piece: number,
  ) {
    const { fromMs, toMs, before } = stretch;
    this.#before = before;
    // Nothing lies there, and Deno KV takes no range that ends before it begins.
    this.#ended = toMs <= fromMs || (before !== null && before.receivedAtMs < fromMs);
  }

  /** Whether it has to be read on before it is known what comes next. */
  get isShort(): boolean {
    return this.#at === this.#rows.length && !this.#ended;
  }

  get head(): Glimpse | null {
    return this.#rows[this.#at] ?? null;
  }

  take(): Glimpse | null {
    return this.#rows[this.#at++] ?? null;
  }

  async read(): Promise<void> {
    const limit = Math.min(PIECE_ROWS_MAX, Math.max(1, this.piece));
    const range = indexRange(this.prefix, this.stretch.fromMs, this.stretch.toMs, this.#before);
    const rows = await Array.fromAsync(this.kv.list(range, { reverse: true, limit }));
    this.#rows = rows.map(({ key, value }) => ({ place: placeOf(key), glance: value }));
    this.#at = 0;
    this.#ended = rows.length < limit;
    this.#before = this.#rows.at(-1)?.place ?? this.#before;
    this.piece *= PIECE_FACTOR;
  }
}
