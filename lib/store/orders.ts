/**
 * The orders: accepted, moved and found. Orders that are not closed live in memory too; what is in memory is what the
 * store confirmed last.
 *
 * @module
 */
import { isSameBytes } from "../bytes.ts";
import type { Clock } from "../clock.ts";
import { errorText } from "../log.ts";
import type { Closed, Order, OrderId, OrderState, Received } from "../order.ts";
import { idOf, idText } from "../order.ts";
import type { Entry } from "./active_orders.ts";
import { ActiveOrders } from "./active_orders.ts";
import { Backlog } from "./backlog.ts";
import type { ChangeParts } from "./change.ts";
import { Change, STORE_RETRY_MS } from "./change.ts";
import { type Kv, StoreDown } from "./kv.ts";
import { encodeOrder } from "./order_codec.ts";
import type { Place } from "./keys.ts";
import type { Accepted, Changed, Decide, Loading, OrderListener, SureChange } from "./outcomes.ts";
import { RecentlyClosed } from "./recently_closed.ts";
import { type DayOf, newOrderWrite } from "./writes.ts";
import { LaterLooks } from "./later_looks.ts";
import { loadBacklog } from "./load.ts";
import { isActiveRow, readRow, readStored } from "./stored_row.ts";
import { Turns } from "./turns.ts";
import type { Write, Writer } from "./writer.ts";

/** The stored orders. */
export class OrderStore {
  readonly #active = new ActiveOrders();
  readonly #closed = new RecentlyClosed();
  readonly #turns = new Turns();
  readonly #accepting = new Map<string, Promise<Accepted>>();
  readonly #laterLooks: LaterLooks;
  readonly #listeners = new Set<OrderListener>();
  /** How the reading of the orders of earlier processes stands. */
  readonly backlog: Backlog;

  /** Until {@linkcode OrderStore.load} is through, memory may lack orders that the store has. */
  constructor(
    private readonly kv: Kv,
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly dayOf: DayOf,
  ) {
    this.backlog = new Backlog(kv, clock, STORE_RETRY_MS);
    const look = async (id: OrderId) => (await this.change(id, () => null)).kind !== "storeDown";
    this.#laterLooks = new LaterLooks(clock, STORE_RETRY_MS, look);
  }

