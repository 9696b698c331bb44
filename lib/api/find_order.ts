/**
 * Finds an order by what an address says.
 *
 * @module
 */
import type { OrdersReader } from "../operator.ts";
import type { Order, OrderId } from "../order.ts";
import { TERM_CHARACTERS_MAX } from "../order_query.ts";

/** The order; `null` where there is none. The store is not asked for a name that no order can have. */
export function findOrder(
  orders: Pick<OrdersReader, "get">,
  { server, chargeId }: OrderId,
): Promise<Order | null> {
  const isTooLong = Math.max(server.length, chargeId.length) > TERM_CHARACTERS_MAX;
  return isTooLong ? Promise.resolve(null) : orders.get(server, chargeId);
}
