/**
 * The bench: speed and memory, each beside its limit in the same run.
 *
 * @module
 */
import { Bench, FULL, QUICK } from "./bench.ts";
import { slowDisk } from "./children.ts";
import { type Flags, readFlags, USAGE } from "./flags.ts";
import { probe } from "./probes.ts";
import { profileRows } from "./profile.ts";
import type { Row } from "./row.ts";
import { ackLatencyRow } from "./rows/ack_latency.ts";
import { acksRow } from "./rows/acks.ts";
import { drainRow } from "./rows/drain.ts";
import { executableRows } from "./rows/executable.ts";
import { fullLifeRow } from "./rows/full_life.ts";
import { memoryRows } from "./rows/memory.ts";
import { openLoopRow } from "./rows/open_loop.ts";
import { pageRows } from "./rows/page.ts";
import { peerRows } from "./rows/peers.ts";
import { startRow } from "./rows/start.ts";
import { storedRows } from "./rows/stored.ts";
import { median } from "./statistics.ts";
import { tableLines } from "./table.ts";

const ROWS: ReadonlyMap<number, (bench: Bench) => Promise<Row[]>> = new Map([
  [1, acksRow],
  [2, ackLatencyRow],
  [3, fullLifeRow],
  [4, drainRow],
  [5, storedRows],
  [6, startRow],
  [7, memoryRows],
  [8, pageRows],
  [9, executableRows],
  [10, peerRows],
  [11, openLoopRow],
]);

/** Runs the bench. @returns the exit code: 0 when everything was measured, 2 for wrong flags */
async function main(args: readonly string[]): Promise<number> {
  const flags = readFlags(args);
  if (flags === null || typeof flags === "string") {
    for (const line of [...flags === null ? [] : [flags, ""], ...USAGE]) console.error(line);
    return flags === null ? 0 : 2;
  }
  const folder = Deno.makeTempDirSync({ prefix: "czdock-bench-run-" });
  const cache = Deno.env.get("BENCH_CACHE") ?? `${folder}/cache`;
  const sizes = flags.quick ? QUICK : FULL;
  const { runs, stored, executable, syncMs } = flags;
  if (syncMs > 0) slowDisk(syncMs);
  const bench = new Bench(folder, cache, sizes, runs, stored, console.error, executable);
  const removeAll = async () => {
    await bench.stop();
    Deno.removeSync(folder, { recursive: true });
  };
  const breakOff = (code: number) => () => removeAll().finally(() => Deno.exit(code));
  Deno.addSignalListener("SIGINT", breakOff(130));
  Deno.addSignalListener("SIGTERM", breakOff(143));
  try {
    if (flags.profile !== null) await profileRows(bench, flags.rows, flags.profile);
    else await measure(bench, flags);
  } finally {
    await removeAll();
  }
  return 0;
}

async function measure(bench: Bench, { rows, runs, quick, syncMs }: Flags): Promise<void> {
  const cpus = navigator.hardwareConcurrency;
  console.log(`czdock bench, Deno ${Deno.version.deno}, ${cpus} cores, medians of ${runs} runs`);
  if (syncMs > 0) {
    console.log(`every sync of a program takes ${syncMs} ms longer than the disk does`);
  }
  if (quick) console.log("--quick: these figures say nothing about speed");
  console.log(await probe(bench, "begin"));
  const measured: Row[] = [];
  for (const [row, measureRow] of ROWS) {
    if (!rows.includes(row)) continue;
    const beganAtMs = performance.now();
    const lines = await measureRow(bench);
    measured.push(...lines);
    bench.tell(`row ${row}: ${((performance.now() - beganAtMs) / 1000).toFixed(1)} s`);
    for (const line of tableLines(lines).slice(2)) bench.tell(line);
  }
  console.log(await probe(bench, "end"));
  console.log();
  for (const line of tableLines(measured)) console.log(line);
  console.log();
  for (const [what, microseconds] of bench.costs) {
    console.log(`processor time an order: ${what} ${median(microseconds).toFixed(0)} µs`);
  }
  for (const note of bench.notes) console.log(`note: ${note}`);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
