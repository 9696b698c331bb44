/**
 * The files that a store consists of.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { errorText } from "../log.ts";
import { StoreRefused } from "./store_refused.ts";

/**
 * Whether something is at a path.
 *
 * @throws {StoreRefused} that can't be told; a file that only can't be seen must not be taken for a missing one
 */
export function exists(path: string): boolean {
  // What is there is told without anything being thrown on the way: the first error of a compiled program takes it 30 ms,
  // which would be a part of every start.
  if (existsSync(path)) return true;
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new StoreRefused(
      `不能查看文件 ${path},请检查其文件夹的权限 (${errorText(error)})。 ` +
        `Cannot tell whether the file is there: see to what its folder permits.`,
      { cause: error },
    );
  }
}

/** Where a file is, it becomes its owner's alone. Windows has no modes; there the folder's own rights decide. */
export function ownerOnly(path: string): void {
  if (Deno.build.os !== "windows" && existsSync(path)) Deno.chmodSync(path, 0o600);
}
