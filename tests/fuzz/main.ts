/**
 * `deno task fuzz`: feeds every surface, and prints a line for each. `--inputs 1000000 --seed N --surface NAME`; `--at I`
 * makes one input once more.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { runGuarded } from "./guarded.ts";
import type { Figures } from "./run.ts";
import { shares, SURFACES } from "./surfaces.ts";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "1000000" },
    seed: { type: "string", default: `${Math.floor(Math.random() * 2 ** 31)}` },
    surface: { type: "string" },
    at: { type: "string" },
  },
});
const seed = Number(values.seed);
const chosen = SURFACES.filter(({ name }) =>
  values.surface === undefined || name === values.surface
);
if (chosen.length === 0) {
  console.error(`no such surface; there are ${SURFACES.map(({ name }) => name).join(", ")}`);
  Deno.exit(2);
}
const counts = shares(Number(values.inputs), chosen);
console.log(`--seed ${seed}`);
console.log(line("surface", "inputs", "seconds", "worst ms", "heap MB", "what became of them"));
let failed = 0;
for (const { name } of chosen) {
  const plan = values.at === undefined
    ? { seed, from: 0, inputs: counts.get(name) ?? 1 }
    : { seed, from: Number(values.at), inputs: 1 };
  try {
    console.log(told(name, await runGuarded(name, plan)));
  } catch (error) {
    failed++;
    console.log(error instanceof Error ? error.message : error);
  }
}
Deno.exit(failed === 0 ? 0 : 1);

function told(name: string, figures: Figures): string {
  const { inputs, seconds, worstMs, heapBefore, heapAfter, reached } = figures;
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const heap = `${megabytes(heapBefore)} → ${megabytes(heapAfter)}`;
  const words = Object.entries(reached).sort(([, a], [, b]) => b - a).map(([word, count]) =>
    `${word} ${count}`
  );
  return line(name, `${inputs}`, seconds.toFixed(0), worstMs.toFixed(0), heap, words.join(", "));
}

function line(name: string, ...columns: readonly string[]): string {
  const widths = [8, 8, 9, 13, 0];
  return [name.padEnd(18), ...columns.map((text, at) => text.padStart(widths[at] ?? 0))].join(" ");
}
