import assert from "node:assert/strict";
import fc from "fast-check";
import { parseMoney } from "../../lib/money.ts";
import type { OrderFields } from "../../lib/order_fields.ts";
import type { Result, RetCode } from "../../lib/result.ts";
import {
  isOk,
  type MoneyBounds,
  readCallback,
  RET_BALANCE_BOUNDS,
  RET_CASH_BOUNDS,
  RET_COST_BOUNDS,
  writeCallback,
} from "../../lib/protocol/callback.ts";
import { decodeGbk, encodeGbk } from "../../lib/protocol/gbk.ts";
import { readOrderPacket, writeOrderPacket } from "../../lib/protocol/order_packet.ts";
import { SAMPLE_MD5KEY, sampleOrder } from "../../lib/protocol/sample.ts";
import { anyText, framedObject, objectOf } from "../support/protocol.ts";

const SAMPLE = '{"action":"CZ","chargeId":196,"retCode":1,"retDetail":"充值成功","retRsn":"",' +
  '"userContent":"","retCost":99.100,"retBalance":58921.980,"retCash":100.000,' +
  '"sign":"30b0e1dc67695ebfd501ac1ab9fcb7fd"}';

const sampleResult: Result = {
  retCode: 1,
  retDetail: "充值成功",
  userContent: "",
  retCost: 99_100n,
  retBalance: 58_921_980n,
  retCash: 100_000n,
  atMs: 0,
  by: "channel:test",
};

function sampleFields(changed: Partial<typeof sampleOrder>): OrderFields {
  const packet = writeOrderPacket({ ...sampleOrder, retRsn: "", ...changed }, SAMPLE_MD5KEY);
  const read = readOrderPacket(framedObject(packet), SAMPLE_MD5KEY);
  if (read.kind !== "order") throw new Error(`the test's own order is ${read.kind}`);
  return read.fields;
}

function written(result: Partial<Result>, changed: Partial<typeof sampleOrder> = {}): string {
  const order = { fields: sampleFields(changed), result: { ...sampleResult, ...result } };
  return decodeGbk(writeCallback(order, SAMPLE_MD5KEY)) ?? "not GBK";
}

function member(packet: string, name: string): string | undefined {
  return objectOf(packet).get(name)?.text;
}

Deno.test("the document's sample callback comes out byte for byte, in GBK", () => {
  const bytes = writeCallback({ fields: sampleFields({}), result: sampleResult }, SAMPLE_MD5KEY);
  assert.equal(decodeGbk(bytes), SAMPLE);
  const detail = new Uint8Array([0xb3, 0xe4, 0xd6, 0xb5, 0xb3, 0xc9, 0xb9, 0xa6]);
  const at = SAMPLE.indexOf("充值");
  assert.deepEqual(bytes.slice(at, at + detail.length), detail);
});

Deno.test("a card's number goes back after the order's, unless it is 0", () => {
  const start = '{"action":"CZ","chargeId":196,"cardId":77,"retCode":1,';
  assert.ok(written({}, { cardId: "77" }).startsWith(start));
  assert.doesNotMatch(written({}, { cardId: '"0"' }), /cardId/);
});

Deno.test("the numbers and the mark of an order go back as they came", () => {
  const packet = written({}, {
    chargeId: '"00196"',
    cardId: "12345678901234567890",
    retRsn: 'a"定\\',
  });
  assert.equal(member(packet, "chargeId"), '"00196"');
  assert.equal(member(packet, "cardId"), "12345678901234567890");
  assert.equal(member(packet, "retRsn"), '"a\\"定\\\\"');
  const read = readCallback(objectOf(packet), SAMPLE_MD5KEY);
  assert.equal(read.kind === "callback" && read.signed, true);
});

Deno.test("texts are cut to 100 GBK bytes, never inside a character", () => {
  const long = "a" + "定".repeat(60);
  const packet = written({ retDetail: long, userContent: long });
  assert.equal(member(packet, "retDetail"), `"a${"定".repeat(49)}"`);
  assert.equal(member(packet, "userContent"), `"a${"定".repeat(49)}"`);
});

const MONEY_FIELDS: [("retCost" | "retBalance" | "retCash"), MoneyBounds, number][] = [
  ["retCost", RET_COST_BOUNDS, 10],
  ["retBalance", RET_BALANCE_BOUNDS, 15],
  ["retCash", RET_CASH_BOUNDS, 10],
];

