/**
 * The store over a key-value store in memory, with time in the test's hand, for tests of the store itself.
 *
 * @module
 */
import type { Key, Kv, Row } from "../../lib/store/kv.ts";
import { below } from "../../lib/store/kv.ts";
import { move, receive } from "../../lib/move.ts";
import type {
  Closed,
  Order,
  OrderId,
  Processing,
  Queued,
  Received,
  Undelivered,
} from "../../lib/order.ts";
import { isUndelivered } from "../../lib/order.ts";
import type { OrderFields } from "../../lib/order_fields.ts";
import type { Heard } from "../../lib/timeline.ts";
import type { Result } from "../../lib/result.ts";
import { OrderStore } from "../../lib/store/orders.ts";
import { OrderQueries } from "../../lib/store/queries.ts";
import { Writer } from "../../lib/store/writer.ts";
import type { CommitFate } from "./memory_kv.ts";
import { MemoryDisk, MemoryKv } from "./memory_kv.ts";
import { VirtualClock } from "./virtual_clock.ts";
import { SAMPLE_FIELDS, SUCCESS } from "./web_orders.ts";
import { hastyClock } from "./hasty_clock.ts";
import { Zone } from "../../lib/zone.ts";

const SHANGHAI = new Zone("Asia/Shanghai");

/** The day of an instant in the zone of the tests. */
export function dayOf(atMs: number): string {
  return SHANGHAI.dayOf(atMs);
}

/** A store in memory, loaded. */
export interface StoreWorld {
  readonly kv: MemoryKv;
  readonly clock: VirtualClock;
  readonly writer: Writer;
  readonly orders: OrderStore;
  readonly queries: OrderQueries;
  /** Every order that listeners were told of, with what it was before. */
  readonly told: { order: Order; before: Order | null }[];
}

/** Opens a store on what a disk holds; another call on the same disk is the next start. */
export async function storeWorld(
  disk: MemoryDisk = new MemoryDisk(),
  clock: VirtualClock = new VirtualClock(),
): Promise<StoreWorld> {
  const kv = new MemoryKv(disk);
  const writer = new Writer(kv, hastyClock);
  const orders = new OrderStore(kv, writer, clock, dayOf);
  const queries = new OrderQueries(
    kv,
    orders,
    () => dayOf(clock.nowMs()),
    (name) => name === "desk",
  );
  const told: StoreWorld["told"] = [];
  orders.onChange((order, before) => told.push({ order, before }));
  await orders.load();
  return { kv, clock, writer, orders, queries, told };
}

/** What a test's order differs in from the sample. */
export type Differences = Partial<OrderFields> & {
  readonly server?: string;
  readonly sealed?: string | null;
  readonly contentDigest?: string;
};

/** A received order under that number. */
export function newOrder(chargeId: string, atMs: number, differences: Differences = {}): Received {
  const { server = "main", sealed = null, contentDigest = `digest-${chargeId}`, ...rest } =
    differences;
  const literals = { chargeId, cardId: "0" };
  const fields = { ...SAMPLE_FIELDS, chargeId, literals, ...rest };
  return receive({ server, fields, from: "192.168.1.7", contentDigest, sealed }, atMs);
}

/** What names an order. */
export function idOf(order: Order): OrderId {
  return { server: order.server, chargeId: order.fields.chargeId };
}

/** The move that the ack is out; leaves every other state. */
export function acked(order: Order): Queued | null {
  return order.state === "received" ? move(order, { kind: "ackSent" }, order.receivedAtMs) : null;
}

/** The move to a channel. */
export function startedAt(channel: string): (order: Order) => Processing | null {
  return (order) =>
    order.state === "queued" ? move(order, { kind: "started", channel }, order.receivedAtMs) : null;
}

/** The move to a result. */
export function settledAs(
  result: Partial<Result>,
  atMs: number,
  heard: Heard = {},
): (order: Order) => Undelivered | null {
  return (order) =>
    order.state === "processing"
      ? move(order, { kind: "settled", result: { ...SUCCESS, atMs, ...result }, heard }, atMs)
      : null;
}

/** The move to the server's `OK`. */
export function confirmedAt(atMs: number): (order: Order) => Closed | null {
  return (order) => isUndelivered(order) ? move(order, { kind: "confirmed" }, atMs) : null;
}

/** The move to giving up. */
export function abandonedAt(atMs: number): (order: Order) => Order | null {
  return (order) => {
    if (!isUndelivered(order)) return null;
    const delivery = {
      state: "abandoned",
      attempts: order.delivery.attempts + 1,
      abandonedAtMs: atMs,
      lastError: "refused",
    } as const;
    return move(order, { kind: "pushFailed", delivery }, atMs);
  };
}

/** The channel's word against the result. */
export function contradictedAt(atMs: number): (order: Order) => Order | null {
  return (order) =>
    order.state === "settled"
      ? move(order, { kind: "contradicted", note: "3 channel:sim" }, atMs)
      : null;
}

/** The operator's re-push. */
export function repushedAt(atMs: number): (order: Order) => Undelivered | null {
  return (order) =>
    order.state === "settled" ? move(order, { kind: "repushed", by: "operator:a" }, atMs) : null;
}

/** Stores a new order and takes it through these moves. */
export async function take(
  orders: OrderStore,
  order: Received,
  ...moves: ((order: Order) => Order | null)[]
): Promise<void> {
  await orders.accept(order);
  for (const move of moves) await orders.change(idOf(order), move);
}

/** Brings a new order to its result, confirmed. */
export async function closeOrder(
  orders: OrderStore,
  order: Received,
  result: Partial<Result> = {},
  channel = "sim",
): Promise<void> {
  const atMs = order.receivedAtMs;
  const moves = [acked, startedAt(channel), settledAs(result, atMs), confirmedAt(atMs)];
  await take(orders, order, ...moves);
}

/** All rows below a prefix. */
export async function rowsBelow(kv: Kv, prefix: Key): Promise<Row[]> {
  return await Array.fromAsync(kv.list(below(prefix)));
}

/** Holds commits back until they are let go, from now on. */
export function holdCommits(kv: MemoryKv): { letGo: () => void } {
  const held = Promise.withResolvers<CommitFate>();
  kv.fate = () => held.promise;
  return { letGo: () => held.resolve("made") };
}
