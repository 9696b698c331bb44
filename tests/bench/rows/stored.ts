/**
 * Row 5: rows 1 to 4 over a store full of closed orders, beside an empty one.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import type { StoreContent } from "../prepare.ts";
import type { Row } from "../row.ts";
import { inTurn, ratioAtLeast } from "../row.ts";
import { latencies } from "./ack_latency.ts";
import { acksPerSecond } from "./acks.ts";
import { drainedPerSecond } from "./drain.ts";
import { livesPerSecond } from "./full_life.ts";

/** Each of them as a rate, so that more is better. */
const MEASURES: readonly {
  readonly row: string;
  readonly what: string;
  readonly perSecond: (bench: Bench, content: StoreContent) => Promise<number>;
}[] = [
  { row: "5.1", what: "durable acks", perSecond: acksPerSecond },
  {
    row: "5.2",
    what: "acks, one connection (1 / p50)",
    perSecond: async (bench, content) => 1000 / (await latencies(bench, content, 0)).ackMs,
  },
  {
    row: "5.3",
    what: "full life",
    perSecond: (bench, content) => livesPerSecond(bench, "main.ts", content),
  },
  {
    row: "5.4",
    what: "draining",
    perSecond: (bench, { closed }) => drainedPerSecond(bench, closed),
  },
];

/** Measures row 5. */
export async function storedRows(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { row, what, perSecond } of MEASURES) {
    const measured = await inTurn(
      bench.runs,
      () => perSecond(bench, { closed: bench.stored, undelivered: 0 }),
      () => perSecond(bench, { closed: 0, undelivered: 0 }),
    );
    rows.push({
      row,
      what: `${what}, ${bench.stored} stored orders`,
      unit: "/s",
      ours: measured.a,
      beside: "empty store",
      limits: measured.b,
      goal: ratioAtLeast(0.8, null),
    });
    bench.tell(`row ${row} done`);
  }
  return rows;
}