Deno.test("amounts have three decimals, no quotes, and fit the characters of their fields", () => {
  const money = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
  for (const [name, bounds, characters] of MONEY_FIELDS) {
    fc.assert(fc.property(money, (amount) => {
      const text = member(written({ [name]: amount }), name) ?? "";
      assert.match(text, /^-?\d+\.\d{3}$/);
      assert.ok(text.length <= characters, text);
      const shown = parseMoney(text);
      if (amount > bounds.max) assert.equal(shown, bounds.max);
      else if (amount < bounds.min) assert.equal(shown, bounds.min);
      else assert.equal(shown, amount);
    }));
  }
});

Deno.test("the bounds of an amount are the most and the least that its characters can show", () => {
  assert.equal(member(written({ retCost: 10n ** 15n }), "retCost"), "999999.999");
  assert.equal(member(written({ retCash: 10n ** 15n }), "retCash"), "999999.999");
  assert.equal(member(written({ retBalance: 10n ** 15n }), "retBalance"), "99999999999.999");
  assert.equal(member(written({ retBalance: -(10n ** 15n) }), "retBalance"), "-9999999999.999");
  assert.equal(member(written({ retBalance: -1n }), "retBalance"), "-0.001");
  assert.equal(member(written({ retCost: -1n }), "retCost"), "0.000");
  assert.equal(member(written({ retCash: -1n }), "retCash"), "0.000");
});

Deno.test("any callback is read as it was written, and its signature verifies with its key alone", () => {
  const cases = fc.record({
    retCode: fc.constantFrom<RetCode[]>(1, 2, 3),
    retDetail: fc.string({ maxLength: 16 }),
    userContent: anyText(),
    retCost: fc.bigInt(RET_COST_BOUNDS),
    retBalance: fc.bigInt(RET_BALANCE_BOUNDS),
    retCash: fc.bigInt(RET_CASH_BOUNDS),
  });
  const fields = sampleFields({ cardId: "5", retRsn: "标识" });
  fc.assert(fc.property(cases, (told) => {
    const userContent = told.userContent.slice(0, 16);
    const result = { ...sampleResult, ...told, userContent };
    const object = framedObject(writeCallback({ fields, result }, "key"));
    const expected = {
      kind: "callback",
      chargeId: "196",
      cardId: "5",
      retRsn: "标识",
      ...told,
      userContent,
    };
    assert.deepEqual(readCallback(object, "key"), { ...expected, signed: true });
    assert.deepEqual(readCallback(object, "other"), { ...expected, signed: false });
  }));
});

Deno.test("a callback that a server could not read says why", () => {
  const reason = (text: string) => {
    const read = readCallback(objectOf(text), SAMPLE_MD5KEY);
    return read.kind === "broken" ? read.reason : read.kind;
  };
  assert.equal(reason(SAMPLE), "callback");
  assert.equal(reason(SAMPLE.replace("196", "null")), "chargeId is not an id");
  assert.equal(reason(SAMPLE.replace('"userContent"', '"content"')), "userContent is not a string");
  assert.equal(reason(SAMPLE.replace("99.100", "99.1")), "retCost is not an amount");
  assert.equal(reason(SAMPLE.replace("58921.980", '"58921.980"')), "retBalance is not an amount");
  assert.equal(reason(SAMPLE.replace("100.000", "null")), "retCash is not an amount");
});

Deno.test("OK is OK in any case, with white space and NUL around it, and nothing else is", () => {
  for (const ok of ["OK", "ok", "Ok", "oK", " OK\r\n", "\0OK\0\0", "\n\tok \0"]) {
    assert.equal(isOk(ok), true, JSON.stringify(ok));
  }
  for (
    const other of [
      "",
      "O",
      "K",
      "O K",
      "OKAY",
      "OK!",
      "NOK",
      '"OK"',
      "0K",
      "OKOK",
      "OK OK",
      "\ufffdOK",
    ]
  ) {
    assert.equal(isOk(other), false, JSON.stringify(other));
  }
  assert.deepEqual(encodeGbk("OK"), new Uint8Array([0x4f, 0x4b]));
});
