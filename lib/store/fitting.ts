/**
 * Which orders a listing asks for, and by which indexes they are found.
 *
 * | asked for | looked at |
 * |---|---|
 * | a state but `settled`, or what is not delivered | memory only |
 * | `q` | the order of that number at each server, the accounts with that tail, the suppliers' numbers |
 * | `flag` | the rows of what is contradicted, and of what was abandoned |
 * | abandoned; retCode 2 or 3; a channel; a server | the first of them that is asked for has an index |
 * | everything else: type, amount, retCode 1, confirmed | all orders by time, at a glance: a bounded number of index rows a page |
 *
 * @module
 */
import { needsYou } from "../attention.ts";
import type { Order } from "../order.ts";
import { isContradicted } from "../order.ts";
import type { OrderFilter } from "../order_query.ts";
import { indexPrefix, tailOf } from "./keys.ts";
import type { Key } from "./kv.ts";

/** Whether an order is one that is asked for. @param isDesk whether the orders of a channel wait for a person */
export function fits(
  order: Order,
  filter: OrderFilter,
  isDesk: (channel: string) => boolean,
): boolean {
  const { state, retCode, delivery, server, channel, q, flag, fromMs, toMs } = filter;
  const { chargeType, chargeCash } = order.fields;
  const result = order.state === "settled" ? order.result : null;
  const channelNow = "channel" in order ? order.channel : null;
  return (state === undefined || order.state === state) &&
    (retCode === undefined || result?.retCode === retCode) &&
    (delivery === undefined ||
      (order.state === "settled" && order.delivery.state === delivery)) &&
    (server === undefined || order.server === server) &&
    (channel === undefined || channelNow === channel) &&
    (filter.chargeType === undefined || chargeType === filter.chargeType) &&
    (filter.cashMin === undefined || chargeCash >= filter.cashMin) &&
    (filter.cashMax === undefined || chargeCash <= filter.cashMax) &&
    (fromMs === undefined || order.receivedAtMs >= fromMs) &&
    (toMs === undefined || order.receivedAtMs < toMs) &&
    (q === undefined || isFound(order, q)) &&
    (flag !== "contradicted" || isContradicted(order)) &&
    (flag !== "needsYou" || needsYou(order, isDesk));
}

/** Whether a search text finds an order: its whole number, supplier's number or account, or the account's last four characters. */
function isFound(order: Order, q: string): boolean {
  const { fields: { chargeId, chargeAcct }, supplierRef } = order;
  return q === chargeId || q === chargeAcct || q === tailOf(chargeAcct) || q === supplierRef;
}

/** Whether memory has every order that may fit: none of them is closed. */
export function hasNoClosed({ state, delivery }: OrderFilter): boolean {
  return (state !== undefined && state !== "settled") || delivery === "pending";
}

/** The indexes with the fewest rows to look at; `null` where every closed order is to be looked at. */
export function bestIndexes(
  { q, flag, delivery, retCode, channel, server }: OrderFilter,
): Key[] | null {
  const contradicted = indexPrefix("flag", "contradicted");
  const abandoned = indexPrefix("delivery", "abandoned");
  if (q !== undefined) return [indexPrefix("tail", tailOf(q)), indexPrefix("ref", q)];
  if (flag === "contradicted") return [contradicted];
  if (flag === "needsYou") return [contradicted, abandoned];
  if (delivery === "abandoned") return [abandoned];
  if (retCode !== undefined && retCode !== 1) return [indexPrefix("retCode", retCode)];
  if (channel !== undefined) return [indexPrefix("channel", channel)];
  if (server !== undefined) return [indexPrefix("server", server)];
  return null;
}

/**
 * Whether nearly every row of {@linkcode bestIndexes} fits, so that a page needs hardly more rows than it shows; of the others
 * many are looked at for a few.
 */
export function isToldByIndex(filter: OrderFilter): boolean {
  const { q, flag, delivery, retCode, channel, server } = filter;
  const indexed = [
    q,
    flag,
    delivery === "abandoned" ? delivery : undefined,
    retCode === 1 ? undefined : retCode,
    channel,
    server,
  ];
  return indexed.filter((part) => part !== undefined).length <= 1 &&
    [filter.chargeType, filter.cashMin, filter.cashMax].every((part) => part === undefined) &&
    (q === undefined || q === tailOf(q));
}
