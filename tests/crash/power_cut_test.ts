import assert from "node:assert/strict";
import { chanceFrom } from "../../lib/platform/order_maker.ts";
import { broken } from "../support/power/moments.ts";
import type { Moment } from "../support/power/moments.ts";
import { straceIsHere } from "../support/power/system_calls.ts";
import type { Kill } from "./crash_world.ts";
import { SEED } from "./survive.ts";
import { ordersAfterPowerCut, traceStore } from "./traced_store.ts";

/** Late enough that the store's log was written back once; then in the middle of commits, and of work. */
const KILLS: readonly Kill[] = [
  { at: "commit.begun", ordinal: 60 },
  { at: "commit.begun", ordinal: 12 },
  { at: "journal.written", ordinal: 9 },
  { at: "callback.afterRead", ordinal: 20 },
];
/** Moments at which the power is cut, at most; they are spread over all. */
const CUTS_MAX = 200;

const canTrace = straceIsHere();
if (!canTrace) {
  console.warn("strace is not here: what a power cut leaves of a real store is NOT tested");
}

/** What is broken by power cuts. @param survives of what was not synced at each of them */
async function brokenBy(moments: readonly Moment[], survives?: () => boolean): Promise<string[]> {
  const faults: string[] = [];
  const step = Math.max(1, moments.length / CUTS_MAX);
  for (let at = 0; at < moments.length; at += step) {
    const moment = moments[Math.floor(at)];
    if (moment === undefined) continue;
    const orders = await ordersAfterPowerCut(moment, survives);
    // All that was promised until then.
    for (const promised of moments.slice(0, Math.floor(at) + 1)) {
      const fault = broken(promised, orders);
      if (fault !== null) faults.push(fault);
    }
  }
  return faults;
}

/** The same moments of a store that answers first and syncs then: at each only that is synced which was at the one before. */
function answeredEarly(moments: readonly Moment[]): Moment[] {
  return moments.map((moment, at) => {
    const before = moments[at - 1]?.files;
    const files = [...moment.files].map(([path, file]) =>
      [path, { ...file, synced: before?.get(path)?.synced ?? 0 }] as const
    );
    return { ...moment, files: new Map(files) };
  });
}

Deno.test({
  name: "whenever the power is cut, the store that is left keeps what was promised until then",
  ignore: !canTrace,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    const { moments, syncsFirst, syncs } = await traceStore(SEED, KILLS);
    const many = (what: string) => moments.filter((moment) => moment.what === what).length;
    console.log(
      `${KILLS.length} real kills\n${many("accepts")} acks, ${many("executes")} executions, ` +
        `${many("tells")} callbacks, ${syncs} syncs (CRASH_SEED=${SEED})`,
    );
    assert.ok(Math.min(many("accepts"), many("executes"), many("tells")) > 20, "hardly a load");

    await t.step("where nothing is left that was not synced", async () => {
      assert.deepEqual(await brokenBy(moments), []);
    });
    await t.step("where some of it is left, in any order", async () => {
      const random = chanceFrom(SEED);
      assert.deepEqual(await brokenBy(moments, () => random() < 0.5), []);
    });
    await t.step("and one that answered before it synced would be found", async () => {
      assert.notDeepEqual(await brokenBy(answeredEarly(moments)), []);
    });
    await t.step("and every life syncs what it finds before it promises anything", () => {
      assert.deepEqual(syncsFirst.map((count) => count > 0), KILLS.map(() => true));
    });
  },
});
