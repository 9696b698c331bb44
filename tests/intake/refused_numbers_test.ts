import assert from "node:assert/strict";
import { RefusedNumbers } from "../../lib/intake/refused_numbers.ts";

const KEY = "main/1";

Deno.test("a number that is refused on a connection is refused on all that were opened before the 3 was out", () => {
  const refusedNumbers = new RefusedNumbers();
  const before = refusedNumbers.open(), refusing = refusedNumbers.open();
  refusedNumbers.refuse(KEY, refusing);
  const meanwhile = refusedNumbers.open();
  refusedNumbers.said(refusing);
  const later = refusedNumbers.open();
  const refused = [before, meanwhile, later].map((ticket) =>
    refusedNumbers.wasRefused(KEY, ticket)
  );
  assert.deepEqual(refused, [true, true, false]);
  assert.equal(refusedNumbers.wasRefused("main/2", before), false);
});

Deno.test("a number stays refused until the last connection that refuses it has said so", () => {
  const refusedNumbers = new RefusedNumbers();
  const first = refusedNumbers.open(), second = refusedNumbers.open();
  refusedNumbers.refuse(KEY, first);
  refusedNumbers.refuse(KEY, second);
  refusedNumbers.said(first);
  const meanwhile = refusedNumbers.open();
  assert.equal(refusedNumbers.wasRefused(KEY, meanwhile), true);
  refusedNumbers.close(second);
  assert.equal(refusedNumbers.wasRefused(KEY, meanwhile), true);
  assert.equal(refusedNumbers.wasRefused(KEY, refusedNumbers.open()), false);
});

Deno.test("a refusal is forgotten once every connection that it concerns has ended", () => {
  const refusedNumbers = new RefusedNumbers();
  const first = refusedNumbers.open(), second = refusedNumbers.open();
  refusedNumbers.refuse(KEY, first);
  refusedNumbers.close(first);
  const third = refusedNumbers.open();
  refusedNumbers.refuse("main/2", third);
  assert.equal(refusedNumbers.size, 2);
  refusedNumbers.close(second);
  assert.equal(refusedNumbers.size, 1);
  refusedNumbers.close(third);
  assert.equal(refusedNumbers.size, 0);
});
