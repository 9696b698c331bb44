/**
 * The soak: an hour, or ten minutes, under load and faults, in which nothing may grow. See docs/proof.md.
 *
 * @module
 */
import { readFlags, USAGE } from "./flags.ts";
import type { Flags } from "./flags.ts";
import { written } from "./record.ts";
import { soak } from "./soak.ts";

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  const flags: Flags | string | null = readFlags(args);
  if (flags === null || typeof flags === "string") {
    for (const line of [...flags === null ? [] : [flags, ""], ...USAGE]) console.error(line);
    return flags === null ? 0 : 2;
  }
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => ending.abort());
  }
  const { samples, fine } = await soak(flags, console.log, ending.signal);
  if (flags.record !== null) Deno.writeTextFileSync(flags.record, written(samples));
  return fine ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
