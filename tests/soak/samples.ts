/**
 * What is measured of a running czdock every few seconds: by Linux, and by its own metrics.
 *
 * @module
 */

import { descriptorsOf } from "./descriptors.ts";
import type { Busyness, Machine } from "./machine.ts";

/** What is measured. */
export const SERIES = ["rssMb", "descriptors", "lagMs", "commitMs", "backlog"] as const;
/** One of {@linkcode SERIES}. */
export type SeriesName = (typeof SERIES)[number];

/** One look. */
export type Sample = Readonly<Record<SeriesName, number>> & Busyness & {
  /** Since the first order was sent, in seconds. */
  readonly atS: number;
  /** The used part of the JavaScript heap, to tell where memory goes. */
  readonly heapMb: number;
};

/** Sums and counts of histograms so far, to take the difference to the last look. */
interface Totals {
  readonly lagSum: number;
  readonly lagCount: number;
  readonly commitSum: number;
  readonly commitCount: number;
}

/** Looks at a process. */
export class Sampler {
  #before: Totals | null = null;

  constructor(
    private readonly pid: number,
    private readonly webPort: number,
    private readonly machine: Machine,
  ) {}

  /** One look; lag and commit time are means since the one before, `null` where there was none. @throws it is gone */
  async look(atS: number): Promise<Sample | null> {
    const response = await fetch(`http://127.0.0.1:${this.webPort}/metrics`);
    const values = readMetrics(await response.text());
    const value = (name: string) => values.get(name) ?? NaN;
    const now: Totals = {
      lagSum: value("czdock_event_loop_lag_seconds_sum"),
      lagCount: value("czdock_event_loop_lag_seconds_count"),
      commitSum: value("czdock_store_commit_seconds_sum"),
      commitCount: value("czdock_store_commit_seconds_count"),
    };
    const before = this.#before;
    this.#before = now;
    const busyness = this.machine.take();
    if (before === null) return null;
    const states = ["received", "queued", "processing", "review", "settled"];
    return {
      atS,
      rssMb: residentMb(this.pid),
      descriptors: descriptorsOf(this.pid),
      lagMs: mean(now.lagSum - before.lagSum, now.lagCount - before.lagCount) * 1000,
      commitMs: mean(now.commitSum - before.commitSum, now.commitCount - before.commitCount) * 1000,
      backlog: states.reduce((sum, state) => sum + value(`czdock_orders{state="${state}"}`), 0),
      ...busyness,
      heapMb: value("czdock_heap_used_bytes") / 1e6,
    };
  }
}

function mean(sum: number, count: number): number {
  return count > 0 ? sum / count : 0;
}

/** Values of Prometheus' text by name and labels as they stand there. */
function readMetrics(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line.startsWith("#") || line === "") continue;
    const at = line.lastIndexOf(" ");
    values.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return values;
}

/** Resident memory, in MB (10⁶ bytes). */
function residentMb(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN) * 1024 / 1e6;
}
