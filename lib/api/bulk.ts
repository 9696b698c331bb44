/**
 * The safe actions on many orders at once: what is to be done is planned, shown, and each order is looked at again when it
 * is done.
 *
 * @module
 */
import type { LogFields } from "../log.ts";
import type { Money } from "../money.ts";
import type { Operator, OrdersReader } from "../operator.ts";
import { idOf } from "../order.ts";
import type { Order, OrderId } from "../order.ts";
import { PAGE_MAX, TERM_CHARACTERS_MAX } from "../order_query.ts";
import type { OrderFilter } from "../order_query.ts";

/** Orders that are dealt with at a time. */
export const BULK_MAX = 500;
/** Pages that are looked through for the orders that fit a filter. */
const PAGES_MAX = 20;
/** Orders that are dealt with side by side. */
const SIDE_BY_SIDE = 10;

/** What may be done to many: push their results again, ask their channels. Neither ever executes. */
export const BULK_ACTIONS = ["push", "inquire"] as const;
/** See {@linkcode BULK_ACTIONS}. */
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Why an order is left alone; `notCounted`: it can be dealt with only since it was asked about. */
export type Left = "notFound" | "notSettled" | "nothingToAsk" | "storeDown" | "notCounted";

/** An order that is left alone, and why. */
export interface LeftOrder {
  readonly id: OrderId;
  readonly why: Left;
}

/** What is to be done, or what was. */
export interface Bulk {
  readonly action: BulkAction;
  readonly orders: readonly Order[];
  readonly left: readonly LeftOrder[];
}

/** The orders that fit a filter, newest first; `more` where there are others. */
export async function matching(
  reader: Pick<OrdersReader, "list">,
  filter: OrderFilter,
): Promise<{ orders: Order[]; more: boolean }> {
  const orders: Order[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX && orders.length < BULK_MAX; page++) {
    const limit = Math.min(PAGE_MAX, BULK_MAX - orders.length);
    const found = await reader.list(filter, limit, cursor);
    orders.push(...found.orders);
    cursor = found.cursor;
    if (cursor === null) break;
  }
  return { orders, more: cursor !== null };
}

/** Reads `SERVER/NUMBER`, as a form sends it; what is none is left out. */
export function readIds(texts: readonly string[]): OrderId[] {
  const ids = new Map<string, OrderId>();
  for (const text of texts.slice(0, BULK_MAX)) {
    const at = text.lastIndexOf("/");
    if (at <= 0 || at === text.length - 1 || text.length > 2 * TERM_CHARACTERS_MAX) continue;
    ids.set(text, { server: text.slice(0, at), chargeId: text.slice(at + 1) });
  }
  return [...ids.values()];
}

/** Looks at each order, and says what would be done. */
export async function plan(
  reader: Pick<OrdersReader, "get">,
  action: BulkAction,
  ids: readonly OrderId[],
): Promise<Bulk> {
  const found = await sideBySide(ids, async (id) => ({
    id,
    order: await reader.get(id.server, id.chargeId),
  }));
  return planFor(action, found);
}

/** {@linkcode plan} for orders that are there. */
export function planFor(
  action: BulkAction,
  found: readonly { readonly id: OrderId; readonly order: Order | null }[],
): Bulk {
  const orders: Order[] = [], left: LeftOrder[] = [];
  for (const { id, order } of found) {
    const why = order === null ? "notFound" : whyNot(action, order);
    if (order !== null && why === null) orders.push(order);
    else left.push({ id, why: why ?? "notFound" });
  }
  return { action, orders, left };
}

/** What was left alone when it was asked about, as it is now. Nobody has counted what fits since, so that is left alone, too. */
export async function leftBefore(
  reader: Pick<OrdersReader, "get">,
  action: BulkAction,
  ids: readonly OrderId[],
): Promise<LeftOrder[]> {
  const { orders, left } = await plan(reader, action, ids);
  return [...left, ...orders.map((order) => ({ id: idOf(order), why: "notCounted" } as const))];
}

/** Does it, each order looked at again by whoever does it. @param audited is told of each */
export async function carryOut(
  operator: Pick<Operator, "push" | "inquire">,
  planned: Bulk,
  by: string,
  audited: (id: OrderId, outcome: string, fields: LogFields) => void,
): Promise<Bulk> {
  const { action } = planned;
  const done: Order[] = [], left = [...planned.left];
  await sideBySide(planned.orders, async (order) => {
    const id = idOf(order);
    const outcome = await (action === "push" ? operator.push(id, by) : operator.inquire(id, by));
    audited(id, outcome, { bulk: planned.orders.length });
    if (outcome === "pushed" || outcome === "asked") done.push(order);
    else left.push({ id, why: outcome });
  });
  return { action, orders: done, left };
}

/** Sum of chargeCash. */
export function cashOf(orders: readonly Order[]): Money {
  return orders.reduce((sum, { fields: { chargeCash } }) => sum + chargeCash, 0n);
}

function whyNot(action: BulkAction, order: Order): Left | null {
  if (action === "push") return order.state === "settled" ? null : "notSettled";
  const isOpen = order.state === "processing" || order.state === "review";
  return isOpen && order.channel !== null ? null : "nothingToAsk";
}

async function sideBySide<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += SIDE_BY_SIDE) {
    results.push(...await Promise.all(all.slice(at, at + SIDE_BY_SIDE).map(work)));
  }
  return results;
}
