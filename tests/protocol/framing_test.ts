import assert from "node:assert/strict";
import fc from "fast-check";
import { type Framed, PacketFramer } from "../../lib/protocol/framing.ts";
import { decodeGbk, encodeGbk } from "../../lib/protocol/gbk.ts";
import { parseLiteralObject } from "../../lib/protocol/literal_json.ts";
import { writeOrderPacket } from "../../lib/protocol/order_packet.ts";
import { SAMPLE_MD5KEY, sampleOrder } from "../../lib/protocol/sample.ts";
import { anyText, splitAt } from "../support/protocol.ts";

const BYTES_MAX = 1000;

function frame(...pieces: (string | Uint8Array)[]): Framed {
  const framer = new PacketFramer(BYTES_MAX);
  let framed: Framed = { kind: "more" };
  for (const piece of pieces) {
    framed = framer.push(typeof piece === "string" ? encodeGbk(piece) : piece);
  }
  return framed;
}

function bytesOf(text: string, ...tail: number[]): Uint8Array {
  return new Uint8Array([...encodeGbk(text), ...tail]);
}

function broken(reason: string, chargeIdLiteral: string | null = null) {
  return { kind: "broken", reason, chargeIdLiteral };
}

Deno.test("the sample packet is found however its bytes are split", () => {
  const bytes = writeOrderPacket(sampleOrder, SAMPLE_MD5KEY);
  fc.assert(fc.property(fc.array(fc.nat()), (cuts) => {
    const framer = new PacketFramer(bytes.length);
    const pieces = splitAt(bytes, cuts);
    const kinds = pieces.map((piece) => framer.push(piece).kind);
    assert.equal(kinds.at(-1), "packet");
    assert.ok(kinds.slice(0, kinds.indexOf("packet")).every((kind) => kind === "more"));
  }));
});

Deno.test("the sample packet is found byte by byte, at its last byte and not before", () => {
  const bytes = writeOrderPacket(sampleOrder, SAMPLE_MD5KEY);
  const framer = new PacketFramer(BYTES_MAX);
  const kinds = Array.from(bytes, (byte) => framer.push(new Uint8Array([byte])).kind);
  assert.equal(kinds.indexOf("packet"), bytes.length - 1);
});

Deno.test("a character is never taken for JSON's own because of its trail byte", () => {
  for (let trail = 0x40; trail <= 0xfe; trail++) {
    if (trail === 0x7f) continue;
    const head = bytesOf('{"chargeAcct":"');
    const bytes = new Uint8Array([...head, 0x81, trail, 0xfe, trail, ...encodeGbk('"}')]);
    for (const at of [head.length, head.length + 1, head.length + 2]) {
      const framed = frame(bytes.slice(0, at), bytes.slice(at));
      assert.equal(framed.kind, "packet", trail.toString(16));
    }
  }
});

Deno.test("any object is found whole, whatever is in it, around it, and however it is split", () => {
  const value = fc.oneof(anyText(), fc.jsonValue({ maxDepth: 2 }));
  const object = fc.dictionary(anyText(), value, { maxKeys: 5 });
  const before = fc.string({ unit: fc.constantFrom(" ", "\t", "\r", "\n", "\0"), maxLength: 5 });
  const cases = fc.tuple(object, before, anyText(), fc.array(fc.nat()));
  fc.assert(fc.property(cases, ([value, before, after, cuts]) => {
    const encoded = encodeGbk(JSON.stringify(value));
    const bytes = new Uint8Array([...encodeGbk(before), ...encoded, ...encodeGbk(after)]);
    const framer = new PacketFramer(bytes.length);
    const last = splitAt(bytes, cuts).map((piece) => framer.push(piece)).at(-1);
    const object = parseLiteralObject(decodeGbk(encoded) ?? "");
    assert.ok(object);
    assert.deepEqual(last, { kind: "packet", object });
  }));
});

Deno.test("what follows the object is ignored, bytes that are not GBK too", () => {
  const framer = new PacketFramer(BYTES_MAX);
  const framed = framer.push(bytesOf('{"a":1}{"b":2}', 0xff, 0xff));
  assert.deepEqual(framed, {
    kind: "packet",
    object: new Map([["a", { kind: "number", text: "1" }]]),
  });
  assert.equal(framer.push(bytesOf("garbage", 0xff)), framed);
});

Deno.test("white space and NUL before the object are ignored", () => {
  assert.equal(frame("\0\r\n", "\t ", '{"a":1}').kind, "packet");
});

Deno.test("nothing, and half an object, wait for more", () => {
  assert.deepEqual(frame(""), { kind: "more" });
  assert.deepEqual(frame(" \0"), { kind: "more" });
  assert.deepEqual(frame('{"a":"}'), { kind: "more" });
  assert.deepEqual(frame('{"a":"\\', '"}'), { kind: "more" });
});

Deno.test("a first character that is no brace is broken at once", () => {
  assert.deepEqual(frame("GET / HTTP/1.1"), broken("notJson"));
  assert.deepEqual(frame("["), broken("notJson"));
  assert.deepEqual(frame(" x"), broken("notJson"));
  assert.deepEqual(frame(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b])), broken("notJson"));
});

