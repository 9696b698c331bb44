/**
 * Dooms as text, so that a run that failed can be repeated: `commit.after:3` kills the process at the third passing of that
 * point, `commit.after:3/0` cuts the power there and leaves none of the commits that were not synced.
 *
 * @module
 */
import type { Doom } from "./life.ts";
import type { WorldPoint } from "./points.ts";
import { WORLD_POINTS } from "./points.ts";

/** Writes dooms. */
export function doomsText(dooms: readonly Doom[]): string {
  return dooms.map(({ at, nth, powerCut }) =>
    `${at}:${nth}${powerCut === undefined ? "" : `/${powerCut}`}`
  ).join(" ");
}

/** Reads what {@linkcode doomsText} has written. @throws {TypeError} it is no such text */
export function readDooms(text: string): Doom[] {
  return text.split(" ").map((word) => {
    const [, name, nth, kept] = /^([\w.]+):(\d+)(?:\/(\d+))?$/.exec(word) ?? [];
    const at = WORLD_POINTS.find((point): point is WorldPoint => point === name);
    if (at === undefined) throw new TypeError(`no doom: ${word}`);
    const doom = { at, nth: Number(nth) };
    return kept === undefined ? doom : { ...doom, powerCut: Number(kept) };
  });
}
