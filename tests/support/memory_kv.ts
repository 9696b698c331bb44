/**
 * A key-value store in memory that keeps Deno KV's promises, and breaks them on demand.
 *
 * @module
 */
import type { Atomic, Check, Key, Kv, Range, Row } from "../../lib/store/kv.ts";

/** Deno KV's own limit. */
const VALUE_BYTES_MAX = 65_536;

/** What happens to a commit: it is made, it is refused, or it is made and its answer is lost. */
export type CommitFate = "made" | "refused" | "answerLost";

/** What a commit changed: the rows as they were before it. */
type Before = Map<string, Row | undefined>;

/** Everything that is stored; survives a crash of whoever used it, and a power cut as far as it was synced. */
export class MemoryDisk {
  readonly rows = new Map<string, Row>();
  version = 0;
  /** What each commit changed that a power cut may take back, the oldest first. */
  readonly #unsynced: { readonly version: number; readonly before: Before }[] = [];

  /** @param syncsLate whether a commit can be lost until {@linkcode MemoryDisk.syncTo} is called for it */
  constructor(private readonly syncsLate = false) {}

  /** Commits that a power cut could take back. */
  get unsynced(): number {
    return this.#unsynced.length;
  }

  /** Makes a commit: all its writes. @param names of the rows that they change */
  commit(names: readonly string[], write: () => void): void {
    this.version++;
    if (this.syncsLate) {
      const before = new Map(names.map((name) => [name, this.rows.get(name)]));
      this.#unsynced.push({ version: this.version, before });
    }
    write();
  }

  /** From here on no power cut takes back a commit up to that version, nor what it was built on. */
  syncTo(version: number): void {
    const unsynced = this.#unsynced;
    while (unsynced[0] !== undefined && unsynced[0].version <= version) unsynced.shift();
  }

  /** The power is cut, and of the commits that were not synced the oldest `kept` are left. */
  cutPower(kept: number): void {
    for (const { version, before } of this.#unsynced.splice(kept).reverse()) {
      for (const [name, row] of before) {
        if (row === undefined) this.rows.delete(name);
        else this.rows.set(name, row);
      }
      this.version = version - 1;
    }
    this.#unsynced.length = 0;
  }
}

/** A {@linkcode Kv} on a {@linkcode MemoryDisk}. */
export class MemoryKv implements Kv {
  /** Commits so far, made or not. */
  commits = 0;
  /** Decides over each commit. */
  fate: (commit: number) => CommitFate | Promise<CommitFate> = () => "made";
  /** Throws to make reading fail. */
  beforeRead: () => void | Promise<void> = () => {};

  constructor(readonly disk = new MemoryDisk()) {}

  async get(key: Key): Promise<Row> {
    await this.beforeRead();
    return this.#row(key);
  }

  async getMany(keys: readonly Key[]): Promise<Row[]> {
    if (keys.length > 10) throw new TypeError("too many keys");
    await this.beforeRead();
    return keys.map((key) => this.#row(key));
  }

  async *list(range: Range, options: { reverse?: boolean; limit?: number } = {}) {
    await this.beforeRead();
    const start = diskKey(range.start), end = diskKey(range.end);
    if (start > end) throw new TypeError("Start key is greater than end key");
    const names = [...this.disk.rows.keys()].filter((name) => name >= start && name < end).sort();
    if (options.reverse) names.reverse();
    for (const name of names.slice(0, options.limit)) {
      const row = this.disk.rows.get(name);
      if (row !== undefined) yield row;
    }
  }

  atomic(): Atomic {
    const checks: Check[] = [];
    const writes: (() => void)[] = [];
    const names: string[] = [];
    const disk = this.disk;
    const put = (key: Key, value: unknown, versionstamp: string) =>
      disk.rows.set(diskKey(key), { key: [...key], value, versionstamp });
    const stamp = () => String(disk.version).padStart(20, "0");
    const atomic: Atomic = {
      check(...more) {
        checks.push(...more);
        return atomic;
      },
      set(key, value) {
        const kept = value instanceof Uint8Array ? value.slice() : value;
        if (kept instanceof Uint8Array && kept.length > VALUE_BYTES_MAX) {
          throw new TypeError(`Value too large (max ${VALUE_BYTES_MAX} bytes)`);
        }
        names.push(diskKey(key));
        writes.push(() => put(key, kept, stamp()));
        return atomic;
      },
      delete(key) {
        names.push(diskKey(key));
        writes.push(() => disk.rows.delete(diskKey(key)));
        return atomic;
      },
      sum(key, by) {
        names.push(diskKey(key));
        writes.push(() => {
          const sum = disk.rows.get(diskKey(key))?.value;
          const before = sum instanceof Deno.KvU64 ? sum.value : 0n;
          put(key, new Deno.KvU64(before + by), stamp());
        });
        return atomic;
      },
      commit: async () => {
        if (checks.length > 100 || writes.length > 1000) throw new TypeError("too large");
        const decided = this.fate(this.commits++);
        // Made at once where that is decided at once: nobody can die in between.
        const fate = typeof decided === "string" ? decided : await decided;
        if (fate === "refused") throw new TypeError("disk I/O error");
        const ok = checks.every(({ key, versionstamp }) =>
          this.#row(key).versionstamp === versionstamp
        );
        if (ok) disk.commit(names, () => writes.forEach((write) => write()));
        if (fate === "answerLost") throw new TypeError("disk I/O error");
        return ok ? { ok, versionstamp: stamp() } : { ok };
      },
    };
    return atomic;
  }

  close(): void {}

  #row(key: Key): Row {
    return this.disk.rows.get(diskKey(key)) ??
      { key: [...key], value: null, versionstamp: null };
  }
}

/** Where a key's row is on a {@linkcode MemoryDisk}: texts before numbers, as Deno KV sorts them. */
export function diskKey(key: Key): string {
  return key.map((part) =>
    typeof part === "string"
      ? `\x02${part}\x00`
      : `\x03${part === Infinity ? "~" : String(part).padStart(20, "0")}\x00`
  ).join("");
}
