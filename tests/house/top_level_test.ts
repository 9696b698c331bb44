import assert from "node:assert/strict";
import { ROOT } from "./source_files.ts";

/** What stands at the top of the checkout. A newcomer sees this first: one more entry has to be worth it. */
const TOP_LEVEL = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "config.yaml",
  "deno.json",
  "deno.lock",
  "docs",
  "lib",
  "main.ts",
  "tests",
  "web",
];

/** Entries that may be there, and need not. */
const ALLOWED = new Set([...TOP_LEVEL, "Dockerfile", "config.schema.json"]);

Deno.test("the top level of the checkout holds the known entries and nothing else", async () => {
  const git = new Deno.Command("git", {
    // The checkout may belong to another user than the one who runs the tests.
    args: ["-c", "safe.directory=*", "ls-files", "-z"],
    cwd: ROOT,
  });
  const { success, stdout, stderr } = await git.output();
  assert.equal(success, true, new TextDecoder().decode(stderr));
  const paths = new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
  const top = new Set(paths.map((path) => path.split("/")[0] ?? ""));
  const unknown = [...top].filter((entry) => !entry.startsWith(".") && !ALLOWED.has(entry));
  assert.deepEqual(unknown, []);
  assert.deepEqual(TOP_LEVEL.filter((entry) => !top.has(entry)), []);
});
