/**
 * How noisy the machine is: what a disk sync and a round trip take before and after everything.
 *
 * @module
 */
import type { Bench } from "./bench.ts";
import { timeEach } from "./client.ts";
import { FIRST_SENT_ID, orderPackets } from "./packets.ts";
import { quantile } from "./statistics.ts";

const SYNCED_BYTES = 4096;
/** A sync that is faster than this reaches no disk, in milliseconds. */
const MEMORY_SYNC_MS = 0.02;

/** Times disk syncs and echoes; one line that tells them. */
export async function probe(bench: Bench, when: string): Promise<string> {
  const syncs = timeSyncs(`${bench.folder}/probe`, bench.sizes.probes);
  const echoes = await bench.withEcho(async ({ port }) => {
    await timeEach(port, orderPackets(FIRST_SENT_ID, bench.sizes.warmUp), 0);
    return await timeEach(port, orderPackets(FIRST_SENT_ID, bench.sizes.probes), 0);
  });
  if (quantile(syncs, 0.5) < MEMORY_SYNC_MS) {
    bench.notes.add("the folder for temporary files is no disk: set TMPDIR to one");
  }
  const load = Deno.loadavg()[0]?.toFixed(2);
  return `${when}: sync of 4 KiB ${told(syncs)}, echo ${told(echoes)}, load average ${load}`;
}

/** What each write of 4 KiB with its sync took, in milliseconds. */
function timeSyncs(path: string, count: number): number[] {
  const bytes = new Uint8Array(SYNCED_BYTES);
  using file = Deno.openSync(path, { create: true, write: true, truncate: true });
  return Array.from({ length: count }, () => {
    const beganAtMs = performance.now();
    file.writeSync(bytes);
    file.syncSync();
    return performance.now() - beganAtMs;
  });
}

function told(tookMs: readonly number[]): string {
  const [p50, p99] = [quantile(tookMs, 0.5), quantile(tookMs, 0.99)];
  return `p50 ${p50.toFixed(3)} ms p99 ${p99.toFixed(3)} ms`;
}