Deno.test("an object that breaks JSON's grammar, or has a name twice, is broken", () => {
  assert.deepEqual(frame('{"chargeId":196,}'), broken("notJson", "196"));
  assert.deepEqual(frame('{"chargeId":196,"chargeId":197}'), broken("notJson", "196"));
  assert.deepEqual(frame("{'chargeId':196}"), broken("notJson"));
});

Deno.test("values that lie too deep in each other are broken before the packet's limit", () => {
  assert.deepEqual(frame('{"a":' + "[".repeat(32)), broken("notJson"));
  assert.deepEqual(frame('{"a":' + "[".repeat(31)), { kind: "more" });
});

Deno.test("bytes that are not GBK are broken, and an id before or behind them is made out", () => {
  assert.deepEqual(frame(bytesOf('{"chargeId":"196","var1":"', 0xff)), broken("notGbk", '"196"'));
  const tail = encodeGbk('","chargeId":196}');
  assert.deepEqual(frame(bytesOf('{"var1":"', 0xff, ...tail)), broken("notGbk", "196"));
  assert.deepEqual(
    frame(bytesOf('{"var1":"', 0x81, 0x30, 0x81, 0x30, ...tail)),
    broken("notGbk", "196"),
  );
  assert.deepEqual(frame(bytesOf('{"var1":"', 0xb6), bytesOf('"}')), broken("notGbk"));
});

Deno.test("a number that bad bytes cut off is not made out, whatever came before it", () => {
  assert.deepEqual(frame('{"a":1', bytesOf(',"chargeId":19', 0xff)), broken("notGbk"));
});

Deno.test("a packet may have as many bytes as the limit, and not one more", () => {
  const packet = (length: number) => '{"chargeId":196,"a":"' + "x".repeat(length - 23) + '"}';
  assert.equal(frame(packet(BYTES_MAX)).kind, "packet");
  assert.equal(frame(packet(BYTES_MAX), "more").kind, "packet");
  assert.deepEqual(frame(packet(BYTES_MAX + 1)), broken("tooLong", "196"));
  assert.deepEqual(frame(packet(BYTES_MAX + 1).slice(0, -1)), broken("tooLong", "196"));
  assert.equal(frame('{"a":1}' + " ".repeat(2 * BYTES_MAX)).kind, "packet");
});

Deno.test("the limit counts bytes, not characters, and white space before the packet too", () => {
  assert.equal(frame('{"a":"' + "定".repeat(496) + '"}').kind, "packet");
  assert.deepEqual(frame('{"a":"' + "定".repeat(497) + '"}'), broken("tooLong"));
  assert.deepEqual(frame("\0".repeat(BYTES_MAX)), broken("tooLong"));
});

Deno.test("an id is only made out where it is certain to be whole and echoes as JSON", () => {
  const id = (text: string) => {
    const framed = frame(bytesOf(text, 0xff));
    return framed.kind === "broken" ? framed.chargeIdLiteral : framed.kind;
  };
  assert.equal(id('{"chargeId" : 12345678901234567890,'), "12345678901234567890");
  assert.equal(id('{"chargeId":19'), null, "it may have been cut");
  assert.equal(id('{"chargeId":"19'), null);
  assert.equal(id('{"chargeId":19.5,'), null);
  assert.equal(id('{"chargeId":1e5,'), null);
  assert.equal(id('{"chargeId":-1,'), null);
  assert.equal(id('{"chargeId":007,'), null);
  assert.equal(id('{"chargeId":"007",'), '"007"');
  assert.equal(id(`{"chargeId":${"1".repeat(33)},`), null);
  assert.equal(id(`{"chargeId":"${"1".repeat(33)}",`), null);
});

Deno.test("a chunk may be overwritten after it was pushed", () => {
  const bytes = bytesOf('{"a":"定单"}');
  const framer = new PacketFramer(BYTES_MAX);
  const chunk = bytes.slice(0, 7);
  framer.push(chunk);
  chunk.fill(0);
  const framed = framer.push(bytes.slice(7));
  assert.deepEqual(framed.kind === "packet" && framed.object.get("a"), {
    kind: "string",
    value: "定单",
    text: '"定单"',
  });
});

Deno.test("any bytes at all are framed alike in one piece and in many", () => {
  const bytes = fc.array(
    fc.oneof(
      fc.constantFrom(...encodeGbk('{}[]":,\\0 a')),
      fc.integer({ min: 0, max: 255 }),
    ),
    { maxLength: 60 },
  ).map((all) => new Uint8Array([0x7b, ...all]));
  fc.assert(fc.property(bytes, fc.array(fc.nat()), (raw, cuts) => {
    const whole = new PacketFramer(50).push(raw);
    const framer = new PacketFramer(50);
    const last = splitAt(raw, cuts).map((piece) => framer.push(piece)).at(-1);
    assert.deepEqual(last, whole);
  }));
});
