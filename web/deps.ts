/**
 * What the page and the API need from the rest of the program. `main.ts` hands it over; whatever has these
 * shapes fits.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { WebConfig } from "../lib/config.ts";
import type { Log } from "../lib/log.ts";
import type { Order, OrderId } from "../lib/order.ts";
import type { OrderFilter, OrderPage, Overview } from "../lib/order_query.ts";
import type { Result } from "../lib/result.ts";
import type { Operations } from "../lib/operations.ts";
import type { ChannelStatus, Health, ServerStatus } from "../lib/status.ts";

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

/** A result as a person or a program hands it in; when and by whom is added where it is kept. */
export type ResultGiven = Omit<Result, "atMs" | "by">;

/**
 * What became of a settlement by hand. `notSettleable`: nobody may settle the order by hand in its present state
 * and channel. `storeDown`: nothing is known to be kept.
 */
export type SettleAnswer =
  | "settled"
  | "notFound"
  | "alreadySettled"
  | "notSettleable"
  | "storeDown";

/** What became of a push by hand. */
export type PushAnswer = "pushed" | "notFound" | "notSettled" | "storeDown";

/** Does what operators ask for. */
export interface Operator {
  /** Settles an order by hand, unless it is settled already. `by` is `operator:NAME` or `token:NAME`. */
  settle(id: OrderId, result: ResultGiven, by: string): Promise<SettleAnswer>;
  /** Makes a settled order's callback due now, confirmed or not. */
  push(id: OrderId, by: string): Promise<PushAnswer>;
}

/** Everything that `createApp` is given. */
export interface AppDeps {
  /** As `czdock --version` says it. */
  readonly version: string;
  /** The time of the answers. */
  readonly clock: Clock;
  /** Where faults are told in detail. */
  readonly log: Log;
  /** Who did what, and from where. */
  readonly audit: Log;
  /** `web:`, who may ask. */
  readonly config: WebConfig;
  /** The stored orders. */
  readonly orders: OrdersReader;
  /** What operators may do. */
  readonly operator: Operator;
  /** Where the order's callback goes, as `host:port`. */
  callbackTarget(order: Order): string;
  /** Resolves when all stored orders are known; `null` once they are. Never rejects. */
  loading(): Promise<void> | null;
  /** How each of `servers:` is doing, in the order of the configuration. */
  servers(): readonly ServerStatus[];
  /** How each of `channels:` is doing, in the order of the configuration. */
  channels(): readonly ChannelStatus[];
  /** How the program is watched, and changed while it runs. */
  readonly operations: Operations;
  /** Looks at everything that must work. */
  health(): Promise<Health>;
}
