/**
 * Writes what definitions in the code say: `config.yaml`, `docs/config.schema.json` and the tables in `docs/configure.md`
 * and `docs/metrics.md`. The tests say when it has to be run: `deno task generate`.
 *
 * @module
 */
import { configSchemaText } from "../../lib/config/json_schema.ts";
import { configReference } from "../../lib/config/reference.ts";
import { CHECKOUT_SCHEMA, EXAMPLE, renderConfig } from "../../lib/config/example.ts";
import { metricsTable } from "../../lib/metrics/catalogue.ts";
import { ROOT } from "./source_files.ts";

const BEGIN = "<!-- deno-fmt-ignore-start -->";
const END = "<!-- deno-fmt-ignore-end -->";

/** Every generated file, by its path from the checkout's root. */
export function generated(): ReadonlyMap<string, string> {
  return new Map([
    ["config.yaml", renderConfig(EXAMPLE)],
    [CHECKOUT_SCHEMA, configSchemaText()],
    ["docs/configure.md", withTable("docs/configure.md", configReference())],
    ["docs/metrics.md", withTable("docs/metrics.md", metricsTable())],
  ]);
}

/** A page with what stands between its two marks replaced. */
function withTable(path: string, table: string): string {
  const page = Deno.readTextFileSync(new URL(path, ROOT));
  const [before, after] = [page.split(BEGIN)[0] ?? "", page.split(END)[1] ?? ""];
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}

if (import.meta.main) {
  for (const [path, text] of generated()) Deno.writeTextFileSync(new URL(path, ROOT), text);
}
