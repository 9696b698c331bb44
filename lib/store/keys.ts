/**
 * Every key of the store.
 *
 * | key | value |
 * |---|---|
 * | `active, SERVER, CHARGEID` | an order that is not closed: JSON in UTF-8, see `order_codec.ts` |
 * | `done, SERVER, CHARGEID` | a closed order, likewise; once its retention is over, only what remembers its id |
 * | `by, WHAT, VALUE, RECEIVEDAT, SERVER, CHARGEID` | the closed orders with that server, channel, retCode, delivery, flag, supplier's number or tail of the account, by time; what one sees of them at a glance, see `glance.ts` |
 * | `gone, RECEIVEDAT, SERVER, CHARGEID` | nothing: the remembered ids by time |
 * | `sum, …` | a `KvU64`, see `sums.ts` |
 * | `pause, CHANNEL` | who has paused it, when and why, see `pauses.ts` |
 * | `series, …` | the counts of the charts, see `series_keeper.ts` |
 * | `audit, …` | who did what, see `audit_trail.ts` |
 * | `format` | the number of this layout |
 * | `restored` | that orders came from a backup, see `restored.ts`; there only until the operator says that all is well |
 * | `leader`, `lease` | who leads, and that it is alive, where several instances reach the store: see `leadership.ts` |
 * | `key` | which key the store is written with, where several machines each have a copy of it |
 *
 * An order is either under `active` or under `done`, never under both: one commit moves it. Index rows hold little, and
 * there are few: each costs as much as the order itself. All closed orders by time are those of each server together.
 *
 * @module
 */
import type { Order, OrderId } from "../order.ts";
import { idOf, isClosed, isContradicted } from "../order.ts";
import type { Key, KeyPart, Range } from "./kv.ts";

/** The layout that this program reads and writes. */
export const STORE_FORMAT = 1;
/** Where {@linkcode STORE_FORMAT} stands. */
export const FORMAT_KEY: Key = ["format"];
/** Where it stands which key a store of several machines is written with. */
export const KEY_ID_KEY: Key = ["key"];
/** Where it stands that orders came from a backup. */
export const RESTORED_KEY: Key = ["restored"];

/** What `by` indexes. `tail` is what the account ends with, `ref` the supplier's number. */
export type IndexName = "server" | "channel" | "retCode" | "delivery" | "flag" | "tail" | "ref";

/** Where an order that is not closed stands. */
export function activeKey({ server, chargeId }: OrderId): KeyPart[] {
  return ["active", server, chargeId];
}

/** Where a closed order stands, and later what remembers its id. */
export function doneKey({ server, chargeId }: OrderId): KeyPart[] {
  return ["done", server, chargeId];
}

/** Where the id of an order whose retention is over stands in time. */
export function goneKey({ server, chargeId }: OrderId, receivedAtMs: number): KeyPart[] {
  return ["gone", receivedAtMs, server, chargeId];
}

/** Where an order stands now. */
export function orderKey(order: Order): KeyPart[] {
  const id = idOf(order);
  return isClosed(order) ? doneKey(id) : activeKey(id);
}

/** What a text ends with, four characters at most. */
export function tailOf(text: string): string {
  return [...text].slice(-4).join("");
}

/** The prefix of the index rows with that value. */
export function indexPrefix(name: IndexName, value: KeyPart): KeyPart[] {
  return ["by", name, value];
}

/** The prefix of the indexes by server, which have every closed order. */
export const SERVERS_PREFIX: Key = ["by", "server"];
/** The prefix of the index of remembered ids. */
export const GONE_PREFIX: Key = ["gone"];

/** Every index row of a closed order. */
export function indexKeys(order: Order): KeyPart[][] {
  const place = [order.receivedAtMs, order.server, order.fields.chargeId];
  const keys = [
    [...indexPrefix("server", order.server), ...place],
    [...indexPrefix("tail", tailOf(order.fields.chargeAcct)), ...place],
  ];
  if (order.supplierRef !== null) {
    keys.push([...indexPrefix("ref", order.supplierRef), ...place]);
  }
  if (order.state !== "settled") return keys;
  if (order.channel !== null) keys.push([...indexPrefix("channel", order.channel), ...place]);
  // Nearly every order has succeeded and is confirmed: the indexes by server find those.
  const { retCode } = order.result;
  if (retCode !== 1) keys.push([...indexPrefix("retCode", retCode), ...place]);
  if (order.delivery.state === "abandoned") {
    keys.push([...indexPrefix("delivery", "abandoned"), ...place]);
  }
  if (isContradicted(order)) keys.push([...indexPrefix("flag", "contradicted"), ...place]);
  return keys;
}

/** A place in an index: the orders before it in time are those that a listing, newest first, still has to show. */
export interface Place extends OrderId {
  readonly receivedAtMs: number;
}

/** The rows of an index received in [fromMs, toMs), and before `before` where that is given. */
export function indexRange(
  prefix: Key,
  fromMs: number,
  toMs: number,
  before: Place | null,
): Range {
  const start = [...prefix, fromMs];
  if (before === null || before.receivedAtMs >= toMs) return { start, end: [...prefix, toMs] };
  return { start, end: [...prefix, before.receivedAtMs, before.server, before.chargeId] };
}

/** The place that an index row stands for. */
export function placeOf(key: readonly unknown[]): Place {
  const [receivedAtMs, server, chargeId] = key.slice(-3);
  return {
    receivedAtMs: Number(receivedAtMs),
    server: String(server),
    chargeId: String(chargeId),
  };
}

/** Compares places, older first; the order of the index rows. */
export function comparePlaces(a: Place, b: Place): number {
  return a.receivedAtMs - b.receivedAtMs || compareTexts(a.server, b.server) ||
    compareTexts(a.chargeId, b.chargeId);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
