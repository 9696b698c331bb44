import assert from "node:assert/strict";
import type { Source } from "./source_files.ts";
import { sourcesIn, withoutComments } from "./source_files.ts";

/** Lines that a file may have; past them it is hardly one idea. */
const LINES_MAX = 300;

const HIDES_FROM_CHECKER = /@ts-(?:ignore|nocheck|expect-error)|deno-lint-ignore/;
const ANY = /\bas any\b|:\s*any\b|<any\b|\bany>|\bas unknown as\b/;
const LEFT_FOR_LATER = new RegExp("\\b(?:TO" + "DO|FIX" + "ME)\\b");

/** What is wrong with a source, each as a sentence. */
function faultsOf({ path, text }: Source): string[] {
  const faults: string[] = [];
  const lines = text.split("\n").length - 1;
  if (lines > LINES_MAX) faults.push(`${path} has ${lines} lines, more than ${LINES_MAX}`);
  if (HIDES_FROM_CHECKER.test(text)) faults.push(`${path} hides something from the checker`);
  if (ANY.test(withoutComments(text))) faults.push(`${path} leaves a type open`);
  if (LEFT_FOR_LATER.test(text)) faults.push(`${path} leaves something for later`);
  return faults;
}

Deno.test("no file is too long, open in its types, or hides something from the checker", async () => {
  assert.deepEqual((await sourcesIn("main.ts", "lib", "web")).flatMap(faultsOf), []);
});

Deno.test("each fault is found, and a sentence that only resembles one is not", () => {
  const count = (text: string) => faultsOf({ path: "lib/a.ts", text }).length;
  assert.equal(count("line\n".repeat(LINES_MAX)), 0);
  assert.equal(count("line\n".repeat(LINES_MAX + 1)), 1);
  assert.equal(count("// @ts-" + "ignore\n"), 1);
  assert.equal(count("// deno-lint-" + "ignore no-explicit-any\n"), 1);
  for (const code of ["x as any", "x: any", "x:any", "Array<any>", "x as unknown as Y"]) {
    assert.equal(count(`const a = ${code};`), 1, code);
  }
  assert.equal(count("/** The same as any other; more: any number of them. */\nconst a = 1;"), 0);
});
