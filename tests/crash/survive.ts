/**
 * Runs a list of kills on one store and looks at what is left.
 *
 * @module
 */
import assert from "node:assert/strict";
import { CrashWorld } from "./crash_world.ts";
import type { Kill } from "./crash_world.ts";
import { assertAllIsRight } from "./final_books.ts";

let worlds = 0n;

/** The seed of this run: `CRASH_SEED` repeats an earlier one's. */
export const SEED = Number(Deno.env.get("CRASH_SEED") ?? Math.floor(Math.random() * 1e9));

/** Lives through all kills, drains, and looks. @throws {Error} with the seed and the kills */
export async function surviveAll(seed: number, kills: readonly Kill[]): Promise<void> {
  await using world = new CrashWorld(seed, ++worlds * 10n ** 12n);
  try {
    for (const kill of kills) await world.live(kill);
    await world.drain();
    await assertAllIsRight(world);
    assert.equal(await world.stop(), 0);
    assert.deepEqual(world.books.faults, []);
    console.log(`${world.kills.length} real kills`);
  } catch (error) {
    const { kills } = world;
    throw new Error(
      `after ${kills.length} kills, CRASH_SEED=${SEED}: ${kills.join(", ")}\n${world.lastWords}`,
      { cause: error },
    );
  }
}

/** Deno's look for leaks can't follow child processes and their pipes. */
export function crashTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });
}
