/**
 * The single writer. Deno KV makes one disk sync a commit, so what arrives while a commit runs is gathered and
 * committed together, each write with its own checks. When a check fails, the writes are committed apart, so that one
 * conflict fails alone.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import { Histogram } from "../histogram.ts";
import type { Atomic, Check, Key, KeyPart, Kv } from "./kv.ts";
import { StoreDown } from "./kv.ts";
import { errorText } from "../log.ts";

/** An addition to a sum. */
export interface Addition {
  readonly key: Key;
  /** 0 or more. */
  readonly by: bigint;
}

/** Changes of rows that belong together: committed all or not at all. */
export interface Write {
  /**
   * The order's `idText`. Writes about one order never share a commit, for a check sees what was stored before the commit,
   * not what another write in the same one changes.
   */
  readonly about: string;
  readonly checks: readonly Check[];
  readonly sets: readonly { readonly key: KeyPart[]; readonly value: unknown }[];
  readonly deletes: readonly KeyPart[][];
  readonly additions: readonly Addition[];
}

/** What became of a write. `conflict`: a check failed and nothing was written. */
export type Committed =
  | { readonly kind: "committed"; readonly versionstamp: string }
  | { readonly kind: "conflict" };

/** Deno KV's limits for one atomic operation, with room left. */
export const CHECKS_MAX = 100;
/** See {@linkcode CHECKS_MAX}. */
const MUTATIONS_MAX = 900;
/** Bytes of values; the keys and the sums take some of KV's 819,200 too. */
export const VALUE_BYTES_MAX = 400_000;

/**
 * Commits under way at a time. The store makes them one after the other; with a second one handed in, its thread does not
 * wait for ours between two of them.
 */
export const COMMITS_AT_ONCE = 2;

/**
 * How long a write that nobody outside waits for may wait for company, in milliseconds. At one order at a time it joins the
 * next order's commit, which halves the disk syncs.
 */
export const PATIENCE_MS = 3;
/** Writes that wait for company, at most: so many are company enough. */
export const PATIENT_MAX = 16;

interface Waiting {
  readonly write: Write;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (error: StoreDown) => void;
}

/** How the commits went so far. */
export interface WriterCounts {
  commits: number;
  writes: number;
  conflicts: number;
  failures: number;
}

/** Bounds of the number of writes of one commit. */
const BATCH_BOUNDS: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 100];
/** Bounds of the time that one commit takes, in seconds. */
const COMMIT_BOUNDS_S: readonly number[] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5];

/** Gathers writes and commits them. */
export class Writer {
  /** How many writes each commit made. */
  readonly batches = new Histogram(BATCH_BOUNDS);
  /** How long each commit took, made or not, in seconds. */
  readonly commitSeconds = new Histogram(COMMIT_BOUNDS_S);
  readonly counts: WriterCounts = { commits: 0, writes: 0, conflicts: 0, failures: 0 };
  /** Whether the last commit failed (a conflict is no failure). */
  failing = false;
  #waiting: Waiting[] = [];
  #patient: Waiting[] = [];
  #cancelLook: CancelTimer | null = null;
  readonly #running = new Set<Promise<void>>();

  /**
   * @param kv where it writes; nobody else writes orders there
   * @param clock for the patience of writes that nobody waits for
   */
  constructor(private readonly kv: Kv, private readonly clock: Clock) {}

