import assert from "node:assert/strict";
import type { Channel } from "../../../lib/execution/channel.ts";
import { readDooms } from "../../support/world/doom_text.ts";
import type { Plants } from "../../support/world/host.ts";
import { killEverywhere } from "../../support/world/kill_matrix.ts";
import type { Death, MatrixReport } from "../../support/world/kill_matrix.ts";
import {
  forgetsResults,
  settlesInTwoCommits,
  syncsNothingFirst,
} from "../../support/world/planted_kv.ts";
import { sceneOf, slowly } from "../../support/world/scenes.ts";
import type { WorldPlan } from "../../support/world/plan.ts";
import { runWorld } from "../../support/world/world.ts";

const { plan: EXECUTES } = sceneOf("a supplier executes");
/** No second death. */
const ALONE = { each: 0, seed: 0 };
/** Longer than the commits of one order, so that a later one does not sync an earlier one at once. */
const LATE_MS = 50;

/** What is found where the process is killed, or the power is cut, at each point alone. */
async function matrix(
  plan: WorldPlan,
  plants: Plants,
  death: Death = "process",
): Promise<MatrixReport> {
  const { faults } = await runWorld(plan, plants);
  assert.equal(faults, null, "it is found without a death, and shows nothing about the matrix");
  return await killEverywhere(plan, { deaths: [death, death], sample: ALONE, plants });
}

async function found(
  plants: Plants,
  at: RegExp,
  fault: RegExp,
  { plan = EXECUTES, death = "process" as Death } = {},
): Promise<void> {
  const report = await matrix(plan, plants, death);
  assert.match(report.fault?.text ?? "nothing", fault);
  assert.match(report.fault?.dooms ?? "nowhere", at);
}

/** Channels that answer a question in another way. */
function asked(query: (channel: Channel) => Channel["query"]): Plants {
  return { channel: (channel) => ({ ...channel, query: query(channel) }) };
}

Deno.test("a result whose sums are a second commit is found by a death between the two", async () => {
  await found({ kv: settlesInTwoCommits }, /commit/, /the sum .* is /);
});

Deno.test("a start that forgets what is to be delivered is found by a death after the result", async () => {
  await found(
    { kv: forgetsResults },
    /commit\.after|callback/,
    /no rest after the storm/,
  );
});

Deno.test("a start that executes again instead of asking is found by a death while the supplier works", async () => {
  const again = asked((channel) => (task) => channel.submit(task));
  await found(again, /submit|journal/, /was asked twice to execute/);
});

Deno.test("a supplier that denies what has not arrived yet is found by a death while it is under way", async () => {
  const denies = asked((channel) => async (task) => {
    const outcome = await channel.query(task);
    return outcome.kind === "pending" ? { kind: "untouched", reason: "not here" } : outcome;
  });
  const { plan } = sceneOf("two orders at once");
  // Under way for longer than it takes to start again.
  const slow = { ...plan, supplier: { ...plan.supplier, slowMsMax: 60_000 } };
  await found(denies, /submit|order/, /was executed a second time/, { plan: slow });
});

Deno.test("a store that answers before it syncs is found by a power cut", async () => {
  const late: Plants = { syncsLateMs: LATE_MS };
  const fault = /and is not stored|asked twice|and the disk says/;
  await found(late, /\/0/, fault, { death: "power" });
});

Deno.test("a store that answers before it syncs makes no difference to a process that dies", async () => {
  assert.equal((await matrix(EXECUTES, { syncsLateMs: LATE_MS })).fault, null);
});

Deno.test("a start that acts on what was never synced is found by a death and a power cut after it", async () => {
  const { plan } = slowly(sceneOf("a person executes and settles"));
  const plants = { kv: syncsNothingFirst };
  const { fault } = await killEverywhere(plan, {
    deaths: ["process", "power"],
    sample: null,
    plants,
  });
  assert.match(fault?.text ?? "nothing", /has result 3, and was executed/);
});

Deno.test("a run that failed can be repeated by what was printed of it", async () => {
  const { fault } = await killEverywhere(EXECUTES, {
    deaths: ["power", "power"],
    sample: ALONE,
    plants: { syncsLateMs: LATE_MS },
  });
  const dooms = readDooms(fault?.dooms ?? "");
  const again = await runWorld({ ...EXECUTES, dooms }, { syncsLateMs: LATE_MS });
  assert.equal(again.faults, fault?.text);
});
