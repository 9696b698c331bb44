/**
 * Sends a run of orders over several connections at a time, as fast as wanted.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { OrderToSend } from "../protocol/order_packet.ts";
import type { Platform } from "./platform.ts";
import { pause } from "./waiting.ts";

/** What is sent, and how fast. */
export interface Sending {
  /** Orders in all. */
  readonly count: number;
  /** The order at a place of the run, 0 to `count` - 1. */
  readonly orderAt: (index: number) => OrderToSend;
  /** Connections open at a time, at most. */
  readonly connections: number;
  /** Orders a second; 0: as fast as the connections allow. */
  readonly ratePerSecond: number;
  /** Whether an order without an ack is sent again until one comes. */
  readonly resend: boolean;
  /** The time, for the rate. */
  readonly clock: Clock;
  /** Aborts to send no more. */
  readonly signal: AbortSignal;
}

/** Sends all of them; resolves when each was acked, given up, or `signal` aborts. */
export async function sendAll(platform: Platform, sending: Sending): Promise<void> {
  const { clock, signal, ratePerSecond } = sending;
  const beganAtMs = clock.nowMs();
  let next = 0;
  const connection = async () => {
    while (next < sending.count && !signal.aborted) {
      const index = next++;
      if (ratePerSecond > 0) {
        const waitMs = beganAtMs + index * 1000 / ratePerSecond - clock.nowMs();
        if (waitMs > 0) await pause(clock, waitMs, signal);
        if (signal.aborted) return;
      }
      const order = sending.orderAt(index);
      if (sending.resend) await platform.sendUntilAcked(order);
      else if ((await platform.send(order)).kind === "unanswered") platform.giveUp(order);
    }
  };
  const connections = Math.min(sending.connections, sending.count);
  await Promise.all(Array.from({ length: connections }, connection));
}
