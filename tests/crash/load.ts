/**
 * Load for a crash test: a server that sends orders all the time, most of them until they are acked and some of them
 * once, and an operator who settles what lies on the desk.
 *
 * @module
 */
import type { Platform } from "../../lib/platform/platform.ts";
import { makeOrder } from "../../lib/platform/order_maker.ts";
import type { OrderToSend } from "../../lib/protocol/order_packet.ts";
import type { OrderJson } from "../../lib/api/order_json.ts";
import type { Api } from "../support/api.ts";

/** Connections that the server sends on at a time. */
const CONNECTIONS = 6;
/** Share of the orders that are sent once, whatever becomes of them. */
const SENT_ONCE = 0.15;
/** From one sending of an order that got no ack to the next, in milliseconds. */
const AGAIN_MS = 30;
/** How long the operator looks away between two rounds, in milliseconds. */
const OPERATOR_MS = 60;

/** What can be had otherwise. */
export interface LoadOptions {
  /** Makes the orders. */
  readonly make?: (chargeId: bigint) => OrderToSend;
  /** From an order's ack to the next order of a connection, in milliseconds. */
  readonly pauseMs?: number;
}

/** The load at work. */
export class Load {
  /** What the operator's settling was answered with 200 for. */
  readonly settledByHand = new Map<string, number>();
  readonly #work: Promise<void>[];
  readonly #operator: Promise<void>;
  #sending = true;
  #stopped = false;
  #nextId: bigint;

  constructor(
    private readonly platform: Platform,
    private readonly api: Api,
    private readonly random: () => number,
    firstId: bigint,
    private readonly options: LoadOptions = {},
  ) {
    this.#nextId = firstId;
    this.#work = Array.from({ length: CONNECTIONS }, () => this.#send());
    this.#operator = this.#settle();
  }

  /** Sends no further order; resolves when each that is to be acked is. */
  async stopSending(): Promise<void> {
    this.#sending = false;
    await Promise.all(this.#work);
  }

  /** Ends it all. */
  async stop(): Promise<void> {
    this.#sending = false;
    this.#stopped = true;
    await Promise.all([this.#operator, ...this.#work]);
  }

  async #send(): Promise<void> {
    const { make = makeOrder, pauseMs = 0 } = this.options;
    while (this.#sending) {
      const order = make(this.#nextId++);
      const isSentOnce = this.random() < SENT_ONCE;
      for (;;) {
        const { kind } = await this.platform.send(order);
        if (kind === "acked") break;
        if (isSentOnce) this.platform.giveUp(order);
        // Nobody listens, most likely. Soon again, so that a new life is under load from its first moment.
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        if (isSentOnce || this.#stopped) break;
      }
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #settle(): Promise<void> {
    for (let round = 0; !this.#stopped; round++) {
      for (const chargeId of await this.#onDesk()) {
        const retCode = (Number(chargeId.at(-1)) + round) % 2 === 0 ? 1 : 3;
        const status = await this.api.settle(chargeId, { retCode }).catch(() => null);
        if (status === 200) this.settledByHand.set(chargeId, retCode);
      }
      await new Promise((resolve) => setTimeout(resolve, OPERATOR_MS));
    }
  }

  async #onDesk(): Promise<string[]> {
    try {
      const path = "/api/orders?state=processing&channel=desk&limit=20";
      const { json } = await this.api.call("GET", path);
      return (json as { orders: OrderJson[] }).orders.map(({ chargeId }) => chargeId);
    } catch {
      // It is just not there.
      return [];
    }
  }
}
