import assert from "node:assert/strict";
import { oneLine } from "../lib/one_line.ts";

Deno.test("what ends a line, moves the cursor or turns the writing is a space, everything else stays", () => {
  assert.equal(oneLine("充值\r\n成功\u2028\u2029"), "充值  成功  ");
  assert.equal(oneLine("\x1b[2J\x9b1m"), " [2J 1m");
  assert.equal(oneLine("a\u202Ecba\u202C\u2066d\u2069"), "a cba  d ");
  assert.equal(oneLine("乗客 😀 é\u200D"), "乗客 😀 é\u200D");
});
