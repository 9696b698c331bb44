/**
 * Worlds by seed, in parts that can be run side by side.
 *
 * @module
 */
import assert from "node:assert/strict";
import { planOf } from "./plan.ts";
import { runWorld } from "./world.ts";

/** One world: `WORLD_SEED=7`. */
const ONE = Deno.env.get("WORLD_SEED");
/** How many worlds: `WORLD_SEEDS=10000`; the first of them: `WORLD_FROM=5001`. */
const WORLDS = Number(Deno.env.get("WORLD_SEEDS") ?? 300),
  FROM = Number(Deno.env.get("WORLD_FROM") ?? 1);
/** Parts; each has a file of its own, for `deno test --parallel` runs files side by side. */
const PARTS = 4;

/** The test of one part. @param part from 0 */
export function seedTests(part: number): void {
  Deno.test(`whatever goes wrong, every order comes to one end and nobody is told two things (${part + 1})`, async () => {
    let orders = 0, deaths = 0;
    const seeds = seedsOf(part);
    for (const seed of seeds) {
      const { faults, orders: sent, lives } = await runWorld(planOf(seed));
      if (faults !== null) {
        assert.fail(
          `run just this with\n  WORLD_SEED=${seed} deno test -A tests/world/\n${faults}`,
        );
      }
      orders += sent;
      deaths += lives.filter(({ struck }) => struck).length;
    }
    console.log(`${seeds.length} worlds, ${orders} orders, ${deaths} deaths`);
    assert.equal(orders > 0 || seeds.length === 0, true);
  });
}

function seedsOf(part: number): number[] {
  if (ONE !== undefined) return part === 0 ? [Number(ONE)] : [];
  const all = Array.from({ length: WORLDS }, (_, at) => FROM + at);
  return all.filter((_, at) => at % PARTS === part);
}
