/**
 * Which address ranges of different servers overlap.
 *
 * @module
 */
import type { AddressRange } from "./address.ts";

/** A range and whose it is. */
export interface OwnedRange {
  readonly range: AddressRange;
  readonly owner: number;
  /** The path of its key. */
  readonly at: string;
}

/** Two ranges of different owners with an address in common, in the order they were given. */
export interface Overlap {
  readonly earlier: OwnedRange;
  readonly later: OwnedRange;
}

/**
 * For each range that lies in another owner's, one such overlap. CIDR ranges are nested or apart, so in order of
 * their first addresses each has only to be compared with those that are still open around it.
 */
export function firstOverlap(ranges: readonly OwnedRange[]): readonly Overlap[] {
  const given = new Map(ranges.map((range, index) => [range, index]));
  const open: OwnedRange[] = [];
  const overlaps: Overlap[] = [];
  for (const inner of ranges.toSorted(byFirstThenWidest)) {
    while (open.length > 0 && !encloses(open.at(-1), inner)) open.pop();
    const outer = open.findLast(({ owner }) => owner !== inner.owner);
    if (outer !== undefined) {
      const innerIsLater = (given.get(inner) ?? 0) > (given.get(outer) ?? 0);
      overlaps.push(
        innerIsLater ? { earlier: outer, later: inner } : { earlier: inner, later: outer },
      );
    }
    open.push(inner);
  }
  return overlaps;
}

function encloses(outer: OwnedRange | undefined, inner: OwnedRange): boolean {
  return outer !== undefined && outer.range.family === inner.range.family &&
    inner.range.first <= outer.range.last;
}

function byFirstThenWidest({ range: a }: OwnedRange, { range: b }: OwnedRange): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  if (a.last !== b.last) return a.last > b.last ? -1 : 1;
  return 0;
}
