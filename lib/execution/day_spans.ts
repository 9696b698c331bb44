/**
 * Whether it is time, and when that may change.
 *
 * @module
 */
import type { DaySpan } from "../config.ts";

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
