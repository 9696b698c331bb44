/**
 * The tests that kill every scene everywhere, and their sum.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readDooms } from "./doom_text.ts";
import type { MatrixOptions } from "./kill_matrix.ts";
import { killEverywhere } from "./kill_matrix.ts";
import type { WorldPoint } from "./points.ts";
import type { Scene } from "./scenes.ts";
import { runWorld } from "./world.ts";

/** Runs just this: what a failure has printed, together with `--filter` for its test. */
const JUST = Deno.env.get("WORLD_KILLS");

/** One test a scene, and one that says how much that was. */
export function matrixTests(
  scenes: Readonly<Record<string, Scene>>,
  options: MatrixOptions,
): { readonly met: ReadonlySet<WorldPoint> } {
  const what = `dead by ${options.deaths.join(", then by ")}`;
  const sum = { scenes: 0, alone: 0, pairs: 0, pairsRun: 0, met: new Set<WorldPoint>() };

  for (const [name, { plan, shows }] of Object.entries(scenes)) {
    const title = `${what} at every point of "${name}", alone and again, no promise is broken`;
    Deno.test(title, async () => {
      const { faults, history } = await runWorld({ ...plan, dooms: JUST ? readDooms(JUST) : [] });
      if (JUST !== undefined) return assert.equal(faults, null);
      for (const text of shows) assert.match(history(), text);
      const { fault, met, alone, pairs, pairsRun } = await killEverywhere(plan, options);
      if (fault !== null) {
        assert.fail(
          `repeat it with\n  WORLD_KILLS="${fault.dooms}" deno test -A --filter '${title}' tests/world/\n${fault.text}`,
        );
      }
      sum.scenes++;
      sum.alone += alone;
      sum.pairs += pairs;
      sum.pairsRun += pairsRun;
      for (const point of met) sum.met.add(point);
    });
  }

  Deno.test(`${what}: how often`, () => {
    const { scenes, alone, pairs, pairsRun, met } = sum;
    console.log(
      `${what}: ${alone} times alone and ${pairsRun} of ${pairs} pairs, at ${met.size} named points of ${scenes} scenes`,
    );
  });
  return sum;
}
