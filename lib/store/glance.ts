/**
 * What an index row tells of its closed order at a glance, so that a listing reads only the orders that may fit. The
 * result never changes, and the row is written anew whenever the order closes; the order itself still has the last word.
 *
 * @module
 */
import type { Closed } from "../order.ts";
import type { OrderFilter } from "../order_query.ts";
import type { Place } from "./keys.ts";
import { tailOf } from "./keys.ts";

/**
 * The value of an order's index rows: retCode, delivery, chargeType, thousandths of a yuan, channel, and marks of the account
 * and of the supplier's number.
 */
export function glanceOf({ result, delivery, fields, channel, supplierRef }: Closed): string {
  const { chargeType, chargeCash, chargeAcct } = fields;
  const marks = [markOf(chargeAcct), markOf(supplierRef ?? "")];
  return [result.retCode, delivery.state, chargeType, chargeCash, channel ?? "", ...marks].join(
    " ",
  );
}

/** Whether the order of an index row may fit a filter; a row of an earlier version tells nothing, so it may. */
export function mayFit(place: Place, glance: unknown, filter: OrderFilter): boolean {
  if (filter.server !== undefined && place.server !== filter.server) return false;
  if (typeof glance !== "string") return true;
  const [retCode, delivery, chargeType, cash = "", channel, ...marks] = glance.split(" ");
  return (filter.retCode === undefined || retCode === String(filter.retCode)) &&
    (filter.delivery === undefined || delivery === filter.delivery) &&
    (filter.chargeType === undefined || chargeType === String(filter.chargeType)) &&
    (filter.cashMin === undefined || BigInt(cash) >= filter.cashMin) &&
    (filter.cashMax === undefined || BigInt(cash) <= filter.cashMax) &&
    (filter.channel === undefined || channel === filter.channel) &&
    (filter.q === undefined || mayBeMeant(filter.q, place, marks));
}

/** A hundred accounts of a million have the same tail: their marks tell nearly all of them apart. */
function mayBeMeant(q: string, { chargeId }: Place, marks: readonly string[]): boolean {
  const earlier = marks.length === 0;
  return earlier || q === chargeId || q === tailOf(q) || marks.includes(markOf(q));
}

/** 32 bits of a text (FNV-1a over its UTF-16 units), in base 36. */
function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
