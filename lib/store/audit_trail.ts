/**
 * Keeps who did what, the newest {@linkcode AUDIT_ENTRIES_MAX}: a ring of rows, so that it never grows beyond them.
 *
 * | key | value |
 * |---|---|
 * | `audit, next` | the number of the next entry |
 * | `audit, row, PLACE` | `AuditEntry`; `PLACE` is its number modulo the ring's size |
 *
 * An action is done before it stands here, and a crash in between loses its entry, never the action; the log has its line at
 * once. Two instances on one store take each other's numbers: a commit checks the next one, and is tried again.
 *
 * @module
 */
import type { AuditEntry } from "../audit_entry.ts";
import type { CancelTimer, Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import type { Key, Kv } from "./kv.ts";
import { getAll } from "./kv.ts";

/** Entries that are kept. */
export const AUDIT_ENTRIES_MAX = 10_000;
/** How long entries gather before they are written, in milliseconds. */
export const AUDIT_WRITE_MS = 200;
/** Entries of one commit. */
const COMMIT_MAX = 500;
/** Entries that wait to be written while the store fails; the oldest are given up. */
export const AUDIT_WAITING_MAX = 5000;
/** Tries against another instance. */
const TRIES_MAX = 5;

const NEXT: Key = ["audit", "next"];

/** The trail. */
export class AuditTrail {
  #waiting: Omit<AuditEntry, "number">[] = [];
  #cancel: CancelTimer | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly kv: Kv,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Keeps an action. */
  add(event: string, fields: Readonly<Record<string, string>>): void {
    this.#waiting.push({ atMs: this.clock.nowMs(), event, fields });
    if (this.#waiting.length > AUDIT_WAITING_MAX) this.#waiting.shift();
    this.#cancel ??= this.clock.after(AUDIT_WRITE_MS, () => void this.flush());
  }

  /** Writes what has gathered; never rejects. */
  flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** The newest entries before a number, the newest first; `null` for the newest of all. */
  async page(limit: number, before: number | null): Promise<AuditEntry[]> {
    const next = await this.#next();
    const end = Math.min(before ?? next.number, next.number);
    const begin = Math.max(0, end - limit, next.number - AUDIT_ENTRIES_MAX);
    const numbers = Array.from({ length: Math.max(0, end - begin) }, (_, at) => end - 1 - at);
    const rows = await getAll(this.kv, numbers.map(keyOf));
    return rows.map(({ value }) => value).filter(isEntry);
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Taken out first: those that are given up meanwhile are the oldest of what waits, not of what is being written.
      const batch = this.#waiting.splice(0, COMMIT_MAX);
      try {
        await this.#commit(batch);
      } catch (error) {
        this.log.error("cannot keep who did what", {
          entries: batch.length,
          error: errorText(error),
        });
        this.#waiting = [...batch, ...this.#waiting].slice(-AUDIT_WAITING_MAX);
        return;
      }
    }
  }

  async #commit(batch: readonly Omit<AuditEntry, "number">[]): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const { number, versionstamp } = await this.#next();
      const atomic = this.kv.atomic().check({ key: [...NEXT], versionstamp });
      for (const [at, entry] of batch.entries()) {
        atomic.set([...keyOf(number + at)], { ...entry, number: number + at });
      }
      const { ok } = await atomic.set([...NEXT], number + batch.length).commit();
      if (ok) return;
    }
    throw new Error("another instance was always faster");
  }

  async #next(): Promise<{ number: number; versionstamp: string | null }> {
    const { value, versionstamp } = await this.kv.get(NEXT);
    return { number: typeof value === "number" ? value : 0, versionstamp };
  }
}

function keyOf(number: number): Key {
  return ["audit", "row", number % AUDIT_ENTRIES_MAX];
}

function isEntry(value: unknown): value is AuditEntry {
  return typeof value === "object" && value !== null && "event" in value && "number" in value;
}
