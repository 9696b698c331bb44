/**
 * What the page and the API need from the rest of the program. `main.ts` hands it over; whatever has these
 * shapes fits.
 *
 * @module
 */
import type { AuditEntry } from "../lib/audit.ts";
import type { Clock } from "../lib/clock.ts";
import type { WebConfig } from "../lib/config.ts";
import type { Log } from "../lib/log.ts";
import type { NotificationReply, NotificationRequest } from "../lib/notification.ts";
import type { Order, OrderId, Processing } from "../lib/order.ts";
import type { OrderSecrets } from "../lib/order_fields.ts";
import type { DaySum, OrderFilter, OrderPage, Overview } from "../lib/order_query.ts";
import type { Result } from "../lib/result.ts";
import type { Zone } from "../lib/zone.ts";
import type { Operations } from "../lib/operations.ts";
import type { Series } from "../lib/series.ts";
import type {
  ChannelStatus,
  ConfigStatus,
  Health,
  Reloaded,
  RestoredStatus,
  ServerStatus,
} from "../lib/status.ts";

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
  /** Gives a claimed order back; `force` lets an operator give back what somebody else has. */
  release(id: OrderId, by: string, force: boolean): Promise<ClaimAnswer>;
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

/** The store as a whole. */
export interface StoreKeeper {
  /** All of it as JSON lines, a piece at a time, while the program goes on. */
  exportAll(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
  /** Whether it came from a backup and new orders are held; `null` where they are not. */
  restored(): RestoredStatus | null;
  /** Has new orders executed from now on. @throws the store can't be written */
  goOn(): Promise<void>;
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
  /** What workers' programs may do. */
  readonly workers: Workers;
  /** Hands a channel what its supplier sends; the reply, or `null` where no such channel takes any. */
  notify(channel: string, request: NotificationRequest): Promise<NotificationReply | null>;
  /** The store as a whole. */
  readonly store: StoreKeeper;
  /** What was settled on the days `from` to `to`, both as `2026-11-23` and both included. */
  daySums(from: string, to: string): Promise<readonly DaySum[]>;
  /** The orders that wait for a person at a desk, the oldest first, `max` at most, and how many there are. */
  desk(max: number): { readonly orders: readonly Processing[]; readonly count: number };
  /** The zone of all days and times of day. */
  readonly zone: Zone;
  /** The order's packets so far; none where its server is not configured any more. */
  packets(order: Order): readonly ShownPacket[];
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
  /** Which configuration is in force, and what was rejected since. */
  configStatus(): ConfigStatus;
  /** Looks at everything that must work. */
  health(): Promise<Health>;
  /** Calls `listener` after every commit that stored or changed an order. */
  onOrderChange(listener: (order: Order) => void): void;
  /** Pushes a server's results now, not when they are due; `false` where there is no such server. */
  tryServer(server: string): boolean;
  /** Who did what: the newest before a number, the newest first; `null` for the newest of all. */
  audited(limit: number, before: number | null): Promise<readonly AuditEntry[]>;
  /** What happened when, for the charts. */
  readonly series: Pick<Series, "slots" | "p95Since">;
  /** Aborts when the program stops: whatever answers on and on has to end. */
  readonly ended: AbortSignal;
}
