/**
 * Row 11: the slowest acks at a steady rate of arrivals that waits for nobody, beside a bare echo's.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import { freePort } from "../children.ts";
import { openLoop, sendAll } from "../client.ts";
import { FIRST_SENT_ID, orderPackets } from "../packets.ts";
import { EMPTY } from "../prepare.ts";
import type { Row } from "../row.ts";
import { inTurn, ratioAtMost } from "../row.ts";
import { quantile } from "../statistics.ts";
import { CONNECTIONS } from "./acks.ts";

const PER_SECOND = 1000;

/** Measures row 11. */
export async function openLoopRow(bench: Bench): Promise<Row[]> {
  const setup = { channel: "manual", callbackPort: freePort() } as const;
  const { a, b } = await inTurn(
    bench.runs,
    () => bench.withCzdock(setup, EMPTY, ({ port }) => latencies(bench, port)),
    () => bench.withEcho(({ port }) => latencies(bench, port)),
  );
  const row = (name: string, share: number) => ({
    row: name,
    what: `ack p${share * 100}, ${PER_SECOND} orders/s, open loop`,
    unit: "ms",
    ours: a.map((tookMs) => quantile(tookMs, share)),
    beside: "bare echo, same client",
    limits: b.map((tookMs) => quantile(tookMs, share)),
    goal: share === 0.99 ? ratioAtMost(3, null) : null,
  });
  return [row("11", 0.99), row("11b", 0.5)];
}

async function latencies({ sizes, notes }: Bench, port: number): Promise<readonly number[]> {
  await sendAll(port, orderPackets(FIRST_SENT_ID, sizes.warmUp), CONNECTIONS);
  const packets = orderPackets(FIRST_SENT_ID + sizes.warmUp, sizes.acks);
  const { tookMs, unanswered } = await openLoop(port, packets, PER_SECOND);
  if (unanswered > 0) notes.add(`open loop: ${unanswered} of ${sizes.acks} were not answered`);
  return tookMs;
}
