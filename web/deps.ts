/**
 * What the page and the API need from the rest of the program. `main.ts` hands it over; whatever has these
 * shapes fits.
 *
 * @module
 */
import type { AuditEntry } from "../lib/audit_entry.ts";
import type { Clock } from "../lib/clock.ts";
import type { WebConfig } from "../lib/config.ts";
import type { Log } from "../lib/log.ts";
import type { NotificationReply, NotificationRequest } from "../lib/notification.ts";
import type { Operations } from "../lib/operations.ts";
import type { Operator, OrdersReader, ShownPacket, Workers } from "../lib/operator.ts";
import type { Order, Processing } from "../lib/order.ts";
import type { DaySum } from "../lib/order_query.ts";
import type { Series } from "../lib/series.ts";
import type { ChannelStatus, Health, RestoredStatus, ServerStatus } from "../lib/status.ts";
import type { Zone } from "../lib/zone.ts";

/** The store as a whole. */
export interface StoreKeeper {
  /** All of it as JSON lines, a piece at a time, while the program goes on. */
  exportAll(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
  /** All of it, and what is wrong with its rows, for an audit; likewise. */
  survey(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
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
