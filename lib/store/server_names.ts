/**
 * The servers that the store has closed orders of, configured or not any more.
 *
 * @module
 */
import { SERVERS_PREFIX } from "./keys.ts";
import type { KeyPart, Kv } from "./kv.ts";
import { below } from "./kv.ts";

/** Their names, sorted. Costs one look into the store for each, however many orders there are. */
export async function serverNames(kv: Kv): Promise<string[]> {
  const names: string[] = [];
  const range = below(SERVERS_PREFIX);
  for (let start: KeyPart[] | null = range.start; start !== null;) {
    const [first] = await Array.fromAsync(kv.list({ start, end: range.end }, { limit: 1 }));
    const name: unknown = first?.key[SERVERS_PREFIX.length];
    if (typeof name !== "string") break;
    names.push(name);
    start = [...SERVERS_PREFIX, name, Infinity];
  }
  return names;
}
