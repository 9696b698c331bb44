/**
 * What is known while the orders of the processes before are read into memory, with new ones coming in all the while: which
 * rows are this process's own, and how many orders still wait to be read.
 *
 * A row may be older than memory: it was read, and then its order moved. So a row only ever says that there is such an
 * order; memory, where it has the order or has had it, knows better.
 *
 * @module
 */
import { isSameBytes } from "../bytes.ts";
import type { Clock } from "../clock.ts";
import { errorText } from "../log.ts";
import type { Order } from "../order.ts";
import type { StoredRow } from "./stored_row.ts";
import { isStored } from "./stored_row.ts";
import type { Key, KeyPart, Kv } from "./kv.ts";
import { below } from "./kv.ts";
import { readUnsettled } from "./sums.ts";

/**
 * Rows that are read at a time. An ack takes some eight turns of the event loop, and a page is one of them: with 200 rows an
 * ack took 40 to 70 ms during a load of a hundred thousand orders, with 32 some 10, and the load as long.
 */
export const PAGE_ROWS = 32;

/** What a row of an earlier process is, seen from memory. */
export type Belonging =
  /** Nobody has it yet. */
  | "new"
  /** A change had it brought into memory before its turn. */
  | "found"
  /** This process stored it, or has closed or reopened it: there is nothing to take up. */
  | "ours";

/** The reading of the orders of the processes before. */
export class Backlog {
  /** Resolves when it is over, complete or abandoned. */
  readonly ended: Promise<void>;
  /** Orders read so far. */
  loaded = 0;
  /** Rows that hold no order: somebody else's work, or a broken disk. */
  unreadable = 0;
  #loading = true;
  #abandoned = false;
  #unsettledLeft = 0;
  /** What this process hands to the store, as bytes: a commit may be visible before its answer is here. */
  readonly #storing = new Map<string, Uint8Array[]>();
  readonly #ours = new Set<string>();
  readonly #found = new Set<string>();
  #end: () => void = () => {};
  #wake: () => void = () => {};

  /** @param retryMs between two tries to read, while the store fails */
  constructor(
    private readonly kv: Kv,
    private readonly clock: Clock,
    private readonly retryMs: number,
  ) {
    this.ended = new Promise((resolve) => this.#end = resolve);
  }

  /** Whether there may be orders that memory does not have. */
  get loading(): boolean {
    return this.#loading;
  }

  /** Whether it was told to stop before it was complete. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Orders without a result that are not in memory yet. */
  get unsettledLeft(): number {
    return this.#unsettledLeft;
  }

  /** Call before a new order is handed to the store. */
  storing(key: string, value: Uint8Array): void {
    if (!this.#loading) return;
    const values = this.#storing.get(key);
    if (values === undefined) this.#storing.set(key, [value]);
    else values.push(value);
  }

  /** Call when a new order is stored. */
  stored(key: string): void {
    if (this.#loading) this.#ours.add(key);
  }

  /** Call with an order that a change has found in the store; `null` for a closed one. */
  found(key: string, order: Order | null): void {
    if (!this.#loading) return;
    this.#found.add(key);
    if (order === null) this.#ours.add(key);
    else this.taken(order);
  }

  /** Call with every order of an earlier process that is now in memory. */
  taken(order: Order): void {
    this.loaded++;
    if (order.state !== "settled" && this.#unsettledLeft > 0) this.#unsettledLeft--;
  }

  /** Whose a row is. */
  belonging(key: string, { value }: StoredRow): Belonging {
    const stored = this.#storing.get(key)?.some((bytes) => isSameBytes(value, bytes)) ?? false;
    if (stored || this.#ours.has(key)) return "ours";
    return this.#found.has(key) ? "found" : "new";
  }

  /**
   * The rows of all orders that are not closed, a page at a time; the next page is read while one is worked through. Tries
   * again while the store fails, until {@linkcode Backlog.abandon}.
   */
  async *pages(failed: (reason: string) => void): AsyncGenerator<StoredRow[]> {
    const unsettled = await this.#surely(() => readUnsettled(this.kv), failed);
    if (unsettled === null) return;
    this.#unsettledLeft = Math.max(0, unsettled);
    let next = this.#page(null, failed);
    for (;;) {
      const page = await next;
      const last = page?.at(-1);
      if (page === null || last === undefined) return;
      next = this.#page(last.key as Key, failed);
      yield page;
    }
  }

  /** Ends the reading as soon as may be: the process stops. */
  abandon(): void {
    this.#abandoned = true;
    this.#wake();
  }

  /** Call when all rows were seen, or no more will be. */
  end(): void {
    this.#end();
    // An abandoned one never becomes complete.
    if (this.#abandoned) return;
    this.#loading = false;
    this.#unsettledLeft = 0;
    this.#storing.clear();
    this.#ours.clear();
    this.#found.clear();
  }

  #page(after: Key | null, failed: (reason: string) => void): Promise<StoredRow[] | null> {
    const { start, end } = below(["active"]);
    // The first key that can come after it.
    const range = { start: after === null ? start : [...after, ""] as KeyPart[], end };
    return this.#surely(
      async () =>
        (await Array.fromAsync(this.kv.list(range, { limit: PAGE_ROWS }))).filter(isStored),
      failed,
    );
  }

  /** `null` when it was abandoned. Never rejects. */
  async #surely<T>(read: () => Promise<T>, failed: (reason: string) => void): Promise<T | null> {
    while (!this.#abandoned) {
      try {
        const found = await read();
        return this.#abandoned ? null : found;
      } catch (error) {
        if (this.#abandoned) break;
        failed(errorText(error));
        await this.#pause();
      }
    }
    return null;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(this.retryMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
