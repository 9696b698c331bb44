import assert from "node:assert/strict";
import { chanceFrom } from "../../lib/platform/order_maker.ts";
import type { Kill } from "./crash_world.ts";
import { POINTS } from "./points.ts";
import type { Point } from "./points.ts";
import { crashTest, SEED, surviveAll } from "./survive.ts";

/** The points of one story each, so that a store sees them one after the other; together they are all. */
const STORIES: Readonly<Record<string, readonly Point[]>> = {
  commit: ["commit.before", "commit.begun", "commit.after"],
  ack: ["ack.beforeWrite", "ack.afterWrite", "ack.ended", "ack.closed"],
  // An order that was under way at a supplier is what the next start asks about.
  execution: ["submit.before", "query.before", "journal.written", "query.after", "submit.after"],
  callback: [
    "callback.beforeConnect",
    "callback.beforeWrite",
    "callback.afterWrite",
    "callback.afterRead",
  ],
};

/** How often each point is met. */
const ROUNDS = 3;
/** Ordinals after the first round, at most. */
const LATER_MAX = 40;

Deno.test("every named point is in a story", () => {
  assert.deepEqual(Object.values(STORIES).flat().sort(), [...POINTS].sort());
});

for (const [story, points] of Object.entries(STORIES)) {
  crashTest(
    `killed at every named point of the ${story}, nothing is lost, doubled or changed`,
    async () => {
      const random = chanceFrom(SEED);
      const rounds = Array.from({ length: ROUNDS }, (_, round) =>
        points.map((at): Kill => {
          // The first time it comes by, then somewhere in the load. A start asks about few orders.
          const isFirst = round === 0 || at.startsWith("query");
          return { at, ordinal: isFirst ? 1 : 2 + Math.floor(random() * LATER_MAX) };
        }));
      await surviveAll(SEED, rounds.flat());
    },
  );
}
