/**
 * Row 3: orders a second from the packet to the last `OK`, beside the same program without a store.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import { sendAll } from "../client.ts";
import type { Entry } from "../czdock.ts";
import { OkListener } from "../ok_listener.ts";
import { FIRST_SENT_ID, orderPackets } from "../packets.ts";
import type { StoreContent } from "../prepare.ts";
import { EMPTY, named } from "../prepare.ts";
import type { Row } from "../row.ts";
import { inTurn, ratioAtLeast } from "../row.ts";
import { CONNECTIONS } from "./acks.ts";

/** Whole lives a second, of a program over a store with that content. */
export async function livesPerSecond(
  bench: Bench,
  entry: Entry,
  content: StoreContent,
  denoFlags: readonly string[] = [],
): Promise<number> {
  const { sizes } = bench;
  const listener = new OkListener();
  const setup = { channel: "simulate", callbackPort: listener.port, entry, denoFlags } as const;
  try {
    return await bench.withCzdock(setup, content, async (czdock) => {
      await lead(bench, listener, czdock.port, FIRST_SENT_ID, sizes.warmUp, CONNECTIONS);
      const firstId = FIRST_SENT_ID + sizes.warmUp;
      const tookMs = await bench.costed(
        entry === "main.ts" ? named("full life", content) : "full life without a store",
        [czdock],
        sizes.lives,
        () => lead(bench, listener, czdock.port, firstId, sizes.lives, CONNECTIONS),
      );
      return sizes.lives / tookMs * 1000;
    });
  } finally {
    listener.close();
  }
}

/** Leads orders through their whole lives; the milliseconds from the first connection to the last `OK`. */
export async function lead(
  bench: Bench,
  listener: OkListener,
  port: number,
  firstId: number,
  count: number,
  connections: number,
): Promise<number> {
  const packets = orderPackets(firstId, count);
  const heard = listener.expect(firstId, count);
  const beganAtMs = performance.now();
  await Promise.all([sendAll(port, packets, connections), heard]);
  const { lastOkAtMs, again } = await heard;
  if (again > 0) bench.notes.add(`full life: ${again} callbacks came again after their OK`);
  return lastOkAtMs - beganAtMs;
}

/** Measures row 3. */
export async function fullLifeRow(bench: Bench): Promise<Row[]> {
  const withoutStore = "tests/bench/programs/serve_without_store.ts";
  const measured = await inTurn(
    bench.runs,
    () => livesPerSecond(bench, "main.ts", EMPTY),
    () => livesPerSecond(bench, withoutStore, EMPTY),
  );
  return [{
    row: "3",
    what: `full life (ack, simulate, callback, OK), ${CONNECTIONS} connections`,
    unit: "/s",
    ours: measured.a,
    beside: "the same without a store",
    limits: measured.b,
    goal: ratioAtLeast(0.5, 0.7),
  }];
}
