/**
 * The one function that moves an order from state to state. An illegal move can't be written: {@linkcode move} takes, for
 * an order in a state, only that state's events.
 *
 * @module
 */
import { newDelivery } from "./delivery.ts";
import type { After, EventFor, EventForAll } from "./event.ts";
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
import { HELD_FOR_GOOD_MS } from "./order.ts";
import type { Result } from "./result.ts";
import type { Heard } from "./timeline.ts";
import { noted } from "./timeline.ts";
import { notExecuted } from "./result.ts";

/** Characters kept of a supplier's number. */
const SUPPLIER_REF_CHARACTERS_MAX = 64;

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
    supplierRef: null,
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
      const base = unsettled(order);
      return {
        ...base,
        state: "processing",
        channel: event.channel,
        attempt: base.attempt + 1,
        startedAtMs: atMs,
        claim: null,
        timeline: noted(order, atMs, "started", event.channel),
      };
    }
    case "unroutable": {
      const result = notExecuted(event.reason, atMs);
      return settled(order, null, result, noted(order, atMs, "settled", event.reason));
    }
    case "cancelled": {
      const timeline = noted(order, atMs, "settled", `${event.result.retCode} ${event.result.by}`);
      return settled(order, null, event.result, timeline);
    }
    case "untouched": {
      const base = unsettled(order);
      const note = `${channelOf(order)}: ${event.reason}`;
      return {
        ...base,
        state: "queued",
        // The number belongs to an attempt that did nothing.
        supplierRef: null,
        passedOver: [...base.passedOver, channelOf(order) ?? ""],
        timeline: noted(order, atMs, "untouched", note, event.heard),
      };
    }
    case "unclear":
      return {
        ...unsettled(order),
        ...refOf(order, event.heard),
        state: "review",
        channel: channelOf(order),
        reason: event.reason,
        holdUntilMs: event.holdUntilMs,
        timeline: noted(order, atMs, "unclear", event.reason, event.heard),
      };
    case "answered": {
      const timeline = noted(order, atMs, "answered", event.note, event.heard);
      return { ...order, ...refOf(order, event.heard), timeline };
    }
    case "claimed": {
      const { by, untilMs } = event;
      const timeline = noted(order, atMs, "claimed", by);
      return { ...onlyProcessing(order), claim: { by, atMs, untilMs }, timeline };
    }
    case "extended": {
      // A heartbeat is no line of the story.
      const { claim, ...rest } = onlyProcessing(order);
      return { ...rest, claim: claim && { ...claim, untilMs: event.untilMs } };
    }
    case "released": {
      const timeline = noted(order, atMs, "released", event.by);
      return { ...onlyProcessing(order), claim: null, timeline };
    }
    case "settled": {
      const { retCode, by } = event.result;
      const timeline = noted(order, atMs, "settled", `${retCode} ${by}`, event.heard);
      const after = settled(order, channelOf(order), event.result, timeline);
      return { ...after, ...refOf(order, event.heard) };
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
    case "restored":
      return restored(order, event.reason, atMs);
    case "contradicted": {
      const timeline = noted(order, atMs, "contradicted", event.note, event.heard);
      return { ...order, timeline };
    }
  }
}

/** What every unsettled state carries on, without what belongs to one state only. */
function unsettled(order: Order): UnsettledBase {
  if (order.state === "settled") throw new TypeError("cannot reopen an order: it is settled");
  const { server, fields, from, receivedAtMs, contentDigest, supplierRef, timeline } = order;
  const { sealed, passedOver, attempt } = order;
  return {
    server,
    fields,
    from,
    receivedAtMs,
    contentDigest,
    supplierRef,
    timeline,
    sealed,
    passedOver,
    attempt,
  };
}

function onlyProcessing(order: Order): Processing {
  if (order.state !== "processing") {
    throw new TypeError(`cannot claim or release an order: its state is ${order.state}`);
  }
  return order;
}

/** The supplier's number, the newest that was told. */
function refOf({ supplierRef }: Order, heard: Heard | undefined) {
  const told = heard?.supplierRef?.slice(0, SUPPLIER_REF_CHARACTERS_MAX);
  return { supplierRef: told || supplierRef };
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
  const { server, fields, from, receivedAtMs, contentDigest, supplierRef } = unsettled(order);
  return {
    server,
    fields,
    from,
    receivedAtMs,
    contentDigest,
    supplierRef,
    timeline,
    state: "settled",
    channel,
    result,
    delivery: newDelivery(result.atMs),
  };
}

/** In review until somebody says what became of it; a result stays with us until somebody pushes it. */
function restored(order: Order, reason: string, atMs: number): Order {
  const timeline = noted(order, atMs, "restored", reason);
  if (order.state !== "settled") {
    const channel = channelOf(order);
    const holdUntilMs = HELD_FOR_GOOD_MS;
    return { ...unsettled(order), state: "review", channel, reason, holdUntilMs, timeline };
  }
  const { attempts } = order.delivery;
  const delivery = {
    state: "abandoned",
    attempts,
    abandonedAtMs: atMs,
    lastError: reason,
  } as const;
  return { ...order, delivery, timeline };
}

function channelOf(order: Order): string | null {
  return "channel" in order ? order.channel : null;
}
