/**
 * Reads instants as people and programs write them into an address.
 *
 * @module
 */

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?(?:Z|[+\- ](?:[01]\d|2[0-3]):[0-5]\d))?$/;

/**
 * Reads an ISO 8601 instant: a date (its midnight in UTC), or a date and time with `Z` or an offset.
 *
 * @returns milliseconds since 1970-01-01 UTC, or `null` where the text is none, or a day that no month has
 */
export function parseInstant(text: string): number | null {
  const date = ISO.exec(text)?.[1];
  if (date === undefined) return null;
  // Date.parse takes 2026-02-31 for 2026-03-03.
  const midnightMs = Date.parse(date);
  if (Number.isNaN(midnightMs) || !new Date(midnightMs).toISOString().startsWith(date)) return null;
  // A `+` in an address arrives as a space where the asker did not escape it.
  return Date.parse(text.replace(" ", "+"));
}
