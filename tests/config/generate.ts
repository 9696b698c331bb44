/**
 * Writes what the configuration's definitions say: `config.yaml`, `docs/config.schema.json` and the tables in
 * `docs/configure.md`. The tests say when it has to be run: `deno task generate`.
 *
 * @module
 */
import { configSchemaText } from "../../lib/config/json_schema.ts";
import { configReference } from "../../lib/config/reference.ts";
import { CHECKOUT_SCHEMA, EXAMPLE, renderConfig } from "../../lib/config/template.ts";
import { ROOT } from "../house/source_files.ts";

const BEGIN = "<!-- deno-fmt-ignore-start -->";
const END = "<!-- deno-fmt-ignore-end -->";

/** Every generated file, by its path from the checkout's root. */
export function generated(): ReadonlyMap<string, string> {
  const page = Deno.readTextFileSync(new URL("docs/configure.md", ROOT));
  const [before, after] = [page.split(BEGIN)[0] ?? "", page.split(END)[1] ?? ""];
  return new Map([
    ["config.yaml", renderConfig(EXAMPLE)],
    [CHECKOUT_SCHEMA, configSchemaText()],
    ["docs/configure.md", `${before}${BEGIN}\n\n${configReference()}\n\n${END}${after}`],
  ]);
}

if (import.meta.main) {
  for (const [path, text] of generated()) Deno.writeTextFileSync(new URL(path, ROOT), text);
}
