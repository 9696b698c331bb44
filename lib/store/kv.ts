/**
 * The part of Deno KV that the store is built on, so that the simulated world can stand in for it.
 *
 * @module
 */

/** A part of a key. Parts sort as Deno KV sorts them: texts by their UTF-8 bytes, numbers by value. */
export type KeyPart = string | number;
/** A key. */
export type Key = readonly KeyPart[];

/** What is stored under a key; both `null` where nothing is. */
export interface Row {
  readonly key: readonly unknown[];
  readonly value: unknown;
  readonly versionstamp: string | null;
}

/** Commits only if the key still has this version; `null`: only if there is nothing. */
export interface Check {
  readonly key: Key;
  readonly versionstamp: string | null;
}

/** Writes that are committed together or not at all. */
export interface Atomic {
  check(...checks: { key: (string | number)[]; versionstamp: string | null }[]): Atomic;
  set(key: (string | number)[], value: unknown): Atomic;
  delete(key: (string | number)[]): Atomic;
  sum(key: (string | number)[], by: bigint): Atomic;
  /** `{ok: false}` when a check failed. Rejects when the store can't be written. */
  commit(): Promise<{ ok: true; versionstamp: string } | { ok: false }>;
}

/** A stretch of keys, `start` in it and `end` not. */
export interface Range {
  readonly start: Key;
  readonly end: Key;
}

/** A key-value store with atomic commits. */
export interface Kv {
  get(key: Key): Promise<Row>;
  /** At most ten keys; the rows in their order. */
  getMany(keys: readonly Key[]): Promise<Row[]>;
  list(range: Range, options?: { reverse?: boolean; limit?: number }): AsyncIterable<Row>;
  atomic(): Atomic;
  close(): void;
}

/** Keys that one `getMany` takes. */
const GET_MANY_MAX = 10;

/** Rows that a `list` fetches at a time: with 500 a scan is half as long again as fast as with 100. */
const LIST_BATCH = 500;

/** Deno's own KV as a {@linkcode Kv}. */
export function denoKv(kv: Deno.Kv): Kv {
  return {
    get: (key) => kv.get([...key]),
    getMany: (keys) => kv.getMany<unknown[]>(keys.map((key) => [...key])),
    list: ({ start, end }, options = {}) =>
      kv.list(
        { start: [...start], end: [...end] },
        { ...options, batchSize: Math.min(LIST_BATCH, options.limit ?? LIST_BATCH) },
      ),
    atomic: () => kv.atomic(),
    close: () => kv.close(),
  };
}

/** All keys below a prefix. Infinity sorts after every text and number, and no key of ours has it as a part. */
export function below(prefix: Key): { start: KeyPart[]; end: KeyPart[] } {
  return { start: [...prefix], end: [...prefix, Infinity] };
}

/** Reads any number of keys, in their order. */
export async function getAll(kv: Kv, keys: readonly Key[]): Promise<Row[]> {
  const groups: Promise<Row[]>[] = [];
  for (let at = 0; at < keys.length; at += GET_MANY_MAX) {
    groups.push(kv.getMany(keys.slice(at, at + GET_MANY_MAX)));
  }
  return (await Promise.all(groups)).flat();
}

/** A store that can't be read or written now. What was asked may or may not have happened. */
export class StoreDown extends Error {
  override name = "StoreDown";
}
