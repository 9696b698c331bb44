import assert from "node:assert/strict";
import { planOf } from "../support/world/plan.ts";
import { runWorld } from "../support/world/world.ts";

Deno.test("the same seed makes the same world", async () => {
  const [once, again] = [await runWorld(planOf(3)), await runWorld(planOf(3))];
  assert.equal(once.history(), again.history());
  assert.notEqual(once.history(), (await runWorld(planOf(4))).history());
});
