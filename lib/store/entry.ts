/**
 * An order in memory, and the turn-taking of its changes.
 *
 * @module
 */
import type { Order, OrderId } from "../order.ts";
import { errorText } from "../log.ts";
import { activeKey, doneKey } from "./keys.ts";
import type { Kv, Row } from "./kv.ts";
import { StoreDown } from "./kv.ts";

/** An order as memory has it. */
export interface Entry {
  order: Order;
  versionstamp: string;
  /** A commit failed without telling whether it was stored: read the order again first. */
  stale: boolean;
}

/** A row that holds something. */
export interface StoredRow extends Row {
  readonly versionstamp: string;
}

/** Whether a row holds something. */
export function isStored(row: Row): row is StoredRow {
  return row.value !== null && row.versionstamp !== null;
}

/**
 * The row that an order stands in, active or done; `null` where its id is not known.
 *
 * @throws {StoreDown} the store can't be read
 */
export async function readRow(kv: Kv, id: OrderId): Promise<StoredRow | null> {
  try {
    const rows = await kv.getMany([activeKey(id), doneKey(id)]);
    return rows.find(isStored) ?? null;
  } catch (error) {
    throw new StoreDown(errorText(error), { cause: error });
  }
}

/** Whether a row holds an order that is not closed. */
export function isActiveRow(row: Row): boolean {
  return row.key[0] === "active";
}

/** Has the changes of each order run one after the other, wherever the order stands. */
export class Turns {
  readonly #turns = new Map<string, Promise<void>>();

  /** Runs `work` once the changes of the order with that `idText` that came before are through. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    for (let before = this.#turns.get(key); before; before = this.#turns.get(key)) await before;
    const turn = work();
    // Whoever waits for this turn waits for its end, not for its outcome.
    this.#turns.set(key, turn.then(() => {}, () => {}));
    try {
      return await turn;
    } finally {
      this.#turns.delete(key);
    }
  }
}
