import assert from "node:assert/strict";
import fc from "fast-check";
import { type Ack, readAck, writeAck } from "../../lib/protocol/ack.ts";
import { decodeGbk, encodeGbk } from "../../lib/protocol/gbk.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { anyText } from "../support/protocol.ts";

const SAMPLE = '{"action":"CZ","chargeId":196,"retCode":0,"retDetail":"定单已接收","retRsn":"",' +
  '"sign":"6de2b30585c463d5fa6d7188400522ed"}';

const sampleAck: Ack = {
  chargeIdLiteral: "196",
  cardIdLiteral: "0",
  retCode: 0,
  retDetail: "定单已接收",
  retRsn: "",
};

function written(ack: Partial<Ack>, md5key: string | null = SAMPLE_MD5KEY): string {
  return decodeGbk(writeAck({ ...sampleAck, ...ack }, md5key)) ?? "not GBK";
}

Deno.test("the document's sample ack comes out byte for byte, in GBK", () => {
  const bytes = writeAck(sampleAck, SAMPLE_MD5KEY);
  assert.equal(decodeGbk(bytes), SAMPLE);
  const detail = new Uint8Array([0xb6, 0xa8, 0xb5, 0xa5, 0xd2, 0xd1, 0xbd, 0xd3, 0xca, 0xd5]);
  const at = SAMPLE.indexOf("定单");
  assert.deepEqual(bytes.slice(at, at + detail.length), detail);
});

Deno.test("an ack without a key has an empty signature", () => {
  assert.equal(written({}, null), SAMPLE.replace(/"sign":".*"/, '"sign":""'));
});

Deno.test("a card's number goes back after the order's, unless it is 0", () => {
  assert.match(
    written({ cardIdLiteral: "77" }),
    /^{"action":"CZ","chargeId":196,"cardId":77,"retCode":0,/,
  );
  assert.match(written({ cardIdLiteral: '"077"' }), /"chargeId":196,"cardId":"077","retCode"/);
  for (const none of [null, "0", '"0"', '"00"']) {
    assert.doesNotMatch(written({ cardIdLiteral: none }), /cardId/);
  }
});

Deno.test("an order's number goes back as it came, and is signed without quotes", () => {
  assert.equal(written({ chargeIdLiteral: '"196"' }), SAMPLE.replace("196", '"196"'));
  const long = "12345678901234567890123456789012";
  assert.match(written({ chargeIdLiteral: long }), new RegExp(`"chargeId":${long},`));
});

Deno.test("a detail is cut to 100 GBK bytes, never inside a character", () => {
  const detail = (text: string) => {
    const ack = readAck(writeAck({ ...sampleAck, retDetail: text }, null), SAMPLE_MD5KEY);
    return ack.kind === "ack" ? ack.retDetail : ack.reason;
  };
  assert.equal(detail("定".repeat(50)), "定".repeat(50));
  assert.equal(detail("定".repeat(51)), "定".repeat(50));
  assert.equal(detail("a" + "定".repeat(50)), "a" + "定".repeat(49));
  assert.equal(detail("定".repeat(45) + "😀"), "定".repeat(45));
});

Deno.test("any ack is read as it was written, and its signature verifies with its key alone", () => {
  const id = fc.stringMatching(/^[1-9][0-9]{0,31}$/);
  const cases = fc.record({
    chargeIdLiteral: fc.oneof(id, id.map((digits) => `"${digits}"`)),
    cardIdLiteral: fc.option(id),
    retCode: fc.constantFrom<Ack["retCode"][]>(0, 1, 2, 3),
    retDetail: fc.string({ maxLength: 16 }),
    retRsn: anyText(),
  });
  fc.assert(fc.property(cases, (ack) => {
    const bytes = writeAck(ack, "key");
    const { chargeIdLiteral, cardIdLiteral, ...rest } = ack;
    const chargeId = chargeIdLiteral.replaceAll('"', "");
    const text = decodeGbk(bytes);
    const expected = { kind: "ack", ...rest, chargeId, cardId: cardIdLiteral, text };
    assert.deepEqual(readAck(bytes, "key"), { ...expected, signed: true });
    assert.deepEqual(readAck(bytes, "other"), { ...expected, signed: false });
  }));
});

Deno.test("an ack that a server could not read says why, and what came", () => {
  const reason = (text: string) => {
    const ack = readAck(encodeGbk(text), SAMPLE_MD5KEY);
    assert.equal(ack.text, text);
    return ack.kind === "broken" ? ack.reason : ack.kind;
  };
  assert.equal(reason(SAMPLE), "ack");
  assert.equal(reason(SAMPLE + "\r\n\0"), "ack");
  assert.equal(reason(""), "not a JSON object");
  assert.equal(reason(SAMPLE + SAMPLE), "not a JSON object");
  assert.equal(reason(SAMPLE.replace("CZ", "XX")), "action is not CZ");
  assert.equal(reason(SAMPLE.replace("196", "1.5")), "chargeId is not an id");
  assert.equal(reason(SAMPLE.replace("196", '196,"cardId":null')), "cardId is not an id");
  assert.equal(reason(SAMPLE.replace(":0,", ":4,")), "retCode is not 0, 1, 2 or 3");
  assert.equal(reason(SAMPLE.replace(":0,", ':"0",')), "retCode is not 0, 1, 2 or 3");
  assert.equal(reason(SAMPLE.replace('"定单已接收"', "1")), "retDetail is not a string");
  assert.equal(reason(SAMPLE.replace('"retRsn":"",', "")), "retRsn is not a string");
  assert.equal(reason(SAMPLE.replace('"sign"', '"signs"')), "sign is not a string");
  const notGbk = readAck(new Uint8Array([0x7b, 0xff]), SAMPLE_MD5KEY);
  assert.equal(notGbk.kind === "broken" && notGbk.reason, "not GBK");
});
