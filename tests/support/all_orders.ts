/**
 * Every order that czdock has, as its API shows it.
 *
 * @module
 */
import type { OrderJson } from "../../lib/api/order_json.ts";
import type { Api } from "./api.ts";

/** By chargeId. */
export async function allOrders(api: Api): Promise<Map<string, OrderJson>> {
  const orders = new Map<string, OrderJson>();
  for (let cursor: string | null = ""; cursor !== null;) {
    const query = cursor === "" ? "" : `&cursor=${cursor}`;
    const { json } = await api.call("GET", `/api/orders?limit=500${query}`);
    const page = json as { orders: OrderJson[]; cursor: string | null };
    for (const order of page.orders) orders.set(order.chargeId, order);
    cursor = page.cursor;
  }
  return orders;
}
