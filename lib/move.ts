/**
 * The one function that moves an order from state to state. An illegal move can't be written: {@linkcode move} takes, for
 * an order in a state, only that state's events.
 *
 * @module
 */
import { newDelivery } from "./delivery.ts";
import type {
  AbandonedDelivery,
  ConfirmedDelivery,
  Delivery,
  PendingDelivery,
} from "./delivery.ts";
import type {
  Order,
  OrderBase,
  Processing,
  Queued,
  Received,
  Review,
  Settled,
  TimelineEntry,
  Undelivered,
  UnsettledBase,
} from "./order.ts";
import type { Result } from "./result.ts";
import { notExecuted } from "./result.ts";

/** Entries kept of a timeline: the first ones and the last ones; what falls out lies between. */
export const TIMELINE_FIRST_KEPT = 12;
/** See {@linkcode TIMELINE_FIRST_KEPT}. */
export const TIMELINE_LAST_KEPT = 28;
/** Characters kept of a note. */
export const NOTE_CHARACTERS_MAX = 300;

/** What can happen to an order in each state. */
export type EventFor<O extends Order> = O extends Received
  ? { kind: "ackSent" } | { kind: "ackLost" } | {
    kind: "doubted";
    reason: string;
    holdUntilMs: number;
  }
  : O extends Queued ? { kind: "started"; channel: string } | { kind: "unroutable"; reason: string }
  : O extends Processing ?
      | { kind: "settled"; result: Result }
      | { kind: "unclear"; reason: string; holdUntilMs: number }
      | { kind: "untouched"; reason: string }
  : O extends Review ? { kind: "settled"; result: Result }
  : O extends Undelivered ?
      | { kind: "confirmed" }
      | { kind: "pushFailed"; delivery: PendingDelivery | AbandonedDelivery }
      | { kind: "repushed"; by: string }
      | { kind: "contradicted"; note: string }
  : O extends Settled ? { kind: "repushed"; by: string } | { kind: "contradicted"; note: string }
  : never;

/** What can happen to an order whatever state of a union it is in: what each of them allows. */
export type EventForAll<O extends Order> = (
  O extends Order ? (event: EventFor<O>) => void : never
) extends (event: infer E) => void ? E : never;

/** The state that an event leads to. */
export type After<O extends Order, E> = E extends { kind: "ackSent" | "untouched" } ? Queued
  : E extends { kind: "started" } ? Processing
  : E extends { kind: "doubted" | "unclear" } ? Review
  : E extends { kind: "ackLost" | "unroutable" | "settled" | "repushed" } ? Undelivered
  : E extends { kind: "confirmed" } ? Settled<ConfirmedDelivery>
  : E extends { kind: "pushFailed"; delivery: infer D extends Delivery } ? Settled<D>
  : O;

/** What is known of an order when its packet is accepted. */
export type NewOrder =
  & Pick<OrderBase, "server" | "fields" | "from" | "contentDigest">
  & Pick<UnsettledBase, "sealed">;

/** The beginning of every order's life. */
export function receive(order: NewOrder, atMs: number): Received {
  return {
    ...order,
    state: "received",
    receivedAtMs: atMs,
    passedOver: [],
    attempt: 0,
    timeline: [{ atMs, kind: "received", note: order.from }],
  };
}

/** Moves an order to where an event leads, noting it in the timeline. The one way from state to state. */
export function move<O extends Order, E extends EventFor<O>>(
  order: O,
  event: E,
  // Here, for in the event's own type it would keep the compiler from inferring E.
  atMs: [E] extends [EventForAll<O>] ? number : never,
): After<O, E> {
  return moved(order, event as AnyEvent, atMs) as After<O, E>;
}

type AnyEvent =
  | EventFor<Received>
  | EventFor<Queued>
  | EventFor<Processing>
  | EventFor<Review>
  | EventFor<Undelivered>;

