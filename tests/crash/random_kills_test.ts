import { chanceFrom } from "../../lib/platform/order_maker.ts";
import type { Kill } from "./crash_world.ts";
import { crashTest, SEED, surviveAll } from "./survive.ts";

/** Stores, and kills of each. */
const STORES = 3, KILLS = 20;
/** Share of the kills that come while it starts. */
const WHILE_STARTING = 0.25;
/** The latest moment of a kill, in milliseconds. */
const START_MS = 500, LOAD_MS = 400;

for (let store = 0; store < STORES; store++) {
  crashTest(
    `killed at ${KILLS} random moments under load, nothing is lost, doubled or changed (${
      store + 1
    })`,
    async () => {
      const random = chanceFrom(SEED + store);
      const kills = Array.from({ length: KILLS }, (): Kill => {
        const [at, ms] = random() < WHILE_STARTING
          ? ["start" as const, START_MS]
          : ["load" as const, LOAD_MS];
        return { at, afterMs: Math.floor(random() * ms) };
      });
      await surviveAll(SEED + store, kills);
    },
  );
}
