import assert from "node:assert/strict";
import fc from "fast-check";
import type { Order } from "../../lib/order.ts";
import {
  decodeOrder,
  decodeStored,
  encodeOrder,
  encodeRememberedId,
  FIELD_TEXTS_MAX,
} from "../../lib/store/order_codec.ts";
import { anyText } from "../support/protocol.ts";
import { newOrder } from "../support/store.ts";
import { inReview, processing, queued, settled } from "../support/web_orders.ts";

const STATES: readonly Order[] = [newOrder("1", 1), queued(), processing(), inReview(), settled()];

Deno.test("an order in any state is read as it was written", () => {
  for (const order of STATES) assert.deepEqual(decodeOrder(encodeOrder(order)), order);
});

Deno.test("whatever an order's fields say, they are read as they were written", () => {
  const money = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n });
  const names = fc.constantFrom("unknown", "__proto__", "life", "fields", "a");
  const unknown = fc.dictionary(names, anyText(), { noNullPrototype: true });
  fc.assert(fc.property(anyText(), money, money, unknown, (text, cash, faceValue, unknown) => {
    const fields = { chargeAcct: text, chargeCash: cash, faceValue, var1: text, unknown };
    const order = settled(fields);
    assert.deepEqual(decodeOrder(encodeOrder(order)), order);
  }));
});

Deno.test("an order is the same bytes whenever it is written: that is how a lost answer is found out", () => {
  for (const order of STATES) {
    const bytes = encodeOrder(order);
    const again = decodeOrder(bytes);
    assert.deepEqual(encodeOrder(order), bytes);
    assert.deepEqual(encodeOrder(again), encodeOrder(again));
  }
});

Deno.test("an order is the same bytes after more orders were written than texts are kept of", () => {
  const waiting = queued({ chargeId: "1", var1: "first" });
  const bytes = encodeOrder(waiting);
  for (let at = 0; at < 2 * FIELD_TEXTS_MAX; at++) encodeOrder(newOrder(String(at + 2), at));
  assert.deepEqual(encodeOrder(waiting), bytes);
});

Deno.test("what a packet left out, or sent as a string, is told apart from what it sent", () => {
  const literals = { chargeId: '"196"', cardId: '"007"' };
  for (const fields of [{}, { literals, cardId: "007" }, { amount: 0, faceValue: 0n, var2: "0" }]) {
    const order = queued(fields);
    assert.deepEqual(decodeOrder(encodeOrder(order)), order);
  }
});

Deno.test("a remembered id says nothing of the order but its digest", () => {
  const bytes = encodeRememberedId(settled());
  assert.deepEqual(decodeStored(bytes), {
    state: "gone",
    contentDigest: "the-content-digest",
    receivedAtMs: settled().receivedAtMs,
  });
  assert.throws(() => decodeOrder(bytes), TypeError);
});

Deno.test("what something else has written is refused, not guessed at", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const broken = [
    null,
    "text",
    {},
    bytes(""),
    bytes("{}"),
    bytes('{"fields":{}}'),
    bytes('{"fields":{"chargeCash":"x","faceValue":"1.000"},"life":{"state":"queued"}}'),
    bytes('{"fields":null,"life":{"state":"queued"}}'),
  ];
  for (const value of broken) assert.throws(() => decodeStored(value));
});
