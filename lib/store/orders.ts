/**
 * The orders: accepted, moved and found. Orders that are not closed live in memory too; what is in memory is what the
 * store confirmed last.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import { errorText } from "../log.ts";
import type { Order, OrderId, OrderState, Received } from "../order.ts";
import { idText, isClosed } from "../order.ts";
import { decodeOrder, decodeStored, encodeOrder } from "./order_codec.ts";
import { activeKey, doneKey } from "./keys.ts";
import type { Accepted, Changed, Decide, OrderListener, Settling } from "./outcomes.ts";
import { changePart, newOrderPart } from "./parts.ts";
import type { Entry, StoredRow } from "./entry.ts";
import { inTurn, isActiveRow, isStored, sameBytes } from "./entry.ts";
import type { Kv } from "./kv.ts";
import { below, StoreDown } from "./kv.ts";
import type { Writer } from "./writer.ts";

/** Between two tries to write down what has happened while the store fails. */
export const STORE_RETRY_MS = 1000;

/** Conflicts with another instance that a change survives before it counts as a failure of the store. */
const CONFLICTS_MAX = 5;

/** The stored orders. */
export class OrderStore {
  readonly #active = new Map<string, Entry>();
  readonly #accepting = new Map<string, Promise<Accepted>>();
  readonly #listeners: OrderListener[] = [];
  readonly #counts: Record<OrderState, number> = {
    received: 0,
    queued: 0,
    processing: 0,
    review: 0,
    settled: 0,
  };

  /** Call {@linkcode OrderStore.load} before anything else. */
  constructor(
    private readonly kv: Kv,
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  /** Reads the orders that are not closed. */
  async load(): Promise<void> {
    for await (const row of this.kv.list(below(["active"]))) {
      if (isStored(row)) this.#adopt(row);
    }
  }

  /** Calls `listener` after every commit that stored or changed an order. */
  onChange(listener: OrderListener): void {
    this.#listeners.push(listener);
  }

  /** The orders that are not closed, oldest commit first. */
  *active(): Iterable<Order> {
    for (const { order } of this.#active.values()) yield order;
  }

  /** How many orders that are not closed are in each state. */
  get counts(): Readonly<Record<OrderState, number>> {
    return this.#counts;
  }

  /** How many orders have no result yet. */
  get waiting(): number {
    const { received, queued, processing, review } = this.#counts;
    return received + queued + processing + review + this.#accepting.size;
  }

  /**
   * Stores a new order, durably, unless its id is known.
   *
   * After a crash before the commit the order is absent, and the server has no answer; after it, it is `received`.
   */
  async accept(order: Received): Promise<Accepted> {
    const key = keyOf(order);
    for (;;) {
      const known = this.#active.get(key);
      if (known) return { kind: "known", contentDigest: known.order.contentDigest };
      const other = this.#accepting.get(key);
      if (other === undefined) break;
      await other;
    }
    const accepting = this.#store(order);
    this.#accepting.set(key, accepting);
    try {
      return await accepting;
    } finally {
      this.#accepting.delete(key);
    }
  }

  /**
   * Moves an order: `decide` makes of the order as it is now the order as it shall be, or `null` to leave it. It may be
   * called again when another instance was faster. One compare-and-set on the order's version.
   */
  async change<O extends Order>(id: OrderId, decide: Decide<O>): Promise<Changed<O>> {
    let entry: Entry | null;
    try {
      entry = this.#active.get(idText(id.server, id.chargeId)) ?? await this.#findClosed(id);
    } catch (error) {
      return { kind: "storeDown", reason: errorText(error) };
    }
    if (entry === null) return { kind: "notFound" };
    return await inTurn(entry, () => this.#apply(entry, decide, false));
  }

  /**
   * {@linkcode OrderStore.change} of an order that is not closed, tried again until the store takes it: for what has
   * happened in the world and only has to be written down. Other changes of the order wait meanwhile.
   */
  async changeSurely<O extends Order>(id: OrderId, decide: Decide<O>): Promise<Settling<O>> {
    const entry = this.#active.get(idText(id.server, id.chargeId));
    if (entry === undefined) return { kind: "notFound" };
    const changed = await inTurn(entry, () => this.#apply(entry, decide, true));
    if (changed.kind === "storeDown") throw new TypeError("a sure change gave up");
    return changed;
  }

  /** An order that is not closed, at once. */
  peek(id: OrderId): Order | null {
    return this.#active.get(idText(id.server, id.chargeId))?.order ?? null;
  }

  /** An order, wherever it is; `null` where there is none, or only its id is remembered. */
  async get(id: OrderId): Promise<Order | null> {
    const active = this.#active.get(idText(id.server, id.chargeId));
    return active?.order ?? (await this.#findClosed(id))?.order ?? null;
  }

  /** The content digest of an order whose id is known, even if nothing else is left of it; `null` where it is new. */
  async knownDigest(id: OrderId): Promise<string | null> {
    const key = idText(id.server, id.chargeId);
    await this.#accepting.get(key);
    const active = this.#active.get(key);
    if (active) return active.order.contentDigest;
    const row = await this.#read(id);
    return row ? decodeStored(row.value).contentDigest : null;
  }

  async #store(order: Received): Promise<Accepted> {
    const id = { server: order.server, chargeId: order.fields.chargeId };
    const value = encodeOrder(order);
    let reason = "";
    try {
      const committed = await this.writer.commit(newOrderPart(order, id, value));
      if (committed.kind === "committed") {
        this.#add({ order, versionstamp: committed.versionstamp, turn: null, stale: false });
        this.#tell(order, null);
        return { kind: "accepted" };
      }
    } catch (error) {
      if (!(error instanceof StoreDown)) throw error;
      reason = error.message;
    }
    try {
      return await this.#lookAgain(id, value, reason);
    } catch (error) {
      return { kind: "doubtful", reason: reason || errorText(error) };
    }
  }

  /** The commit failed, or met something: only what stands in the store now tells. */
  async #lookAgain(id: OrderId, value: Uint8Array, reason: string): Promise<Accepted> {
    const row = await this.#read(id);
    if (row === null) return { kind: "refused", reason: reason || "no reason given" };
    if (isActiveRow(row)) {
      const entry = this.#adopt(row);
      if (sameBytes(row.value, value)) {
        this.#tell(entry.order, null);
        return { kind: "accepted" };
      }
    }
    return { kind: "known", contentDigest: decodeStored(row.value).contentDigest };
  }

  async #apply<O extends Order>(
    entry: Entry,
    decide: Decide<O>,
    surely: boolean,
  ): Promise<Changed<O>> {
    let wanted: O | null = null;
    for (let conflicts = 0; surely || conflicts < CONFLICTS_MAX; conflicts++) {
      try {
        if (entry.stale) {
          const stored = await this.#reread(entry);
          if (stored === null) return { kind: "notFound" };
          // The commit whose answer was lost had been stored after all.
          if (wanted !== null && sameBytes(stored, encodeOrder(wanted))) {
            return { kind: "changed", order: wanted };
          }
        }
        const before = entry.order;
        wanted = decide(before);
        if (wanted === null) return { kind: "declined", order: before };
        if (await this.#commitChange(entry, before, wanted)) {
          return { kind: "changed", order: wanted };
        }
      } catch (error) {
        if (!(error instanceof StoreDown)) throw error;
        if (!surely) return { kind: "storeDown", reason: error.message };
        await sleep(this.clock, STORE_RETRY_MS);
      }
    }
    return { kind: "storeDown", reason: "too many conflicts with another instance" };
  }

  /** Whether it was stored. Until that is known, the entry is stale. */
  async #commitChange(entry: Entry, before: Order, after: Order): Promise<boolean> {
    const part = changePart(before, entry.versionstamp, after);
    entry.stale = true;
    const committed = await this.writer.commit(part);
    if (committed.kind === "conflict") return false;
    this.#keep(entry, after, committed.versionstamp);
    return true;
  }

  /** Reads an order again whose last commit is not known: what is stored, or `null` when it is gone. */
  async #reread(entry: Entry): Promise<unknown> {
    const row = await this.#read({
      server: entry.order.server,
      chargeId: entry.order.fields.chargeId,
    });
    if (row === null || decodeStored(row.value).state === "gone") return null;
    const order = decodeOrder(row.value);
    if (row.versionstamp === entry.versionstamp) entry.stale = false;
    else this.#keep(entry, order, row.versionstamp);
    return row.value;
  }

  /** The row that an order stands in, active or done. */
  async #read(id: OrderId): Promise<StoredRow | null> {
    try {
      const rows = await this.kv.getMany([activeKey(id), doneKey(id)]);
      return rows.find(isStored) ?? null;
    } catch (error) {
      throw new StoreDown(errorText(error), { cause: error });
    }
  }

  /** An order that is not in memory. */
  async #findClosed(id: OrderId): Promise<Entry | null> {
    const row = await this.#read(id);
    if (row === null) return null;
    if (isActiveRow(row)) return this.#adopt(row);
    const stored = decodeStored(row.value);
    if (stored.state === "gone") return null;
    return { order: stored, versionstamp: row.versionstamp, turn: null, stale: false };
  }

  /** Takes a row under `active` into memory, unless it is there. */
  #adopt(row: StoredRow): Entry {
    const order = decodeOrder(row.value);
    const known = this.#active.get(keyOf(order));
    if (known) return known;
    const entry = { order, versionstamp: row.versionstamp, turn: null, stale: false };
    this.#add(entry);
    return entry;
  }

  #add(entry: Entry): void {
    this.#active.set(keyOf(entry.order), entry);
    this.#counts[entry.order.state]++;
  }

  /** Brings memory up to what is stored, and tells of it. */
  #keep(entry: Entry, order: Order, versionstamp: string): void {
    const before = entry.order;
    entry.order = order;
    entry.versionstamp = versionstamp;
    entry.stale = false;
    if (!isClosed(before)) this.#counts[before.state]--;
    if (isClosed(order)) {
      this.#active.delete(keyOf(order));
    } else {
      this.#active.set(keyOf(order), entry);
      this.#counts[order.state]++;
    }
    this.#tell(order, before);
  }

  #tell(order: Order, before: Order | null): void {
    for (const listener of this.#listeners) listener(order, before);
  }
}

function keyOf(order: Order): string {
  return idText(order.server, order.fields.chargeId);
}
