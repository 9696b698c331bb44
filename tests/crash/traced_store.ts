/**
 * A real store under load over some lives of the real program, seen through its system calls; and what a power cut at any
 * moment would have left of it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Order } from "../../lib/order.ts";
import type { Moment } from "../support/power/moments.ts";
import { ordersIn, promisedBy } from "../support/power/moments.ts";
import { afterPowerCut, asWritten, SyncedFiles } from "../support/power/synced_files.ts";
import { stepsOf, STRACE } from "../support/power/system_calls.ts";
import { until } from "../support/until.ts";
import { CrashWorld } from "./crash_world.ts";
import type { Kill } from "./crash_world.ts";

/** The store's database and what SQLite writes beside it; its index in memory is none of the disk's. */
const STORE = /\/data\/orders\.kv(-wal|-journal)?$/;
const JOURNAL = /\/(sim|spare)\.ndjson$/;

/** No other world has these orders. */
const FIRST_ID = 9n * 10n ** 15n;

/** What was seen. */
export interface Traced {
  readonly moments: readonly Moment[];
  /** How often each life had synced the store before it promised anything. */
  readonly syncsFirst: readonly number[];
  readonly syncs: number;
}

/** Lives through some kills. @throws {Error} what strace shows is not what the files hold */
export async function traceStore(seed: number, kills: readonly Kill[]): Promise<Traced> {
  const logOf = (folder: string, life: number) => `${folder}/strace-${life}`;
  await using world = new CrashWorld(
    seed,
    FIRST_ID,
    (folder, life) => [...STRACE, logOf(folder, life)],
  );
  const files = new SyncedFiles((path) => STORE.test(path) && path.startsWith(world.folder));
  const moments: Moment[] = [];
  const syncsFirst: number[] = [];
  let syncs = 0;
  for (const kill of kills) {
    await world.live(kill);
    const syncsBefore = syncs, momentsBefore = moments.length;
    const log = await logOfTheDead(logOf(world.folder, world.kills.length), world.pid);
    for (const step of stepsOf(log.split("\n"))) {
      files.see(step);
      const { kind, call } = step;
      if (kind === "ends" && call.name.endsWith("sync") && STORE.test(call.on)) syncs++;
      const promised = kind === "begins" ? promisedBy(call, (path) => JOURNAL.test(path)) : null;
      if (promised === null) continue;
      if (moments.length === momentsBefore) syncsFirst.push(syncs - syncsBefore);
      moments.push({ ...promised, files: files.now() });
    }
    files.killed(Deno.readFileSync);
    for (const [path, file] of files.now()) {
      const isSame = Buffer.compare(asWritten(file), Deno.readFileSync(path)) === 0;
      assert.ok(isSame, `${path} was written otherwise`);
    }
  }
  return { moments, syncsFirst, syncs };
}

/** strace ends a moment after what it has traced. */
async function logOfTheDead(log: string, pid: number): Promise<string> {
  return await until(`strace has seen the end of ${pid}`, () => {
    const text = Deno.readTextFileSync(log);
    const end = new RegExp(`^${pid} +\\+\\+\\+ killed by SIGKILL \\+\\+\\+$`, "m");
    return end.test(text) && text;
  });
}

/**
 * The orders in what a power cut at a moment leaves, opened as any store.
 *
 * @param survives whether a change that was not synced is left, asked for each
 */
export async function ordersAfterPowerCut(
  { files }: Moment,
  survives?: () => boolean,
): Promise<Map<string, Order>> {
  const folder = await Deno.makeTempDir({ prefix: "czdock-power-" });
  try {
    for (const [path, file] of files) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      await Deno.writeFile(`${folder}/${name}`, afterPowerCut(file, survives));
    }
    return await ordersIn(`${folder}/orders.kv`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