  /**
   * Reads the orders that are not closed. New ones may be accepted meanwhile, and any may be changed. Call it once; it never
   * rejects because of the store.
   */
  async load(loading: Partial<Loading> = {}): Promise<void> {
    await loadBacklog(this.backlog, this.#active, loading);
  }

  /** Calls `listener` after every commit that stored or changed an order, until what it returns is called. */
  onChange(listener: OrderListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The orders that are not closed. */
  active(): Iterable<Order> {
    return this.#active.orders();
  }

  /** The closed order that an index row stands for, as it is stored; `null` where only the store has it. */
  recentlyClosed(place: Place): Closed | null {
    return this.#closed.at(place);
  }

  /** How many orders that are not closed are in each state. */
  get counts(): Readonly<Record<OrderState, number>> {
    return this.#active.counts;
  }

  /** How many orders have no result yet. */
  get unsettled(): number {
    const { received, queued, processing, review } = this.counts;
    const known = received + queued + processing + review;
    return known + this.backlog.unsettledLeft + this.#accepting.size;
  }

  /**
   * Stores a new order, durably, unless its id is known.
   *
   * After a crash before the commit the order is absent, and the server has no answer; after it, it is `received`.
   */
  async accept(order: Received): Promise<Accepted> {
    const key = idText(order.server, order.fields.chargeId);
    for (;;) {
      const known = this.#active.get(key);
      if (known) return { kind: "known", contentDigest: known.order.contentDigest };
      const other = this.#accepting.get(key);
      if (other === undefined) break;
      const accepted = await other;
      // The server is being told that this number is certain never to be executed.
      if (accepted.kind === "refused") return accepted;
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
  change<O extends Order>(id: OrderId, decide: Decide<O>): Promise<Changed<O>> {
    const key = idText(id.server, id.chargeId);
    return this.#turns.take(key, async () => {
      let entry: Entry | null;
      try {
        entry = this.#active.get(key) ?? await this.#find(id);
      } catch (error) {
        if (!(error instanceof StoreDown)) throw error;
        return { kind: "storeDown", reason: error.message };
      }
      if (entry === null) return { kind: "notFound" };
      const commit = (write: Write) => this.writer.commit(write);
      const changed = await this.#changeOf(entry, decide, commit).once();
      if (entry.stale && changed.kind === "storeDown") this.#laterLooks.ask(id);
      return changed;
    });
  }

  /**
   * {@linkcode OrderStore.change} of an order that is not closed, tried again until the store takes it: for what has
   * happened in the world and only has to be written down. Other changes of the order wait meanwhile. An order that is not
   * loaded yet is waited for.
   */
  changeSurely<O extends Order>(id: OrderId, decide: Decide<O>): Promise<SureChange<O>> {
    const key = idText(id.server, id.chargeId);
    return this.#turns.take(key, async () => {
      if (this.#active.get(key) === undefined && this.backlog.loading) await this.backlog.ended;
      const entry = this.#active.get(key);
      if (entry === undefined) return { kind: "notFound" };
      // Nobody outside waits for what only has to be written down.
      const commit = (write: Write) => this.writer.commitSoon(write);
      return await this.#changeOf(entry, decide, commit).surely(this.clock);
    });
  }

  /** An order that is not closed, at once. */
  peek(id: OrderId): Order | null {
    return this.#active.get(idText(id.server, id.chargeId))?.order ?? null;
  }

  /**
   * An order, wherever it is; `null` where there is none, or only its id is remembered.
   *
   * @throws {StoreDown} the store can't be read
   */
  async get(id: OrderId): Promise<Order | null> {
    const active = this.peek(id);
    if (active !== null) return active;
    const row = await readRow(this.kv, id);
    const stored = row === null ? null : readStored(row);
    return stored === null || stored.state === "gone" ? null : stored;
  }

  /**
   * The content digest of an order whose id is known, even if nothing else is left of it; `null` where it is new.
   *
   * @throws {StoreDown} the store can't be read
   */
  async knownDigest(id: OrderId): Promise<string | null> {
    await this.#accepting.get(idText(id.server, id.chargeId));
    const active = this.peek(id);
    if (active !== null) return active.contentDigest;
    const row = await readRow(this.kv, id);
    return row ? readStored(row).contentDigest : null;
  }

  async #store(order: Received): Promise<Accepted> {
    const id = idOf(order);
    const value = encodeOrder(order);
    const key = idText(id.server, id.chargeId);
    let reason = "";
    this.backlog.storing(key, value);
    try {
      const committed = await this.writer.commit(newOrderWrite(order, id, value, this.dayOf));
      if (committed.kind === "committed") {
        this.backlog.stored(key);
        this.#tell(this.#active.add(order, committed.versionstamp).order, null);
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
    const row = await readRow(this.kv, id);
    if (row === null) return { kind: "refused", reason: reason || "no reason given" };
    if (isActiveRow(row) && isSameBytes(row.value, value)) {
      this.backlog.stored(idText(id.server, id.chargeId));
      this.#tell(this.#active.adopt(row).order, null);
      return { kind: "accepted" };
    }
    return { kind: "known", contentDigest: readStored(row).contentDigest };
  }

  #changeOf<O extends Order>(
    entry: Entry,
    decide: Decide<O>,
    commit: ChangeParts["commit"],
  ): Change<O> {
    const { kv, dayOf } = this;
    const keep: ChangeParts["keep"] = (entry, order, versionstamp) => {
      const before = entry.order;
      this.#active.keep(entry, order, versionstamp);
      this.#tell(order, before);
    };
    return new Change(entry, decide, { kv, dayOf, commit, keep });
  }

  /** An order that is not in memory. */
  async #find(id: OrderId): Promise<Entry | null> {
    const row = await readRow(this.kv, id);
    const key = idText(id.server, id.chargeId);
    // Loaded while it was read here.
    const known = this.#active.get(key);
    if (known !== undefined || row === null) return known ?? null;
    if (isActiveRow(row)) {
      const entry = this.#active.adopt(row);
      this.backlog.found(key, entry.order);
      this.#tell(entry.order, null);
      return entry;
    }
    const stored = readStored(row);
    if (stored.state === "gone") return null;
    this.backlog.found(key, null);
    return { order: stored, versionstamp: row.versionstamp, stale: false };
  }

  #tell(order: Order, before: Order | null): void {
    this.#closed.see(order);
    for (const listener of this.#listeners) listener(order, before);
  }
}
