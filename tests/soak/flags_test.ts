import assert from "node:assert/strict";
import { readFlags } from "./flags.ts";

Deno.test("without flags a soak takes an hour at 300 orders a second", () => {
  const none = { executable: null, entry: null, record: null };
  assert.deepEqual(readFlags([]), { minutes: 60, rate: 300, ...none });
  const given = readFlags(["--minutes", "0.5", "--rate", "20", "--executable", "/a/czdock"]);
  assert.deepEqual(given, { minutes: 0.5, rate: 20, ...none, executable: "/a/czdock" });
});

Deno.test("wrong flags are told of, and help is asked for", () => {
  for (const wrong of [["--minutes", "0"], ["--rate", "x"], ["--fast"], ["ten"]]) {
    assert.equal(typeof readFlags(wrong), "string", `${wrong}`);
  }
  assert.equal(readFlags(["-h"]), null);
});
