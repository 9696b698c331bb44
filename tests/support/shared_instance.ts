/**
 * Tests that share one instance of the program: started before the first of them, gone after the last.
 *
 * @module
 */
import type { Sections } from "./czdock_world.ts";
import { CzdockWorld } from "./czdock_world.ts";

/** Registers a test of the shared instance. */
export type FlowTest = (name: string, run: (world: CzdockWorld) => Promise<void>) => void;

/** Starts an instance for a test file. Deno's look for leaks can't follow what outlives a test on purpose, so it is off. */
export function sharedInstance(
  sections: Sections | (() => Promise<Sections>) = {},
): FlowTest {
  let world: CzdockWorld | null = null;
  Deno.test.beforeAll(async () => {
    const given = typeof sections === "function" ? await sections() : sections;
    world = await CzdockWorld.start(given);
  });
  Deno.test.afterAll(async () => {
    await world?.[Symbol.asyncDispose]();
  });
  return (name, run) =>
    Deno.test({
      name,
      sanitizeOps: false,
      sanitizeResources: false,
      async fn() {
        if (world === null) throw new TypeError("the instance was not started");
        await run(world);
      },
    });
}
