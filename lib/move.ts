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
export const SUPPLIER_REF_CHARACTERS_MAX = 64;

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
  // Each entry takes the events of its own kind.
  const step = STEPS[event.kind] as (order: Order, event: AnyEvent, atMs: number) => Order;
  return step(order, event, atMs);
}

/** What each kind of event makes of an order. */
type Steps = {
  readonly [K in AnyEvent["kind"]]: (
    order: Order,
    event: Extract<AnyEvent, { kind: K }>,
    atMs: number,
  ) => Order;
};

const STEPS: Steps = {
  ackSent: (order, _event, atMs) => ({
    ...unsettled(order),
    state: "queued",
    timeline: noted(order, atMs, "acked"),
  }),

  ackLost(order, _event, atMs) {
    const result = notExecuted("应答未送达,定单未执行", atMs);
    return settled(order, null, result, noted(order, atMs, "ackLost"));
  },

  doubted: (order, { reason, holdUntilMs }, atMs) => ({
    ...unsettled(order),
    state: "review",
    channel: null,
    reason,
    holdUntilMs,
    timeline: noted(order, atMs, "doubted", reason),
  }),

  started(order, { channel }, atMs) {
    const base = unsettled(order);
    return {
      ...base,
      state: "processing",
      channel,
      attempt: base.attempt + 1,
      startedAtMs: atMs,
      claim: null,
      timeline: noted(order, atMs, "started", channel),
    };
  },

  unroutable(order, { reason }, atMs) {
    const result = notExecuted(reason, atMs);
    return settled(order, null, result, noted(order, atMs, "settled", reason));
  },

  cancelled(order, { result }, atMs) {
    const timeline = noted(order, atMs, "settled", `${result.retCode} ${result.by}`);
    return settled(order, null, result, timeline);
  },

  untouched(order, { reason, heard }, atMs) {
    const base = unsettled(order);
    const note = `${channelOf(order)}: ${reason}`;
    return {
      ...base,
      state: "queued",
      // The number belongs to an attempt that did nothing.
      supplierRef: null,
      passedOver: [...base.passedOver, channelOf(order) ?? ""],
      timeline: noted(order, atMs, "untouched", note, heard),
    };
  },

  unclear: (order, { reason, holdUntilMs, heard }, atMs) => ({
    ...unsettled(order),
    ...refOf(order, heard),
    state: "review",
    channel: channelOf(order),
    reason,
    holdUntilMs,
    timeline: noted(order, atMs, "unclear", reason, heard),
  }),

  answered: (order, { note, heard }, atMs) => ({
    ...order,
    ...refOf(order, heard),
    timeline: noted(order, atMs, "answered", note, heard),
  }),

  claimed: (order, { by, untilMs }, atMs) => ({
    ...onlyProcessing(order),
    claim: { by, atMs, untilMs },
    timeline: noted(order, atMs, "claimed", by),
  }),

  // A heartbeat is no line of the story.
  extended(order, { untilMs }) {
    const { claim, ...rest } = onlyProcessing(order);
    return { ...rest, claim: claim && { ...claim, untilMs } };
  },

  released: (order, { by }, atMs) => ({
    ...onlyProcessing(order),
    claim: null,
    timeline: noted(order, atMs, "released", by),
  }),

  settled(order, { result, heard }, atMs) {
    const timeline = noted(order, atMs, "settled", `${result.retCode} ${result.by}`, heard);
    return { ...settled(order, channelOf(order), result, timeline), ...refOf(order, heard) };
  },

  confirmed(order, _event, atMs) {
    const { delivery, ...rest } = onlySettled(order);
    return {
      ...rest,
      delivery: { state: "confirmed", attempts: delivery.attempts + 1, confirmedAtMs: atMs },
      timeline: noted(order, atMs, "confirmed"),
    };
  },

  pushFailed(order, { delivery }, atMs) {
    const kind = delivery.state === "abandoned" ? "abandoned" : "pushFailed";
    const timeline = noted(order, atMs, kind, delivery.lastError ?? "");
    return { ...onlySettled(order), delivery, timeline };
  },

  repushed: (order, { by }, atMs) => ({
    ...onlySettled(order),
    delivery: newDelivery(atMs),
    timeline: noted(order, atMs, "repushed", by),
  }),

  restored: (order, { reason }, atMs) => restored(order, reason, atMs),

  contradicted: (order, { note, heard }, atMs) => ({
    ...order,
    timeline: noted(order, atMs, "contradicted", note, heard),
  }),
};

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
