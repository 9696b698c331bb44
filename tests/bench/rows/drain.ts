/**
 * Row 4: draining due callbacks beside a bare connect-write-read loop.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import { OkListener } from "../ok_listener.ts";
import { FIRST_UNDELIVERED_ID } from "../prepare.ts";
import type { Row } from "../row.ts";
import { inTurn, ratioAtLeast } from "../row.ts";

/** Pushes at a time; what czdock does by default. */
const IN_FLIGHT = 32;
/** Bytes of a bare callback; czdock's have about as many. */
export const CALLBACK_BYTES = 230;

/** Callbacks a second, from the first to the last `OK`, of a czdock that finds them due at its start. */
export function drainedPerSecond(
  bench: Bench,
  closed: number,
  denoFlags: readonly string[] = [],
): Promise<number> {
  return drained(bench, (listener, all) => {
    const setup = { channel: "manual", callbackPort: listener.port, denoFlags } as const;
    return bench.withCzdock(setup, { closed, undelivered: bench.sizes.drained }, all);
  });
}

/** The same of a loop that only connects, writes, reads and closes. */
function bareDrainedPerSecond(bench: Bench): Promise<number> {
  const { sizes: { drained: count } } = bench;
  return drained(bench, ({ port }, all) => {
    const args = [port, count, IN_FLIGHT, FIRST_UNDELIVERED_ID, CALLBACK_BYTES];
    return bench.withBarePusher(args, all);
  });
}

async function drained(
  bench: Bench,
  push: (listener: OkListener, all: () => Promise<number>) => Promise<number>,
): Promise<number> {
  const { sizes: { drained: count }, notes } = bench;
  const listener = new OkListener();
  try {
    const heard = listener.expect(FIRST_UNDELIVERED_ID, count);
    return await push(listener, async () => {
      const { firstAtMs, lastOkAtMs, again } = await heard;
      if (again > 0) notes.add(`draining: ${again} callbacks came again after their OK`);
      return count / (lastOkAtMs - firstAtMs) * 1000;
    });
  } finally {
    listener.close();
  }
}

/** Measures row 4. */
export async function drainRow(bench: Bench): Promise<Row[]> {
  const measured = await inTurn(
    bench.runs,
    () => drainedPerSecond(bench, 0),
    () => bareDrainedPerSecond(bench),
  );
  return [{
    row: "4",
    what: `draining ${bench.sizes.drained} due callbacks`,
    unit: "/s",
    ours: measured.a,
    beside: `bare connect-write-read loop, ${IN_FLIGHT} in flight`,
    limits: measured.b,
    goal: ratioAtLeast(0.5, 0.7),
  }];
}
