import assert from "node:assert/strict";
import { NowAndThen } from "../lib/now_and_then.ts";

const EVERY_MS = 60_000;

Deno.test("each kind is told of at first and then once in a while, with how many were not", () => {
  const told = new NowAndThen(EVERY_MS);
  const at = (kind: string, ...times: number[]) => times.map((ms) => told.untold(kind, ms));
  assert.deepEqual(at("a", 0, 1, EVERY_MS - 1, EVERY_MS, EVERY_MS + 1), [0, null, null, 2, null]);
  assert.deepEqual(at("b", 1), [0]);
});

Deno.test("a clock that is set back by a day silences nothing for a day", () => {
  const told = new NowAndThen(EVERY_MS);
  const dayMs = 86_400_000;
  assert.equal(told.untold("a", dayMs), 0);
  assert.equal(told.untold("a", 5), 0);
  assert.equal(told.untold("a", 6), null);
});
