/**
 * The check of the store and of the engine's memory at a world's end: rows, sums, and nothing left behind.
 *
 * @module
 */
import type { Order } from "../../../lib/order.ts";
import { idText } from "../../../lib/order.ts";
import { decodeOrder } from "../../../lib/store/order_codec.ts";
import type { Engine } from "../../../lib/wiring/engine.ts";
import type { MemoryDisk } from "../memory_kv.ts";

/** The orders on a disk, by key; a text instead says what is wrong. */
export function storedOrders(disk: MemoryDisk): Map<string, Order> | string {
  const orders = new Map<string, Order>();
  for (const { key, value } of disk.rows.values()) {
    if (key[0] !== "active" && key[0] !== "done") continue;
    const order = decodeOrder(value);
    const name = idText(order.server, order.fields.chargeId);
    if (name !== idText(String(key[1]), String(key[2]))) return `${name} stands under ${key}`;
    if (orders.has(name)) return `${name} is stored twice`;
    orders.set(name, order);
  }
  return orders;
}

/** The sums that the orders make, and those on the disk, over all days; equal where all is well. */
export function sumsOf(
  disk: MemoryDisk,
  orders: Iterable<Order>,
): { counted: Record<string, bigint>; stored: Record<string, bigint> } {
  const counted: Record<string, bigint> = {};
  const stored: Record<string, bigint> = {};
  const add = (to: Record<string, bigint>, name: string, by: bigint) => {
    if (by > 0n) to[name] = (to[name] ?? 0n) + by;
  };
  for (const order of orders) {
    add(counted, "all,received", 1n);
    add(counted, `received,${order.server},count`, 1n);
    add(counted, `received,${order.server},cash`, order.fields.chargeCash);
    if (order.state !== "settled") continue;
    const { retCode, retCash, retCost } = order.result;
    const kind = [retCode, order.server, order.channel ?? "", order.fields.chargeType];
    add(counted, `all,settled,${retCode}`, 1n);
    add(counted, `settled,${kind},count`, 1n);
    add(counted, `settled,${kind},cash`, order.fields.chargeCash);
    add(counted, `settled,${kind},done`, retCash);
    add(counted, `settled,${kind},cost`, retCost);
  }
  for (const { key, value } of disk.rows.values()) {
    if (key[0] !== "sum" || !(value instanceof Deno.KvU64)) continue;
    const name = key[1] === "day" ? key.slice(3) : key.slice(1);
    add(stored, name.join(","), value.value);
  }
  return { counted: sorted(counted), stored: sorted(stored) };
}

/** What the engine still has in hand, each as a sentence; nothing where all is quiet. */
export function leftovers(engine: Engine): string[] {
  const { courier, doubts, intake, orders, parts } = engine;
  const left: string[] = [];
  const count = (what: string, number: number) => number > 0 && left.push(`${number} ${what}`);
  count("active orders", [...orders.active()].length);
  for (const [state, number] of Object.entries(orders.counts)) count(`counted ${state}`, number);
  count("waiting", orders.unsettled);
  count("doubts", doubts.size);
  count("open connections", intake?.counts.open ?? 0);
  for (const { name } of parts.config.servers) {
    count(`results for ${name}`, courier.status(name)?.pending ?? 0);
  }
  return left;
}

/** Rows of the time index; there is one for each closed order. */
export function timeIndexRows(disk: MemoryDisk): number {
  return [...disk.rows.values()].filter(({ key }) => key[0] === "by" && key[1] === "server").length;
}

function sorted(sums: Record<string, bigint>): Record<string, bigint> {
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => a < b ? -1 : 1));
}
