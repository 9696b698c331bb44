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

/** Everything that is stored; survives a crash of whoever used it. */
export class MemoryDisk {
  readonly rows = new Map<string, Row>();
  version = 0;
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
        writes.push(() => put(key, kept, stamp()));
        return atomic;
      },
      delete(key) {
        writes.push(() => disk.rows.delete(diskKey(key)));
        return atomic;
      },
      sum(key, by) {
        writes.push(() => {
          const sum = disk.rows.get(diskKey(key))?.value;
          const before = sum instanceof Deno.KvU64 ? sum.value : 0n;
          put(key, new Deno.KvU64(before + by), stamp());
        });
        return atomic;
      },
      commit: async () => {
        if (checks.length > 100 || writes.length > 1000) throw new TypeError("too large");
        const fate = await this.fate(this.commits++);
        if (fate === "refused") throw new TypeError("disk I/O error");
        const ok = checks.every(({ key, versionstamp }) =>
          this.#row(key).versionstamp === versionstamp
        );
        if (ok) {
          disk.version++;
          for (const write of writes) write();
        }
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
