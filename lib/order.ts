/**
 * An order and the states of its life; `move.ts` has the one function that moves it between them.
 *
 * ```text
 * received ─ackSent→ queued ─started→ processing ─settled→ settled(pending) ─confirmed→ settled(confirmed)
 *    │                  │  ↑─untouched─┘   │ └─unclear→ review ─settled──↑ ↑                 │
 *    ├─ackLost──────────│──────────────────│────────────────────────────┘ └────repushed─────┘
 *    │                  └─unroutable───────│───────────────────────────────↑
 *    └─doubted──────────────────────────→ review                    (pending also → abandoned)
 * ```
 *
 * @module
 */
import type { OrderFields } from "./order_fields.ts";
import type {
  AbandonedDelivery,
  ConfirmedDelivery,
  Delivery,
  PendingDelivery,
} from "./delivery.ts";
import type { Result } from "./result.ts";

/** What names an order: the configured name of its server, and the server's own number for it. */
export interface OrderId {
  readonly server: string;
  readonly chargeId: string;
}

/** What was said to a channel and what came back, as the operator may read it. Never a secret. */
export interface Exchange {
  /** What we said; empty where the channel spoke by itself. */
  readonly request: string;
  readonly answer: string;
  /** From the first byte sent to the last one read. */
  readonly tookMs: number;
}

/** One line of what happened to an order. */
export interface TimelineEntry {
  readonly atMs: number;
  readonly kind:
    | "received"
    | "acked"
    | "ackLost"
    | "doubted"
    | "started"
    | "claimed"
    | "released"
    | "answered"
    | "untouched"
    | "unclear"
    | "settled"
    | "pushFailed"
    | "confirmed"
    | "abandoned"
    | "repushed"
    | "contradicted"
    | "restored";
  /** What it was about: a channel, a reason, an answer, a person. Never a secret. */
  readonly note?: string;
  /** What was said between us and the channel; only the first and the last few are kept. */
  readonly exchange?: Exchange;
}

/** Somebody has taken on an order that waits at a desk or for a worker. */
export interface Claim {
  /** As results name them: `operator:NAME`, `token:NAME`. */
  readonly by: string;
  readonly atMs: number;
  /** When the lease ends, and with it all knowledge of the order; `null` for a person, who has no lease. */
  readonly untilMs: number | null;
}

/** What every order has in every state. */
export interface OrderBase {
  readonly server: string;
  readonly fields: OrderFields;
  /** The address that the order came from; the callback goes there. */
  readonly from: string;
  readonly receivedAtMs: number;
  /** Keyed digest of everything the server sent, to tell a repeated order from another one under its number. */
  readonly contentDigest: string;
  /** The number that a supplier gave the order, where one did. */
  readonly supplierRef: string | null;
  readonly timeline: readonly TimelineEntry[];
}

/** What every order has until it is settled. */
export interface UnsettledBase extends OrderBase {
  /** The card and agent passwords, encrypted; `null` where the order has none. Gone once it is settled. */
  readonly sealed: string | null;
  /** Channels that have proved that they did nothing for this order, in the order they were asked. */
  readonly passedOver: readonly string[];
  /** How often a channel was asked to execute this order, this time included. */
  readonly attempt: number;
}

/**
 * Stored, before the ack is known to be out. Entered when the packet is accepted; left when the ack was written
 * (`queued`), could not be written (`settled` 3), or when the store could not say whether it had kept the order
 * (`review`). After a crash: settled 3, for the ack may not be out and nothing was executed.
 */
export interface Received extends UnsettledBase {
  readonly state: "received";
}

/**
 * The ack is out, no channel has been asked, or each that was has proved that it did nothing. Entered from `received`, or
 * from `processing` on that proof; waits here while its channels are busy, closed or paused; left to `processing`, or to
 * `settled` 3 when no channel can take it or the operator cancels it. After a crash: goes on.
 */
export interface Queued extends UnsettledBase {
  readonly state: "queued";
}

/**
 * Committed **before** the channel is asked. Left to `settled` on a clear answer, to `review` on an unclear one, and
 * back to `queued` only on proof that nothing was done. While the channel has it pending, it is queried again and again.
 * After a crash: the channel is queried, never asked again to execute.
 */
export interface Processing extends UnsettledBase {
  readonly state: "processing";
  readonly channel: string;
  readonly startedAtMs: number;
  /** Who has taken it on, where people or programs take orders from the channel; `null` while nobody has. */
  readonly claim: Claim | null;
}

/**
 * Nobody knows what became of it. Entered on an unclear outcome, or from a backup, which does not know what came after it;
 * left to `settled` by the channel's later answer (3 on proof that nothing was done: a person may be at it, so no other
 * channel is asked), by the operator, or with 2 once the hold is over. After a crash: goes on, with the same deadline.
 */
export interface Review extends UnsettledBase {
  readonly state: "review";
  /** The channel that was asked; `null` where none was. */
  readonly channel: string | null;
  readonly reason: string;
  readonly holdUntilMs: number;
}

/**
 * The result and its pending delivery, entered in one commit. Never left: the result never changes, only its delivery
 * moves; a later answer that is something else for the money is noted in the timeline as `contradicted`. After a crash: delivery goes on.
 */
export interface Settled<D extends Delivery = Delivery> extends OrderBase {
  readonly state: "settled";
  readonly channel: string | null;
  readonly result: Result;
  readonly delivery: D;
}

/** An order whose life goes on before a result. */
export type Unsettled = Received | Queued | Processing | Review;
/** Settled, and the server does not have the result yet. */
export type Undelivered = Settled<PendingDelivery>;
/** Settled, and nothing more is due. */
export type Closed = Settled<ConfirmedDelivery | AbandonedDelivery>;
/** An order in any of its states. */
export type Order = Unsettled | Settled;
/** The names of the states. */
export type OrderState = Order["state"];

/** The `holdUntilMs` of an order that nothing but the operator takes out of review. */
export const HELD_FOR_GOOD_MS: number = Date.UTC(9999, 11, 31);

/** Whether the order came from a backup, or into a store that did: the operator alone says what became of it. */
export function isHeldForGood(order: Order): boolean {
  return order.state === "review" && order.holdUntilMs >= HELD_FOR_GOOD_MS;
}

/** Whether the server does not have the order's result yet. */
export function isUndelivered(order: Order): order is Undelivered {
  return order.state === "settled" && order.delivery.state === "pending";
}

/** Whether nothing more is due for the order. */
export function isClosed(order: Order): order is Closed {
  return order.state === "settled" && order.delivery.state !== "pending";
}

/** Whether its channel said something else for the money after the result. */
export function isContradicted(order: Order): boolean {
  return order.timeline.some(({ kind }) => kind === "contradicted");
}

/** What names an order. */
export function idOf({ server, fields: { chargeId } }: Pick<Order, "server" | "fields">): OrderId {
  return { server, chargeId };
}

/** One text that names an order, for maps: the server's name can't hold a `/`. */
export function idText(server: string, chargeId: string): string {
  return `${server}/${chargeId}`;
}
