/**
 * The orders that are not closed, as memory has them, and how many there are in each state.
 *
 * @module
 */
import type { Order, OrderState } from "../order.ts";
import { idText, isClosed } from "../order.ts";
import type { StoredRow } from "./stored_row.ts";
import { readOrder } from "./stored_row.ts";

/** An order as memory has it. */
export interface Entry {
  order: Order;
  versionstamp: string;
  /** A commit failed without telling whether it was stored: read the order again first. */
  stale: boolean;
}

/** The orders that are not closed. */
export class ActiveOrders {
  readonly #entries = new Map<string, Entry>();
  readonly #counts: Record<OrderState, number> = {
    received: 0,
    queued: 0,
    processing: 0,
    review: 0,
    settled: 0,
  };

  /** How many there are in each state. */
  get counts(): Readonly<Record<OrderState, number>> {
    return this.#counts;
  }

  /** By the order's `idText`. */
  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** All of them. */
  *orders(): Iterable<Order> {
    for (const { order } of this.#entries.values()) yield order;
  }

  /**
   * Takes a row under `active` in.
   *
   * @throws {DamagedRow} it does not hold the order that it should
   */
  adopt(row: StoredRow): Entry {
    return this.add(readOrder(row), row.versionstamp);
  }

  /** Takes an order in as it is stored. */
  add(order: Order, versionstamp: string): Entry {
    const entry = { order, versionstamp, stale: false };
    this.keep(entry, order, versionstamp);
    return entry;
  }

  /** Brings an entry up to what is stored: it is in here exactly while its order is not closed. */
  keep(entry: Entry, order: Order, versionstamp: string): void {
    const key = idText(order.server, order.fields.chargeId);
    const known = this.#entries.get(key);
    if (known !== undefined) this.#counts[known.order.state]--;
    entry.order = order;
    entry.versionstamp = versionstamp;
    entry.stale = false;
    if (isClosed(order)) {
      this.#entries.delete(key);
    } else {
      this.#entries.set(key, entry);
      this.#counts[order.state]++;
    }
  }
}
