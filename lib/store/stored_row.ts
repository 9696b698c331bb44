/**
 * Reading the row of an order: the order that its key names, what remembers its id, or nothing at all.
 *
 * @module
 */
import { errorText } from "../log.ts";
import type { Order, OrderId } from "../order.ts";
import { isClosed } from "../order.ts";
import { activeKey, doneKey } from "./keys.ts";
import type { Kv, Row } from "./kv.ts";
import { StoreDown } from "./kv.ts";
import { decodeStored, type RememberedId } from "./order_codec.ts";

/** A row that holds something. */
export interface StoredRow extends Row {
  readonly versionstamp: string;
}

/** Whether a row holds something. */
export function isStored(row: Row): row is StoredRow {
  return row.value !== null && row.versionstamp !== null;
}

/** Whether a row is that of an order that is not closed. */
export function isActiveRow(row: Row): boolean {
  return row.key[0] === "active";
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

/**
 * A row that holds no order, or another one than its key says: a broken disk, or somebody else's work. What is asked about
 * its order can't be answered, as if the store were down for that one order.
 */
export class DamagedRow extends StoreDown {
  override name = "DamagedRow";
}

/**
 * What a row under `active` or `done` holds.
 *
 * @throws {DamagedRow} it is damaged; the message names the row
 */
export function readStored({ key, value }: Pick<Row, "key" | "value">): Order | RememberedId {
  const [place, server, chargeId] = key;
  let stored: Order | RememberedId;
  try {
    stored = decodeStored(value);
  } catch (error) {
    throw damaged(key, errorText(error), error);
  }
  if (stored.state === "gone") {
    if (place !== "done") throw damaged(key, "a remembered id stands where an order should");
    return stored;
  }
  if (stored.server !== server || stored.fields.chargeId !== chargeId) {
    throw damaged(key, "it holds another order");
  }
  if (isClosed(stored) !== (place === "done")) {
    throw damaged(key, `an order in that state does not stand there: ${stored.state}`);
  }
  return stored;
}

/**
 * What a row holds that must be an order.
 *
 * @throws {DamagedRow} it is damaged, or holds but a remembered id
 */
export function readOrder(row: Pick<Row, "key" | "value">): Order {
  const stored = readStored(row);
  if (stored.state === "gone") throw damaged(row.key, "it holds but a remembered id");
  return stored;
}

function damaged(key: Row["key"], why: string, cause?: unknown): DamagedRow {
  return new DamagedRow(`a stored order cannot be read: ${key.join(" ")}: ${why}`, { cause });
}
