/**
 * What is written for a new order, and for a change from one state to the next.
 *
 * @module
 */
import type { Order, OrderId, Received } from "../order.ts";
import { idText, isClosed } from "../order.ts";
import type { KeyPart } from "./kv.ts";
import { glanceOf } from "./glance.ts";
import { activeKey, doneKey, indexKeys, orderKey } from "./keys.ts";
import { encodeOrder } from "./order_codec.ts";
import { receivedSums, settledSums } from "./sums.ts";
import type { Part } from "./writer.ts";

/** The writes that store a new order, with the check that its id is new. `value` is the order, encoded. */
export function newOrderPart(order: Received, id: OrderId, value: Uint8Array): Part {
  const key = activeKey(id);
  return {
    about: idText(id.server, id.chargeId),
    checks: [{ key, versionstamp: null }, { key: doneKey(id), versionstamp: null }],
    sets: [{ key, value }],
    deletes: [],
    additions: receivedSums(order, localDay(order.receivedAtMs)),
  };
}

/** The writes that take an order from one state to the next, with the check on its version. */
export function changePart(before: Order, versionstamp: string, after: Order): Part {
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
    additions: settles ? settledSums(after, localDay(after.result.atMs)) : [],
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

/** The day of an instant in the machine's time zone, as `2026-11-23`. */
export function localDay(atMs: number): string {
  const at = new Date(atMs);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
