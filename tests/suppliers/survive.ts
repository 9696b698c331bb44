/**
 * Runs a world to its end and looks whether all tell one story.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Kill, Looked, WorldOptions } from "./supplier_world.ts";
import { SupplierWorld } from "./supplier_world.ts";

/** The seed of this run: `SUPPLIERS_SEED` repeats an earlier one's. */
export const SEED = Number(Deno.env.get("SUPPLIERS_SEED") ?? Math.floor(Math.random() * 1e9));

/** How long the last life before the drain is under load, in milliseconds. */
const LOAD_MS = 2000;

let worlds = 0n;

/** What is done with a world before it is drained. */
export type Story = (world: SupplierWorld) => Promise<void>;

/** Lives a story, drains, and looks. @throws {Error} with the seed and the kills, where something hangs or fails */
export async function livedThrough(
  story: Story,
  options: Omit<WorldOptions, "seed" | "firstId"> = {},
): Promise<Looked> {
  const firstId = ++worlds * 10n ** 12n;
  await using world = await SupplierWorld.open({ seed: SEED, firstId, ...options });
  try {
    await story(world);
    await world.drain();
    if (world.kills.length > 0) console.log(`${world.kills.length} real kills`);
    return await world.look();
  } catch (error) {
    const after = `after ${world.kills.join(", ")}, SUPPLIERS_SEED=${SEED}`;
    throw new Error(`${after}\n${world.lastWords}`, { cause: error });
  }
}

/** {@linkcode livedThrough}, and nothing may be wrong. */
export async function allIsRight(
  story: Story,
  options: Omit<WorldOptions, "seed" | "firstId"> = {},
): Promise<Looked> {
  const looked = await livedThrough(story, options);
  const { faults, orders, executions } = looked;
  assert.deepEqual(faults, [], `SUPPLIERS_SEED=${SEED}`);
  assert.ok(orders > 20 && executions > 5, `hardly a load: ${orders} orders, ${executions} done`);
  return looked;
}

/** A story of kills. */
export function killed(kills: readonly Kill[]): Story {
  return async (world) => {
    for (const kill of kills) await world.live(kill);
    // However early they struck, there must be something to look at.
    await world.live({ at: "load", afterMs: LOAD_MS });
  };
}

/** Deno's look for leaks can't follow child processes and their pipes. */
export function suppliersTest(name: string, fn: () => Promise<unknown>): void {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await fn();
    },
  });
}
