/**
 * Takes a lock and keeps it until the process is killed.
 *
 * @module
 */
import { takeLock } from "../../lib/store/lock.ts";

if (import.meta.main) {
  const taken = takeLock(Deno.args[0] ?? "", { pid: Deno.pid, since: new Date().toISOString() });
  console.log(taken.kind);
  // Ends with its parent, too.
  for await (const _ of Deno.stdin.readable);
}
