/**
 * The files that a store consists of.
 *
 * @module
 */
import { existsSync } from "node:fs";

/**
 * Whether something is at a path, in a folder that is known to be ours. Nothing is thrown on the way: the first error of a
 * compiled program takes it 30 ms, which would be a part of every start.
 */
export function exists(path: string): boolean {
  return existsSync(path);
}

/** Windows has no modes; there the folder's own rights decide. */
export function ownerOnly(path: string): void {
  if (Deno.build.os !== "windows" && exists(path)) Deno.chmodSync(path, 0o600);
}
