import assert from "node:assert/strict";
import { docFaults, docLint } from "./doc_lint.ts";
import { sourcesIn } from "./source_files.ts";

Deno.test("every exported symbol has a docstring, and names only types that can be imported", async () => {
  const places = ["main.ts", "lib", "web"];
  const code = (await sourcesIn(...places)).map(({ text }) => text).join("\n");
  assert.deepEqual(docFaults(await docLint(...places), code), []);
});

Deno.test("an export without a docstring and a type that is kept private are found", async () => {
  const code = `interface Hidden { a: number }
export const bare = 1;
/** Documented, but of a private type. */
export function shown(): Hidden { return { a: 1 }; }
/** Documented; its member speaks for itself. */
export interface Fine {
  readonly member: string;
}
/** Documented, and typed by its constant. */
export const typed: () => string = () => "";
`;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, code);
    const report = await docLint(file);
    const faults = docFaults(report, code);
    assert.equal(faults.length, 2, faults.join("\n"));
    assert.match(faults.join("\n"), /export const bare[\s\S]*private type 'Hidden'/);
    assert.equal(
      docFaults(report, "").length,
      1,
      "a type that only a package declares may be named",
    );
  } finally {
    await Deno.remove(file);
  }
});
