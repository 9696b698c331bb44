/**
 * Whether it is time, and when that may change.
 *
 * @module
 */
import type { DaySpan } from "./config.ts";

const DAY_MINUTES = 1440;

/** Whether one of the spans holds a minute of the day. */
export function isWithin(spans: readonly DaySpan[], minute: number): boolean {
  return spans.some(({ fromMinute, toMinute }) =>
    fromMinute < toMinute
      ? fromMinute <= minute && minute < toMinute
      : fromMinute <= minute || minute < toMinute
  );
}

/** Minutes from the beginning of a minute of the day to the next beginning or end of a span: 1 to 1440. */
export function minutesToEdge(spans: readonly DaySpan[], minute: number): number {
  const edges = spans.flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute]);
  const waits = edges.map((edge) => (edge - minute + 2 * DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES);
  return Math.min(DAY_MINUTES, ...waits);
}

/** Whether a span lies within another. */
export function liesWithin(inner: DaySpan, outer: DaySpan): boolean {
  const [from, to] = unwound(inner);
  const [outerFrom, outerTo] = unwound(outer);
  // As it is, or on the next day of an outer one that goes over midnight.
  return [0, DAY_MINUTES].some((shift) => outerFrom <= from + shift && to + shift <= outerTo);
}

/** Its minutes from the midnight before its beginning. */
function unwound({ fromMinute, toMinute }: DaySpan): [from: number, to: number] {
  return [fromMinute, fromMinute < toMinute ? toMinute : toMinute + DAY_MINUTES];
}
