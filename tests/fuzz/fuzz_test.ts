import assert from "node:assert/strict";
import { runGuarded } from "./guarded.ts";
import { shares, SURFACES } from "./surfaces.ts";

/** Inputs of all surfaces; `deno task fuzz` is for more. */
const INPUTS = Number(Deno.env.get("FUZZ_INPUTS") ?? 12_000);
/** Always the same, so that what was found once is looked for again. */
const FIXED_SEED = 20_261_126;
/** Another one in each run; what it finds prints the line that finds it again. */
const SEED = Math.floor(Math.random() * 2 ** 31);
/** Inputs from which on a surface that never leads to something can't be chance. */
const ENOUGH = 1000;

const counts = shares(INPUTS / 2, SURFACES);

for (const { name, reaches } of SURFACES) {
  Deno.test({
    name: `${name}: whatever comes, what must hold does, in bounded time and memory`,
    // Deno's look for leaks can't follow a thread that is ended.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const inputs = counts.get(name) ?? 1;
      const reached = new Set<string>();
      let all = 0;
      for (const seed of [FIXED_SEED, SEED]) {
        const figures = await runGuarded(name, { seed, from: 0, inputs });
        for (const word of Object.keys(figures.reached)) reached.add(word);
        all += inputs;
      }
      console.log(`${name}: ${all} inputs, seeds ${FIXED_SEED} and ${SEED}`);
      const missed = all < ENOUGH ? [] : reaches.filter((word) => !reached.has(word));
      assert.deepEqual(missed, [], "the inputs never lead there");
    },
  });
}
