/**
 * Maps that only remember what came last.
 *
 * @module
 */

/** Lets go of what was put in first, where a map has more than `max` entries. Call after each one that is put in. */
export function letGoOfOldest<K>(map: Map<K, unknown>, max: number): void {
  if (map.size <= max) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
