import assert from "node:assert/strict";
import { planOf } from "../support/world/plan.ts";
import { runWorld } from "../support/world/world.ts";

/** One world: `WORLD_SEED=7`. */
const ONE = Deno.env.get("WORLD_SEED");
/** How many worlds: `WORLD_SEEDS=10000`. */
const WORLDS = Number(Deno.env.get("WORLD_SEEDS") ?? 300);

function seeds(): number[] {
  if (ONE !== undefined) return [Number(ONE)];
  return Array.from({ length: WORLDS }, (_, at) => at + 1);
}

Deno.test("whatever goes wrong, every order comes to one end and nobody is told two things", async () => {
  let orders = 0;
  for (const seed of seeds()) {
    const report = await runWorld(planOf(seed));
    if (report.faults !== null) {
      assert.fail(
        `run just this with\n  WORLD_SEED=${seed} deno test -A tests/world/\n${report.faults}`,
      );
    }
    orders += report.orders;
  }
  assert.equal(orders > 0, true);
});

Deno.test("the same seed makes the same world", async () => {
  const [once, again] = [await runWorld(planOf(3)), await runWorld(planOf(3))];
  assert.equal(once.history, again.history);
  assert.notEqual(once.history, (await runWorld(planOf(4))).history);
});
