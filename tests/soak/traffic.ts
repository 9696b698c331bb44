/**
 * A server's traffic at a rate, as bad as a real one's at its worst: orders sent twice, other orders under known numbers,
 * connections that end in the middle of a packet.
 *
 * @module
 */
import type { Platform } from "../../lib/platform/platform.ts";
import { makeOrder } from "../../lib/platform/order_maker.ts";
import type { OrderToSend } from "../../lib/protocol/order_packet.ts";
import { supplierOrder } from "../suppliers/orders.ts";
import type { Chance } from "../support/world/chance.ts";

/** Orders for the suppliers, as shares of all. The others are the simulator's. */
const SUPPLIERS_SHARE = 0.05;
/** Shares of the orders that are sent again, and under whose number another one is sent, once they are acked. */
const AGAIN_SHARE = 0.02, OTHER_SHARE = 0.01;
/** Connections a second that end in the middle of a packet. */
const BROKEN_PER_SECOND = 2;
/** Orders that may wait for their ack at a time. */
const UNDER_WAY_MAX = 400;
/**
 * Seconds' worth of orders that may not be confirmed at a time: where the machine can't do the rate, it gets as many as it
 * can do, for a backlog that only grows would be taken for a leak.
 */
const UNFINISHED_S_MAX = 10;
/** From one look at the time to the next, in milliseconds. */
const TICK_MS = 20;
/** The agent by whom the routes know an order for the suppliers. */
export const SUPPLIERS_AGENT = "suppliers";

/** The traffic. */
export class Traffic {
  /** Orders sent so far. */
  sent = 0;
  #underWay = 0;

  constructor(
    private readonly platform: Platform,
    private readonly port: number,
    private readonly firstId: bigint,
    private readonly chance: Chance,
  ) {}

  /** Sends until the time is up. @returns how many orders less than the rate wanted, because too many were under way */
  async run(ratePerSecond: number, forS: number): Promise<number> {
    const beganAtMs = performance.now();
    const wanted = Math.round(ratePerSecond * forS);
    let broken = 0, due = 0, beforeS = 0;
    for (;;) {
      const elapsedS = (performance.now() - beganAtMs) / 1000;
      if (elapsedS >= forS) break;
      // What the machine could not do is not made up for.
      due = Math.min(wanted, due + (elapsedS - beforeS) * ratePerSecond, this.sent + ratePerSecond);
      beforeS = elapsedS;
      while (this.sent < Math.floor(due)) {
        if (this.#underWay >= UNDER_WAY_MAX) break;
        if (this.platform.ledger.unfinished >= UNFINISHED_S_MAX * ratePerSecond) break;
        void this.#send(this.firstId + BigInt(this.sent++));
      }
      while (broken < elapsedS * BROKEN_PER_SECOND) {
        broken++;
        void this.#break();
      }
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
    while (this.#underWay > 0) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    return wanted - this.sent;
  }

  async #send(chargeId: bigint): Promise<void> {
    this.#underWay++;
    try {
      const order = orderFor(chargeId, this.chance.hit(SUPPLIERS_SHARE));
      await this.platform.sendUntilAcked(order);
      if (this.chance.hit(AGAIN_SHARE)) await this.platform.send(order);
      if (this.chance.hit(OTHER_SHARE)) {
        await this.platform.send({ ...order, chargeAcct: `${order.chargeAcct}0` });
      }
    } finally {
      this.#underWay--;
    }
  }

  async #break(): Promise<void> {
    try {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port: this.port });
      const text = this.chance.pick([
        '{"action":"CZ","chargeId":',
        "GET / HTTP/1.1\r\n",
        "{",
        "\0\0",
      ]);
      await conn.write(new TextEncoder().encode(text));
      conn.close();
    } catch {
      // It may well be refused.
    }
  }
}

function orderFor(chargeId: bigint, isSuppliers: boolean): OrderToSend {
  if (!isSuppliers) return { ...makeOrder(chargeId), agentAcct: "" };
  return { ...supplierOrder(chargeId), agentAcct: SUPPLIERS_AGENT };
}
