/**
 * A run's samples as a file has them, comma separated.
 *
 * @module
 */
import type { Sample } from "./samples.ts";

const COLUMNS = [
  "atS",
  "rssMb",
  "descriptors",
  "lagMs",
  "commitMs",
  "backlog",
  "ownLagMs",
  "syncMs",
  "heapMb",
] as const satisfies readonly (keyof Sample)[];

/** The samples with two decimals, a line each. */
export function written(samples: readonly Sample[]): string {
  const rows = samples.map((sample) =>
    COLUMNS.map((name) => Math.round(sample[name] * 100) / 100).join(",")
  );
  return [COLUMNS.join(","), ...rows, ""].join("\n");
}

/** The samples of a file. */
export function recorded(text: string): Sample[] {
  return text.split("\n").slice(1).filter((line) => line !== "").map((line) => {
    const [atS, rssMb, descriptors, lagMs, commitMs, backlog, ownLagMs, syncMs, heapMb] = line
      .split(",").map(Number) as [number, ...number[]];
    const of = (value: number | undefined) => value ?? NaN;
    return {
      atS,
      rssMb: of(rssMb),
      descriptors: of(descriptors),
      lagMs: of(lagMs),
      commitMs: of(commitMs),
      backlog: of(backlog),
      ownLagMs: of(ownLagMs),
      syncMs: of(syncMs),
      heapMb: of(heapMb),
    };
  });
}
