/**
 * Conditions that were left out.
 *
 * @module
 */

/** The conditions that are there: one that was left out has no key at all. */
export function withoutAbsent<T extends object>(conditions: T): T {
  const there = Object.entries(conditions).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as T;
}
