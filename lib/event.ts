/**
 * What can happen to an order in each state of its life, and the state that it leads to.
 *
 * @module
 */
import type {
  AbandonedDelivery,
  ConfirmedDelivery,
  Delivery,
  PendingDelivery,
} from "./delivery.ts";
import type { Order, Processing, Queued, Received, Review, Settled, Undelivered } from "./order.ts";
import type { Result } from "./result.ts";
import type { Heard } from "./timeline.ts";

/** What can happen to an order in each state. */
export type EventFor<O extends Order> = RestoringEvent<O> | LivingEvent<O>;

/** An order that comes back from a backup is held: what became of it since, the backup does not know. */
export type RestoringEvent<O extends Order> = O extends Settled
  ? O extends Undelivered ? { kind: "restored"; reason: string } : never
  : { kind: "restored"; reason: string };

/** What happens in an order's own life. */
export type LivingEvent<O extends Order> = O extends Received
  ? { kind: "ackSent" } | { kind: "ackLost" } | {
    kind: "doubted";
    reason: string;
    holdUntilMs: number;
  }
  : O extends Queued ?
      | { kind: "started"; channel: string }
      | { kind: "unroutable"; reason: string }
      | { kind: "cancelled"; result: NotExecuted }
  : O extends Processing ?
      | { kind: "settled"; result: Result; heard?: Heard }
      | { kind: "unclear"; reason: string; holdUntilMs: number; heard?: Heard }
      | { kind: "untouched"; reason: string; heard?: Heard }
      | { kind: "answered"; note: string; heard?: Heard }
      | { kind: "claimed"; by: string; untilMs: number | null }
      | { kind: "extended"; untilMs: number }
      | { kind: "released"; by: string }
  : O extends Review ?
      | { kind: "settled"; result: Result; heard?: Heard }
      | { kind: "answered"; note: string; heard?: Heard }
  : O extends Undelivered ?
      | { kind: "confirmed" }
      | { kind: "pushFailed"; delivery: PendingDelivery | AbandonedDelivery }
      | { kind: "repushed"; by: string }
      | { kind: "contradicted"; note: string; heard?: Heard }
  : O extends Settled ?
      | { kind: "repushed"; by: string }
      | { kind: "contradicted"; note: string; heard?: Heard }
  : never;

/** The result of an order that nobody has been asked to execute. */
export type NotExecuted = Result & { readonly retCode: 3 };

/** What can happen to an order whatever state of a union it is in: what each of them allows. */
export type EventForAll<O extends Order> = (
  O extends Order ? (event: EventFor<O>) => void : never
) extends (event: infer E) => void ? E : never;

/** The state that an event leads to. */
export type After<O extends Order, E> = E extends { kind: "ackSent" | "untouched" } ? Queued
  : E extends { kind: "started" | "claimed" | "extended" | "released" } ? Processing
  : E extends { kind: "doubted" | "unclear" } ? Review
  : E extends { kind: "restored" } ? O extends Undelivered ? Settled<AbandonedDelivery> : Review
  : E extends { kind: "ackLost" | "unroutable" | "cancelled" | "settled" | "repushed" }
    ? Undelivered
  : E extends { kind: "confirmed" } ? Settled<ConfirmedDelivery>
  : E extends { kind: "pushFailed"; delivery: infer D extends Delivery } ? Settled<D>
  : O;
