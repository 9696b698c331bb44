/**
 * What happens to orders, counted as it happens: a look or two at each change, for this lies on the way of every order.
 *
 * @module
 */
import { Histogram } from "../histogram.ts";
import type { Order } from "../order.ts";
import type { RetCode } from "../result.ts";

/** Bounds of the time to the ack, in seconds. */
const ACK_BOUNDS_S: readonly number[] = [
  0.001,
  0.002,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
];
/** Bounds of the time to the confirmation, in seconds. */
const LIFE_BOUNDS_S: readonly number[] = [
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
  30,
  60,
  300,
  1800,
  7200,
  86_400,
];

/** What each retCode is called. */
export const RESULT_NAMES: Readonly<Record<RetCode, string>> = {
  1: "success",
  2: "uncertain",
  3: "failed",
};

/** What a channel has made of an order. */
export type ChannelOutcome = "succeeded" | "failed" | "unknown" | "untouched";

const OUTCOMES: Readonly<Record<RetCode, ChannelOutcome>> = {
  1: "succeeded",
  2: "unknown",
  3: "failed",
};

/** Counts by two words. */
export class Counts {
  readonly #counts = new Map<string, Map<string, number>>();

  /** Counts one. */
  add(a: string, b: string): void {
    let inner = this.#counts.get(a);
    if (inner === undefined) this.#counts.set(a, inner = new Map());
    inner.set(b, (inner.get(b) ?? 0) + 1);
  }

  /** How many there were. */
  get(a: string, b: string): number {
    return this.#counts.get(a)?.get(b) ?? 0;
  }
}

/** Counts what happens to orders. */
export class OrderCounts {
  /** New orders by server. */
  readonly received = new Counts();
  /** By retCode. */
  readonly settled: Record<RetCode, number> = { 1: 0, 2: 0, 3: 0 };
  /** By channel and {@linkcode ChannelOutcome}. */
  readonly outcomes = new Counts();
  /** By server, `ok` or `failed`. */
  readonly pushes = new Counts();
  /** Seconds to the ack. */
  readonly ack = new Histogram(ACK_BOUNDS_S);
  /** Seconds to the first confirmation, by retCode. */
  readonly life: Readonly<Record<RetCode, Histogram>> = {
    1: new Histogram(LIFE_BOUNDS_S),
    2: new Histogram(LIFE_BOUNDS_S),
    3: new Histogram(LIFE_BOUNDS_S),
  };

  /** Call with every order that is stored or changed, and what it was before. */
  see(order: Order, before: Order | null): void {
    if (before === null) {
      // One that the load found is not new: it comes in a later state, or long after it was received.
      if (order.state === "received") this.received.add(order.server, "");
      return;
    }
    if (before.state === "received") this.#seeAck(order);
    if (before.state === "processing") this.#seeOutcome(before.channel, order, before.attempt);
    if (order.state !== "settled") return;
    if (before.state !== "settled") {
      this.settled[order.result.retCode]++;
      return;
    }
    this.#seePush(order, before);
  }

  #seeAck({ state, receivedAtMs, timeline }: Order): void {
    if (state !== "queued" && state !== "processing") return;
    const acked = timeline.findLast(({ kind }) => kind === "acked");
    if (acked !== undefined) this.ack.observe(Math.max(0, acked.atMs - receivedAtMs) / 1000);
  }

  #seeOutcome(channel: string, order: Order, attempt: number): void {
    const outcome = outcomeOf(order, attempt);
    if (outcome !== null) this.outcomes.add(channel, outcome);
  }

  #seePush(order: Extract<Order, { state: "settled" }>, before: Order): void {
    if (before.state !== "settled" || before.delivery.state !== "pending") return;
    const { delivery, result, receivedAtMs } = order;
    if (delivery.state === "confirmed") {
      this.pushes.add(order.server, "ok");
      // An operator's re-push of what was confirmed before is no second life.
      if (before.timeline.some(({ kind }) => kind === "confirmed")) return;
      const seconds = Math.max(0, delivery.confirmedAtMs - receivedAtMs) / 1000;
      this.life[result.retCode].observe(seconds);
    } else if (delivery.attempts > before.delivery.attempts) {
      this.pushes.add(order.server, "failed");
    }
  }
}

/** What an order that was at a channel says of it; `null` where it is still there. */
function outcomeOf(order: Order, attempt: number): ChannelOutcome | null {
  switch (order.state) {
    case "review":
      return "unknown";
    case "settled":
      // No channel was left after this one had proved that it did nothing.
      if (order.channel === null) return "untouched";
      return OUTCOMES[order.result.retCode];
    case "queued":
      return "untouched";
    case "processing":
      return order.attempt === attempt ? null : "untouched";
    case "received":
      return null;
  }
}
