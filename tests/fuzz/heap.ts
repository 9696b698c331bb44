/**
 * The heap after a garbage collection.
 *
 * @module
 */
import v8 from "node:v8";
import vm from "node:vm";

let collect: (() => void) | null = null;

/** Bytes that are still in use once all garbage is gone. */
export function heapBytes(): number {
  if (collect === null) {
    v8.setFlagsFromString("--expose-gc");
    collect = vm.runInNewContext("gc");
  }
  collect?.();
  return Deno.memoryUsage().heapUsed;
}
