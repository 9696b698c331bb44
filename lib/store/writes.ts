/**
 * What is written for a new order, and for a change from one state to the next.
 *
 * @module
 */
import type { Order, OrderId, Received } from "../order.ts";
import { idOf, idText, isClosed } from "../order.ts";
import type { KeyPart } from "./kv.ts";
import { glanceOf } from "./glance.ts";
import { activeKey, doneKey, goneKey, indexKeys, orderKey } from "./keys.ts";
import type { RememberedId } from "./order_codec.ts";
import { encodeOrder, encodeRememberedId } from "./order_codec.ts";
import { receivedSums, settledSums } from "./sums.ts";
import type { Write } from "./writer.ts";

/** The day of an instant, as `2026-11-23`, in the zone that the days of the sums are those of. */
export type DayOf = (atMs: number) => string;

/** The writes that store a new order, with the check that its id is new. `value` is the order, encoded. */
export function newOrderWrite(
  order: Received,
  id: OrderId,
  value: Uint8Array,
  dayOf: DayOf,
): Write {
  return {
    about: idText(id.server, id.chargeId),
    checks: unknownIdChecks(id),
    sets: [{ key: activeKey(id), value }],
    deletes: [],
    additions: receivedSums(order, dayOf(order.receivedAtMs)),
  };
}

/** The writes that store an order as a backup has it, with the check that its id is new. */
export function importedWrite(order: Order, value: Uint8Array, dayOf: DayOf): Write {
  const id = idOf(order);
  const settled = order.state === "settled" ? settledSums(order, dayOf(order.result.atMs)) : [];
  const closed = isClosed(order) ? order : null;
  return {
    about: idText(id.server, id.chargeId),
    checks: unknownIdChecks(id),
    sets: [
      { key: orderKey(order), value },
      ...(closed ? indexKeys(closed).map((key) => ({ key, value: glanceOf(closed) })) : []),
    ],
    deletes: [],
    additions: [...receivedSums(order, dayOf(order.receivedAtMs)), ...settled],
  };
}

/** The writes that remember the id of an order that a backup has no more of, with the check that it is new. */
export function importedIdWrite(id: OrderId, gone: Omit<RememberedId, "state">): Write {
  return {
    about: idText(id.server, id.chargeId),
    checks: unknownIdChecks(id),
    sets: [
      { key: doneKey(id), value: encodeRememberedId(gone) },
      { key: goneKey(id, gone.receivedAtMs), value: 0 },
    ],
    deletes: [],
    additions: [],
  };
}

function unknownIdChecks(id: OrderId): Write["checks"] {
  return [{ key: activeKey(id), versionstamp: null }, { key: doneKey(id), versionstamp: null }];
}

/** The writes that take an order from one state to the next, with the check on its version. */
export function changeWrite(
  before: Order,
  versionstamp: string,
  after: Order,
  dayOf: DayOf,
): Write {
  const from = orderKey(before);
  const glance = isClosed(after) ? glanceOf(after) : null;
  const closes = glance !== null;
  const settles = before.state !== "settled" && after.state === "settled";
  return {
    about: idText(before.server, before.fields.chargeId),
    checks: [{ key: from, versionstamp }],
    sets: [
      { key: orderKey(after), value: encodeOrder(after) },
      ...(closes ? indexKeys(after).map((key) => ({ key, value: glance })) : []),
    ],
    deletes: [...(isClosed(before) === closes ? [] : [from]), ...outdatedIndexKeys(before, after)],
    additions: settles ? settledSums(after, dayOf(after.result.atMs)) : [],
  };
}

/**
 * The index rows of a closed order that say what is no longer so, as that it is abandoned. The others stay when it is
 * pushed again: a listing under way may have passed the active orders before it was among them.
 */
function outdatedIndexKeys(before: Order, after: Order): KeyPart[][] {
  if (!isClosed(before)) return [];
  const kept = new Set(indexKeys(after).map((key) => JSON.stringify(key)));
  return indexKeys(before).filter((key) => !kept.has(JSON.stringify(key)));
}
