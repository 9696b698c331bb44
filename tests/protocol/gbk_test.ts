import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cutToGbkLength,
  decodeGbk,
  decodeGbkLeniently,
  encodeGbk,
  GbkDecoder,
  gbkLength,
  isAscii,
} from "../../lib/protocol/gbk.ts";
import { anyText, splitAt } from "../support/protocol.ts";

const bytes = (...all: number[]) => new Uint8Array(all);

/** Every pair of GBK, from its definition: leads 81–FE, trails 40–FE without 7F. */
function* pairs(): Generator<[number, number]> {
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail !== 0x7f) yield [lead, trail];
    }
  }
}

Deno.test("all 23,940 pairs are decoded to one character each and encoded back to themselves", () => {
  const doubles: string[] = [];
  let count = 0;
  for (const pair of pairs()) {
    count++;
    const text = decodeGbk(bytes(...pair));
    assert.equal(text?.length, 1);
    const back = encodeGbk(text ?? "");
    if (back[0] !== pair[0] || back[1] !== pair[1]) {
      doubles.push(`${pair.map((byte) => byte.toString(16)).join("")} ${text}`);
    }
  }
  assert.equal(count, 23_940);
  assert.deepEqual(doubles, ["a2e3 €", "a3a0 \u3000"]);
});

Deno.test("every BMP character that GBK lacks goes out as its escape, every other as its bytes", () => {
  const inGbk = new Set<number>([0x20ac]);
  for (const pair of pairs()) inGbk.add((decodeGbk(bytes(...pair)) ?? "").charCodeAt(0));
  for (let unit = 0; unit <= 0xffff; unit++) {
    const text = String.fromCharCode(unit);
    const encoded = encodeGbk(text);
    if (unit < 0x80) {
      assert.deepEqual(encoded, bytes(unit));
    } else if (inGbk.has(unit)) {
      assert.equal(decodeGbk(encoded), text);
    } else {
      assert.equal(decodeGbk(encoded), "\\u" + unit.toString(16).padStart(4, "0"));
    }
    assert.equal(gbkLength(text), encoded.length);
  }
});

Deno.test("known characters have their known bytes", () => {
  assert.deepEqual(encodeGbk("定单"), bytes(0xb6, 0xa8, 0xb5, 0xa5));
  assert.deepEqual(encodeGbk("镕"), bytes(0xe9, 0x46));
  assert.deepEqual(encodeGbk("\u3000"), bytes(0xa1, 0xa1));
  assert.deepEqual(encodeGbk("😀"), new TextEncoder().encode("\\ud83d\\ude00"));
});

Deno.test("the euro sign is 0x80, and read from A2E3 too", () => {
  assert.deepEqual(encodeGbk("€"), bytes(0x80));
  assert.equal(gbkLength("€"), 1);
  assert.equal(decodeGbk(bytes(0x80)), "€");
  assert.equal(decodeGbk(bytes(0xa2, 0xe3)), "€");
});

Deno.test("bytes that are not GBK are refused, never replaced", () => {
  assert.equal(decodeGbk(bytes(0xff)), null);
  assert.equal(decodeGbk(bytes(0x41, 0x81)), null, "a lone lead at the end");
  assert.equal(decodeGbk(bytes(0x81, 0x7f)), null);
  assert.equal(decodeGbk(bytes(0x81, 0xff)), null);
  assert.equal(decodeGbk(bytes(0x81, 0x22)), null);
  assert.equal(decodeGbk(bytes(0xfe, 0x3f)), null);
});

Deno.test("the four-byte sequences of GB18030 are refused", () => {
  for (let digit = 0x30; digit <= 0x39; digit++) {
    assert.equal(decodeGbk(bytes(0x81, digit, 0x81, 0x30)), null);
    assert.equal(new GbkDecoder().push(bytes(0x81, digit, 0x81, 0x30)), null);
  }
});

Deno.test("any text within GBK is decoded the same however its bytes are split", () => {
  fc.assert(fc.property(anyText(), fc.array(fc.nat()), (text, cuts) => {
    const encoded = encodeGbk(text);
    const decoder = new GbkDecoder();
    const pieces = splitAt(encoded, cuts).map((piece) => decoder.push(piece));
    assert.equal(pieces.join(""), decodeGbk(encoded));
    assert.equal(decoder.broken, false);
  }));
});

Deno.test("a streaming decoder gives the text before bad bytes and nothing after them", () => {
  const decoder = new GbkDecoder();
  assert.equal(decoder.pushPrefix(bytes(0x41, 0xb6)), "A");
  assert.equal(decoder.pushPrefix(bytes(0xa8, 0x42, 0xff, 0x43)), "定B");
  assert.equal(decoder.broken, true);
  assert.equal(decoder.push(bytes(0x44)), null);
  assert.equal(decoder.pushPrefix(bytes(0x44)), "");
});

Deno.test("a lead whose trail is bad in the next piece is refused", () => {
  const decoder = new GbkDecoder();
  assert.equal(decoder.push(bytes(0xb6)), "");
  assert.equal(decoder.push(bytes(0x22)), null);
});

Deno.test("any bytes at all are decoded alike in one piece and in many, or refused alike", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(fc.nat()), (raw, cuts) => {
    const decoder = new GbkDecoder();
    const texts = splitAt(raw, cuts).map((piece) => decoder.push(piece));
    const whole = decodeGbk(raw);
    if (texts.includes(null)) assert.equal(whole, null);
    else if (whole === null) assert.equal(decodeGbk(raw.slice(0, -1)), texts.join(""));
    else assert.equal(texts.join(""), whole);
  }));
});

Deno.test("a JSON text survives GBK, whatever characters are in it", () => {
  fc.assert(fc.property(anyText(), (text) => {
    const encoded = encodeGbk(JSON.stringify(text));
    assert.equal(JSON.parse(decodeGbk(encoded) ?? "null"), text);
  }));
});

Deno.test("a cut text is the longest beginning that fits, and never ends inside a character", () => {
  assert.equal(cutToGbkLength("定单已接收", 10), "定单已接收");
  assert.equal(cutToGbkLength("定单已接收", 9), "定单已接");
  assert.equal(cutToGbkLength("a😀b", 12), "a");
  assert.equal(cutToGbkLength("a😀b", 13), "a😀");
  fc.assert(fc.property(anyText(), fc.nat({ max: 60 }), (text, bytesMax) => {
    const cut = cutToGbkLength(text, bytesMax);
    const characters = [...text];
    const kept = [...cut].length;
    assert.equal(cut, characters.slice(0, kept).join(""));
    assert.ok(gbkLength(cut) <= bytesMax);
    const longer = characters.slice(0, kept + 1).join("");
    assert.ok(longer === cut || gbkLength(longer) > bytesMax);
  }));
});

Deno.test("only text of ASCII alone is called ASCII", () => {
  assert.equal(isAscii("\0 ~\x7f"), true);
  assert.equal(isAscii("a\x80"), false);
  assert.equal(isAscii("定"), false);
});

Deno.test("a lenient look at bad bytes shows what can be shown", () => {
  assert.match(decodeGbkLeniently(bytes(0xff, 0x41, 0xb6, 0xa8)), /A定$/);
});