function moved(order: Order, event: AnyEvent, atMs: number): Order {
  switch (event.kind) {
    case "ackSent":
      return { ...unsettled(order), state: "queued", timeline: noted(order, atMs, "acked") };
    case "ackLost": {
      const result = notExecuted("应答未送达,定单未执行", atMs);
      return settled(order, null, result, noted(order, atMs, "ackLost"));
    }
    case "doubted":
      return {
        ...unsettled(order),
        state: "review",
        channel: null,
        reason: event.reason,
        holdUntilMs: event.holdUntilMs,
        timeline: noted(order, atMs, "doubted", event.reason),
      };
    case "started": {
      const { attempt, ...rest } = unsettled(order);
      return {
        ...rest,
        state: "processing",
        channel: event.channel,
        attempt: attempt + 1,
        startedAtMs: atMs,
        timeline: noted(order, atMs, "started", event.channel),
      };
    }
    case "unroutable": {
      const result = notExecuted(event.reason, atMs);
      return settled(order, null, result, noted(order, atMs, "settled", event.reason));
    }
    case "untouched": {
      const { passedOver, ...rest } = unsettled(order);
      return {
        ...rest,
        state: "queued",
        passedOver: [...passedOver, channelOf(order) ?? ""],
        timeline: noted(order, atMs, "untouched", `${channelOf(order)}: ${event.reason}`),
      };
    }
    case "unclear":
      return {
        ...unsettled(order),
        state: "review",
        channel: channelOf(order),
        reason: event.reason,
        holdUntilMs: event.holdUntilMs,
        timeline: noted(order, atMs, "unclear", event.reason),
      };
    case "settled": {
      const { retCode, by } = event.result;
      const timeline = noted(order, atMs, "settled", `${retCode} ${by}`);
      return settled(order, channelOf(order), event.result, timeline);
    }
    case "confirmed": {
      const { delivery, ...rest } = onlySettled(order);
      return {
        ...rest,
        delivery: { state: "confirmed", attempts: delivery.attempts + 1, confirmedAtMs: atMs },
        timeline: noted(order, atMs, "confirmed"),
      };
    }
    case "pushFailed": {
      const kind = event.delivery.state === "abandoned" ? "abandoned" : "pushFailed";
      const note = event.delivery.lastError ?? "";
      const timeline = noted(order, atMs, kind, note);
      return { ...onlySettled(order), delivery: event.delivery, timeline };
    }
    case "repushed": {
      const timeline = noted(order, atMs, "repushed", event.by);
      return { ...onlySettled(order), delivery: newDelivery(atMs), timeline };
    }
    case "contradicted":
      return { ...order, timeline: noted(order, atMs, "contradicted", event.note) };
  }
}

/** What every unsettled state carries on, without what belongs to one state only. */
function unsettled(order: Order): UnsettledBase {
  if (order.state === "settled") throw new TypeError("cannot reopen an order: it is settled");
  const { server, fields, from, receivedAtMs, contentDigest, timeline } = order;
  const { sealed, passedOver, attempt } = order;
  return {
    server,
    fields,
    from,
    receivedAtMs,
    contentDigest,
    timeline,
    sealed,
    passedOver,
    attempt,
  };
}

function onlySettled(order: Order): Settled {
  if (order.state !== "settled") {
    throw new TypeError(`cannot move the delivery of an order: its state is ${order.state}`);
  }
  return order;
}

/** The secrets end here: a settled order has no `sealed`. */
function settled(
  order: Order,
  channel: string | null,
  result: Result,
  timeline: readonly TimelineEntry[],
): Undelivered {
  const { server, fields, from, receivedAtMs, contentDigest } = unsettled(order);
  return {
    server,
    fields,
    from,
    receivedAtMs,
    contentDigest,
    timeline,
    state: "settled",
    channel,
    result,
    delivery: newDelivery(result.atMs),
  };
}

function channelOf(order: Order): string | null {
  return "channel" in order ? order.channel : null;
}

function noted(
  order: Order,
  atMs: number,
  kind: TimelineEntry["kind"],
  note?: string,
): TimelineEntry[] {
  const entry = note ? { atMs, kind, note: note.slice(0, NOTE_CHARACTERS_MAX) } : { atMs, kind };
  const { timeline } = order;
  if (timeline.length < TIMELINE_FIRST_KEPT + TIMELINE_LAST_KEPT) return [...timeline, entry];
  const last = timeline.slice(timeline.length - TIMELINE_LAST_KEPT + 1);
  return [...timeline.slice(0, TIMELINE_FIRST_KEPT), ...last, entry];
}
