/**
 * What people and programs ask of the running program about orders and channels, and what becomes of it.
 *
 * @module
 */
import type { Order, OrderId, Processing } from "./order.ts";
import type { OrderSecrets } from "./order_fields.ts";
import type { OrderFilter, OrderPage, Overview } from "./order_query.ts";
import type { Result } from "./result.ts";
import type { Reloaded } from "./status.ts";

/** Reads the stored orders. */
export interface OrdersReader {
  /** The order of that number at that server; `null` where there is none. */
  get(server: string, chargeId: string): Promise<Order | null>;
  /**
   * A page of orders, newest first.
   *
   * @param limit 1 to `PAGE_MAX`
   * @param cursor where an earlier page ended, `null` for the first page
   * @throws {QueryError} where a part of the question can't be read, such as a made-up cursor
   */
  list(filter: OrderFilter, limit: number, cursor: string | null): Promise<OrderPage>;
  /** How things stand. */
  overview(): Promise<Overview>;
}

/** A packet of an order, for people to look at; no password and no key is in it. */
export interface ShownPacket {
  readonly kind: "order" | "ack" | "callback";
  /** Whether these are the very bytes that go over the wire. */
  readonly exact: boolean;
  readonly bytes: Uint8Array;
  /** The bytes as text. */
  readonly text: string;
}

/** A result as a person or a program hands it in; when and by whom is added where it is kept. */
export type ResultGiven = Omit<Result, "atMs" | "by">;

/** Its fields, as the API names them. */
export const SETTLEMENT_FIELDS = [
  "retCode",
  "retDetail",
  "userContent",
  "retCost",
  "retBalance",
  "retCash",
] as const;

/**
 * What became of a settlement by hand. `notSettleable`: nobody may settle the order by hand in its present state
 * and channel; `taken`: somebody else has claimed it. `storeDown`: nothing is known to be kept.
 */
export type SettleAnswer =
  | "settled"
  | "taken"
  | "notFound"
  | "alreadySettled"
  | "notSettleable"
  | "storeDown";

/** What became of a push by hand. */
export type PushAnswer = "pushed" | "notFound" | "notSettled" | "storeDown";

/** What became of asking a channel what it knows of an order. `nothingToAsk`: no channel has it, or its channel can't be asked. */
export type InquireAnswer = "asked" | "notFound" | "nothingToAsk";

/**
 * What became of taking an order on at a desk, of giving it back, or of extending its lease. `taken`: somebody else has it.
 * `notClaimable`: it does not wait at a desk or for a worker (any more).
 */
export type ClaimAnswer = "done" | "notFound" | "taken" | "notClaimable" | "storeDown";

/** Does what operators ask for. */
export interface Operator {
  /** Settles an order by hand, unless it is settled already. `by` is `operator:NAME` or `token:NAME`. */
  settle(id: OrderId, result: ResultGiven, by: string): Promise<SettleAnswer>;
  /** Makes a settled order's callback due now, confirmed or not. */
  push(id: OrderId, by: string): Promise<PushAnswer>;
  /** Has the order's channel asked, now, what became of it (查询上游). Never executes. */
  inquire(id: OrderId, by: string): Promise<InquireAnswer>;
  /** Takes an order on at a desk, so that nobody else does the same. */
  claim(id: OrderId, by: string): Promise<ClaimAnswer>;
  /** Gives back an order that the same person has claimed. */
  release(id: OrderId, by: string): Promise<ClaimAnswer>;
  /** Has a claimed order given back, also one that somebody else has. */
  takeBack(id: OrderId, by: string): Promise<ClaimAnswer>;
  /** Lets a channel take no more orders. */
  pause(channel: string, reason: string, by: string): Promise<SwitchAnswer>;
  /** Lets a paused channel take orders again. */
  resume(channel: string, by: string): Promise<SwitchAnswer>;
  /** Reads the configuration again; all of it is in force afterwards, or nothing has changed. */
  reload(by: string): Promise<Reloaded>;
}

/** What became of pausing or resuming a channel. */
export type SwitchAnswer = "done" | "unknown" | "storeDown";

/** An order that a worker has claimed, with what only its worker may see. */
export interface ClaimedOrder {
  readonly order: Processing;
  readonly secrets: OrderSecrets;
}

/** What a worker's programs ask for. */
export interface Workers {
  /**
   * Leases orders that wait for a worker channel, oldest first.
   *
   * @param max 1 or more
   * @param leaseMs `null` is the channel's own lease
   */
  claim(channel: string, max: number, leaseMs: number | null, by: string): Promise<
    | { readonly kind: "claimed"; readonly orders: readonly ClaimedOrder[] }
    | { readonly kind: "unknown" | "notWorker" | "storeDown" }
  >;
  /** Extends a lease from now on; `null` is the channel's own. */
  extend(id: OrderId, leaseMs: number | null, by: string): Promise<ClaimAnswer>;
  /** Gives a claimed order back: its program has certainly done nothing for it. */
  release(id: OrderId, by: string): Promise<ClaimAnswer>;
}
