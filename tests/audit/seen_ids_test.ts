import assert from "node:assert/strict";
import { SeenIds } from "../../lib/audit/seen_ids.ts";

Deno.test("each of a hundred thousand names is new once", () => {
  const seen = new SeenIds();
  const names = Array.from({ length: 100_000 }, (_, at) => `main/${1_795_000_000_000 + at}`);
  assert.equal(names.filter((name) => seen.add(name)).length, names.length);
  assert.equal(names.filter((name) => seen.add(name)).length, 0);
  assert.equal(seen.size, names.length);
});
