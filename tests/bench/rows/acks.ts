/**
 * Row 1: durable acks a second at 32 connections beside a bare echo.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import { sendAll } from "../client.ts";
import type { Child } from "../children.ts";
import { freePort } from "../children.ts";
import { FIRST_SENT_ID, orderPackets } from "../packets.ts";
import type { StoreContent } from "../prepare.ts";
import { EMPTY, named } from "../prepare.ts";
import type { Row } from "../row.ts";
import { inTurn, ratioAtLeast } from "../row.ts";

/** Connections at a time. */
export const CONNECTIONS = 32;

/** Acks a second of czdock, over a store with that content. Nobody settles the orders, and nobody takes callbacks. */
export function acksPerSecond(
  bench: Bench,
  content: StoreContent,
  denoFlags: readonly string[] = [],
): Promise<number> {
  const setup = { channel: "manual", callbackPort: freePort(), denoFlags } as const;
  return bench.withCzdock(setup, content, (czdock) => {
    return answersPerSecond(bench, named("ack", content), czdock);
  });
}

/** Answers a second of a bare echo, asked by the very same client. */
export function echoesPerSecond(bench: Bench): Promise<number> {
  return bench.withEcho((echo) => answersPerSecond(bench, "bare echo", echo));
}

async function answersPerSecond(
  bench: Bench,
  what: string,
  child: Child & { readonly port: number },
): Promise<number> {
  const { sizes } = bench;
  const warmUp = orderPackets(FIRST_SENT_ID, sizes.warmUp);
  const packets = orderPackets(FIRST_SENT_ID + sizes.warmUp, sizes.acks);
  await sendAll(child.port, warmUp, CONNECTIONS);
  const tookMs = await bench.costed(
    what,
    [child],
    packets.length,
    () => sendAll(child.port, packets, CONNECTIONS),
  );
  return packets.length / tookMs * 1000;
}

/** Measures row 1. */
export async function acksRow(bench: Bench): Promise<Row[]> {
  const measured = await inTurn(
    bench.runs,
    () => acksPerSecond(bench, EMPTY),
    () => echoesPerSecond(bench),
  );
  return [{
    row: "1",
    what: `durable acks, ${CONNECTIONS} connections, manual channel`,
    unit: "/s",
    ours: measured.a,
    beside: "bare echo, same client",
    limits: measured.b,
    goal: ratioAtLeast(0.5, 0.7),
  }];
}
