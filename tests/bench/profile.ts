/**
 * Where czdock's time goes: rows 1, 3 and 4 once, under Deno's own profiler.
 *
 * @module
 */
import { basename, dirname, resolve } from "node:path";
import type { Bench } from "./bench.ts";
import { EMPTY } from "./prepare.ts";
import { acksPerSecond } from "./rows/acks.ts";
import { drainedPerSecond } from "./rows/drain.ts";
import { livesPerSecond } from "./rows/full_life.ts";

/** Lines of the profile's summary that are shown. */
const LINES_SHOWN = 40;

const PROFILED: ReadonlyMap<number, (bench: Bench, flags: string[]) => Promise<number>> = new Map([
  [1, (bench, flags) => acksPerSecond(bench, EMPTY, flags)],
  [3, (bench, flags) => livesPerSecond(bench, "main.ts", EMPTY, flags)],
  [4, (bench, flags) => drainedPerSecond(bench, 0, flags)],
]);

/** Profiles the rows that can be; the profiles lie beside `file`. */
export async function profileRows(
  bench: Bench,
  rows: readonly number[],
  file: string,
): Promise<void> {
  for (const [row, measure] of PROFILED) {
    if (!rows.includes(row)) continue;
    const path = `${resolve(file)}.row${row}`;
    const perSecond = await measure(bench, [
      "--cpu-prof",
      "--cpu-prof-md",
      `--cpu-prof-dir=${dirname(path)}`,
      `--cpu-prof-name=${basename(path)}.cpuprofile`,
    ]);
    bench.tell(`\nrow ${row} under the profiler: ${perSecond.toFixed(0)} /s; ${path}.cpuprofile\n`);
    const summary = Deno.readTextFileSync(`${path}.md`).split("\n");
    for (const line of summary.slice(0, LINES_SHOWN)) bench.tell(line);
  }
}
