/**
 * What an index row tells of its closed order at a glance, so that a listing reads only the orders that may fit. The
 * result never changes, and the row is written anew whenever the order closes; the order itself still has the last word.
 *
 * @module
 */
import type { Closed } from "../order.ts";
import type { OrderFilter } from "../order_query.ts";
import type { Place } from "./keys.ts";

/** The value of an order's index rows: retCode, delivery, chargeType, thousandths of a yuan, channel. */
export function glanceOf({ result, delivery, fields, channel }: Closed): string {
  const { chargeType, chargeCash } = fields;
  return [result.retCode, delivery.state, chargeType, chargeCash, channel ?? ""].join(" ");
}

/** Whether the order of an index row may fit a filter; a row of an earlier version tells nothing, so it may. */
export function mayFit({ server }: Place, glance: unknown, filter: OrderFilter): boolean {
  if (filter.server !== undefined && server !== filter.server) return false;
  if (typeof glance !== "string") return true;
  const [retCode, delivery, chargeType, cash = "", channel] = glance.split(" ");
  return (filter.retCode === undefined || retCode === String(filter.retCode)) &&
    (filter.delivery === undefined || delivery === filter.delivery) &&
    (filter.chargeType === undefined || chargeType === String(filter.chargeType)) &&
    (filter.cashMin === undefined || BigInt(cash) >= filter.cashMin) &&
    (filter.cashMax === undefined || BigInt(cash) <= filter.cashMax) &&
    (filter.channel === undefined || channel === filter.channel);
}
