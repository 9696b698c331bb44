import { chanceFrom } from "../../lib/platform/order_maker.ts";
import type { Kill } from "./crash_world.ts";
import { POINTS } from "./points.ts";
import type { Point } from "./points.ts";
import { crashTest, SEED, surviveAll } from "./survive.ts";

/** Stores; each sees every point once as the first of a pair. `CRASH_PAIRS=all` runs every pair there is. */
const STORES = 3;
/** Where the first kill strikes, at the latest: somewhere in the load. */
const FIRST_MAX = 30;
/** Where the second one does: in the first moments of the next life, which has what the first one left in hand. */
const AGAIN_MAX = 4;
/** After these a start has something to ask about for certain. */
const ASKED_ABOUT: readonly Point[] = ["submit.before", "journal.written", "submit.after"];

const random = chanceFrom(SEED);
const below = (limit: number) => Math.floor(random() * limit);

function pair(first: Point, again: Point): Kill[] {
  const isFew = (point: Point) => point.startsWith("query");
  return [
    { at: first, ordinal: isFew(first) ? 1 : 1 + below(FIRST_MAX) },
    { at: again, ordinal: isFew(again) ? 1 : 1 + below(AGAIN_MAX) },
  ];
}

/** The points that a life comes by after a kill at `first`. */
function pointsAfter(first: Point): Point[] {
  return POINTS.filter((point) => !point.startsWith("query") || ASKED_ABOUT.includes(first));
}

/** A kill at a query follows one that leaves something to ask about. */
function reached(first: Point): Kill[] {
  return first.startsWith("query") ? [{ at: "journal.written", ordinal: 1 }] : [];
}

const stores: readonly Kill[][] = Deno.env.get("CRASH_PAIRS") === "all"
  ? POINTS.map((first) =>
    pointsAfter(first).flatMap((again) => [...reached(first), ...pair(first, again)])
  )
  : Array.from({ length: STORES }, () =>
    POINTS.flatMap((first) => {
      const after = pointsAfter(first);
      return [...reached(first), ...pair(first, after[below(after.length)] ?? first)];
    }));

stores.forEach((kills, store) =>
  crashTest(
    `killed at a point, and again in the first moments of the next life, nothing is lost, doubled or changed (${
      store + 1
    })`,
    () => surviveAll(SEED + store, kills),
  )
);
