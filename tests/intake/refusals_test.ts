import assert from "node:assert/strict";
import { Refusals } from "../../lib/intake/refusals.ts";

const KEY = "main/1";

Deno.test("a number that is refused on a connection is refused on all that were opened before the 3 was out", () => {
  const refusals = new Refusals();
  const before = refusals.open(), refusing = refusals.open();
  refusals.refuse(KEY, refusing);
  const meanwhile = refusals.open();
  refusals.said(refusing);
  const later = refusals.open();
  const refused = [before, meanwhile, later].map((ticket) => refusals.wasRefused(KEY, ticket));
  assert.deepEqual(refused, [true, true, false]);
  assert.equal(refusals.wasRefused("main/2", before), false);
});

Deno.test("a number stays refused until the last connection that refuses it has said so", () => {
  const refusals = new Refusals();
  const first = refusals.open(), second = refusals.open();
  refusals.refuse(KEY, first);
  refusals.refuse(KEY, second);
  refusals.said(first);
  const meanwhile = refusals.open();
  assert.equal(refusals.wasRefused(KEY, meanwhile), true);
  refusals.close(second);
  assert.equal(refusals.wasRefused(KEY, meanwhile), true);
  assert.equal(refusals.wasRefused(KEY, refusals.open()), false);
});

Deno.test("a refusal is forgotten once every connection that it concerns has ended", () => {
  const refusals = new Refusals();
  const first = refusals.open(), second = refusals.open();
  refusals.refuse(KEY, first);
  refusals.close(first);
  const third = refusals.open();
  refusals.refuse("main/2", third);
  assert.equal(refusals.size, 2);
  refusals.close(second);
  assert.equal(refusals.size, 1);
  refusals.close(third);
  assert.equal(refusals.size, 0);
});