  /**
   * Commits a write, together with what else is waiting.
   *
   * @throws {StoreDown} the store failed. The write may be stored all the same: read again before saying that it is not.
   */
  commit(write: Write): Promise<Committed> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, resolve, reject });
      this.#start();
    });
  }

  /**
   * {@linkcode Writer.commit} for a write that nobody outside waits for: it joins the next commit, or is committed
   * {@linkcode PATIENCE_MS} from now. A crash until then leaves all as it was.
   *
   * @throws {StoreDown} as `commit` does
   */
  commitSoon(write: Write): Promise<Committed> {
    return new Promise((resolve, reject) => {
      this.#patient.push({ write, resolve, reject });
      if (this.#patient.length >= PATIENT_MAX) this.#hasten();
      else this.#cancelLook ??= this.clock.after(PATIENCE_MS, () => this.#hasten());
    });
  }

  /** Has what waits for company wait no longer. */
  #hasten(): void {
    this.#cancelLook?.();
    this.#cancelLook = null;
    if (this.#patient.length === 0) return;
    this.#waiting.push(...this.#patient.splice(0));
    this.#start();
  }

  /** Resolves once nothing is waiting. */
  async idle(): Promise<void> {
    this.#hasten();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #start(): void {
    if (this.#running.size >= COMMITS_AT_ONCE) return;
    const running: Promise<void> = this.#run().finally(() => {
      this.#running.delete(running);
      // Handed in after the last look, while this one still counted as running.
      if (this.#waiting.length > 0) this.#start();
    });
    this.#running.add(running);
  }

  async #run(): Promise<void> {
    // What is handed in during this same turn of the event loop joins the first commit.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      const committed = await this.#tryCommit(batch);
      if (committed !== null) settleAll(batch, committed);
      else for (const waiting of batch) await this.#commitAlone(waiting);
    }
  }

  #takeBatch(): Waiting[] {
    // Behind what somebody waits for: that goes first where one commit can't take it all.
    this.#waiting.push(...this.#patient.splice(0));
    let checks = 0, mutations = 0, bytes = 0, taken = 0;
    const about = new Set<string>();
    for (const { write } of this.#waiting) {
      if (about.has(write.about)) break;
      about.add(write.about);
      checks += write.checks.length;
      mutations += write.sets.length + write.deletes.length + write.additions.length;
      for (const { value } of write.sets) bytes += value instanceof Uint8Array ? value.length : 16;
      const over = checks > CHECKS_MAX || mutations > MUTATIONS_MAX || bytes > VALUE_BYTES_MAX;
      // A write that is too large by itself is tried alone, and the store says so.
      if (over && taken > 0) break;
      taken++;
    }
    return this.#waiting.splice(0, taken);
  }

  /** `null`: try the writes apart. A batch of one has its final answer in `#commitAlone`. */
  async #tryCommit(batch: Waiting[]): Promise<Committed | null> {
    if (batch.length === 1) return null;
    try {
      const committed = await this.#commitTogether(batch.map(({ write }) => write));
      return committed.kind === "committed" ? committed : null;
    } catch {
      // Perhaps one write's fault. If the batch was stored all the same, the checks of its writes fail now, and whoever
      // handed one in reads again and finds what it wrote.
      return null;
    }
  }

  async #commitAlone({ write, resolve, reject }: Waiting): Promise<void> {
    try {
      const committed = await this.#commitTogether([write]);
      if (committed.kind === "conflict") this.counts.conflicts++;
      resolve(committed);
    } catch (error) {
      this.counts.failures++;
      this.failing = true;
      reject(new StoreDown(errorText(error), { cause: error }));
    }
  }

  async #commitTogether(writes: Write[]): Promise<Committed> {
    const atomic = this.kv.atomic();
    const sums = new Map<string, { key: KeyPart[]; by: bigint }>();
    for (const write of writes) {
      for (const { key, versionstamp } of write.checks) {
        atomic.check({ key: [...key], versionstamp });
      }
      for (const { key, value } of write.sets) atomic.set(key, value);
      for (const key of write.deletes) atomic.delete(key);
      for (const addition of write.additions) addUp(sums, addition);
    }
    for (const { key, by } of sums.values()) atomic.sum(key, by);
    return await this.#finish(atomic, writes.length);
  }

  async #finish(atomic: Atomic, writes: number): Promise<Committed> {
    const beganAtMs = this.clock.nowMs();
    const result = await atomic.commit();
    // A clock that was set back meanwhile tells nothing.
    this.commitSeconds.observe(Math.max(0, this.clock.nowMs() - beganAtMs) / 1000);
    this.failing = false;
    if (!result.ok) return { kind: "conflict" };
    this.counts.commits++;
    this.counts.writes += writes;
    this.batches.observe(writes);
    return { kind: "committed", versionstamp: result.versionstamp };
  }
}

function addUp(sums: Map<string, { key: KeyPart[]; by: bigint }>, { key, by }: Addition): void {
  if (by === 0n) return;
  const name = key.join("\0");
  const sum = sums.get(name);
  if (sum === undefined) sums.set(name, { key: [...key], by });
  else sum.by += by;
}

function settleAll(batch: Waiting[], committed: Committed): void {
  for (const { resolve } of batch) resolve(committed);
}
