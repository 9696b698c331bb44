/**
 * Row 2: the ack on one connection beside what it can't do without: one commit and one round trip.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import { freePort } from "../children.ts";
import { timeEach } from "../client.ts";
import { pause } from "../deadline.ts";
import { FIRST_SENT_ID, orderPackets } from "../packets.ts";
import type { StoreContent } from "../prepare.ts";
import { EMPTY } from "../prepare.ts";
import type { Row } from "../row.ts";
import { ratioAtMost } from "../row.ts";
import { quantile } from "../statistics.ts";

/** The three are asked in turn, a slice at a time: disks and neighbours change by the second. */
const SLICES = 10;
/** Between two orders that are not sent back to back, in milliseconds: what follows an ack is written meanwhile. */
const APART_MS = 5;
/** Orders that are sent apart, as a share of those sent back to back: most of their time is waiting. */
const APART_SHARE = 0.3;
/** Bytes of a commit's value; a received order has about as many. */
const COMMITTED_BYTES = 700;

/** Medians, in milliseconds. */
export interface Latencies {
  readonly ackMs: number;
  readonly commitMs: number;
  readonly echoMs: number;
}

/** Measures the ack, the commit and the echo in turn, over a store with that content. */
export function latencies(
  bench: Bench,
  content: StoreContent,
  pauseMs: number,
): Promise<Latencies> {
  const setup = { channel: "manual", callbackPort: freePort() } as const;
  return bench.withCzdock(
    setup,
    content,
    (czdock, folder) =>
      bench.withEcho(async (echo) => {
        const kv = await Deno.openKv(`${folder}/alone.kv`);
        try {
          return await timed(bench, { ack: czdock.port, echo: echo.port, kv }, pauseMs);
        } finally {
          kv.close();
        }
      }),
  );
}

async function timed(
  { sizes }: Bench,
  on: { ack: number; echo: number; kv: Deno.Kv },
  pauseMs: number,
): Promise<Latencies> {
  const share = pauseMs > 0 ? APART_SHARE : 1;
  const inSlice = Math.ceil(sizes.roundTrips * share / SLICES);
  let nextId = FIRST_SENT_ID;
  const packets = (count: number) => {
    const made = orderPackets(nextId, count);
    nextId += count;
    return made;
  };
  await timeEach(on.ack, packets(sizes.warmUp), 0);
  await timeEach(on.echo, packets(sizes.warmUp), 0);
  const commits = (count: number, apartMs: number) => {
    nextId += count;
    return timeCommits(on.kv, nextId - count, count, apartMs);
  };
  await commits(sizes.warmUp, 0);
  const ack: number[] = [], commit: number[] = [], echo: number[] = [];
  for (let slice = 0; slice < SLICES; slice++) {
    ack.push(...await timeEach(on.ack, packets(inSlice), pauseMs));
    commit.push(...await commits(inSlice, pauseMs));
    echo.push(...await timeEach(on.echo, packets(inSlice), pauseMs));
  }
  return {
    ackMs: quantile(ack, 0.5),
    commitMs: quantile(commit, 0.5),
    echoMs: quantile(echo, 0.5),
  };
}

/** Commits one key at a time that was not there before. */
async function timeCommits(
  kv: Deno.Kv,
  firstId: number,
  count: number,
  pauseMs: number,
): Promise<number[]> {
  const value = new Uint8Array(COMMITTED_BYTES).fill(0x41);
  const tookMs: number[] = [];
  for (let at = 0; at < count; at++) {
    if (pauseMs > 0) await pause(pauseMs);
    const key = ["active", "main", String(firstId + at)];
    const beganAtMs = performance.now();
    const done = await kv.atomic().check({ key, versionstamp: null }).set(key, value).commit();
    tookMs.push(performance.now() - beganAtMs);
    if (!done.ok) throw new Error("cannot go on: a commit found its key taken");
  }
  return tookMs;
}

/** Measures row 2, and beside it the same with a pause before each order. */
export async function ackLatencyRow(bench: Bench): Promise<Row[]> {
  const backToBack: Latencies[] = [], apart: Latencies[] = [];
  for (let run = 0; run < bench.runs; run++) {
    backToBack.push(await latencies(bench, EMPTY, 0));
    apart.push(await latencies(bench, EMPTY, APART_MS));
  }
  return [
    latencyRow("2", "ack p50, one connection, back to back", backToBack),
    latencyRow("2b", `ack p50, one connection, ${APART_MS} ms apart`, apart),
  ];
}

function latencyRow(row: string, what: string, runs: readonly Latencies[]): Row {
  return {
    row,
    what,
    unit: "ms",
    ours: runs.map(({ ackMs }) => ackMs),
    beside: "KV commit p50 + echo p50",
    limits: runs.map(({ commitMs, echoMs }) => commitMs + echoMs),
    goal: ratioAtMost(1.3, 1.1),
  };
}
