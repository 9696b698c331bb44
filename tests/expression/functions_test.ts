/**
 * What the functions give, against values that were computed elsewhere: RFCs, and Python's hashlib, hmac, urllib, base64.
 *
 * @module
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as amounts from "../../lib/expression/amounts.ts";
import { digest, hmac, same } from "../../lib/expression/digests.ts";
import * as pairs from "../../lib/expression/pairs.ts";
import * as texts from "../../lib/expression/texts.ts";
import { formatTime, wrongTimeForm, zoneOf } from "../../lib/expression/times.ts";
import { encodeText } from "../../lib/expression/charset.ts";

Deno.test("digests are those of RFC 1321, FIPS 180 and RFC 2202, in either charset", () => {
  assert.equal(digest("md5", "abc", "utf-8"), "900150983cd24fb0d6963f7d28e17f72");
  assert.equal(digest("sha1", "abc", "utf-8"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  assert.equal(
    digest("sha256", "abc", "utf-8"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  assert.equal(digest("md5", "中文", "gbk"), "bcce109775e8e1972e9f5fcda3e12895");
  assert.equal(digest("md5", "中文", "utf-8"), "a7bac2239fcdcb3a067903d8077c4a07");
  const [key, text] = ["Jefe", "what do ya want for nothing?"];
  assert.equal(hmac("md5", key, text, "utf-8"), "750c783e6ab0b503eaa86e310a5db738");
  assert.equal(hmac("sha1", key, text, "utf-8"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  assert.equal(
    hmac("sha256", "密钥", "中文", "gbk"),
    "d9c9f85af12a04dd7368916483448a5146ca2957410212c3f995b214a1356cb7",
  );
});

Deno.test("two signatures are the same in either case, and only then", () => {
  assert.ok(same("0AF3", "0af3"));
  for (const [a, b] of [["0af3", "0af4"], ["0af3", "0af"], ["", "0"]]) {
    assert.ok(!same(a ?? "", b ?? ""));
  }
});

Deno.test("a character that GBK lacks is an error, never another character", () => {
  assert.throws(() => encodeText("😀", "gbk"), RangeError);
  assert.throws(() => digest("md5", "é😀", "gbk"), RangeError);
  assert.throws(() => encodeText("\ud800", "utf-8"), RangeError);
});

Deno.test("URLs and Base64 are written of the charset's bytes", () => {
  assert.equal(texts.urlEncode("深圳 a/b~", "gbk"), "%C9%EE%DB%DA%20a%2Fb~");
  assert.equal(texts.urlEncode("深圳 a/b~", "utf-8"), "%E6%B7%B1%E5%9C%B3%20a%2Fb~");
  assert.equal(texts.base64("用户:密码", "utf-8"), "55So5oi3OuWvhueggQ==");
  assert.equal(texts.base64("用户", "gbk"), "08O7pw==");
  assert.equal(texts.hexToBase64(digest("md5", "abc", "utf-8")), "kAFQmDzST7DWlj99KOF/cg==");
  assert.throws(() => texts.hexToBase64("0af"), RangeError);
  assert.equal(
    texts.xmlEscape(`<a b="1">&'</a>`),
    "&lt;a b=&quot;1&quot;&gt;&amp;&apos;&lt;/a&gt;",
  );
});

Deno.test("random digits follow the randomness that is handed in, and pads are bounded", () => {
  const drawn = [0, 0.15, 0.999];
  assert.equal(texts.randomDigits(3n, () => drawn.shift() ?? 0), "019");
  assert.throws(() => texts.randomDigits(65n, () => 0), RangeError);
  assert.equal(texts.padLeft("7", 4n, "0"), "0007");
  assert.throws(() => texts.padLeft("7", 65n, "0"), RangeError);
  assert.equal(new texts.JsonNumber("98.50").digits, "98.50");
  for (const digits of ["", "1e3", "01", ".5", "NaN", "1 "]) {
    assert.throws(() => new texts.JsonNumber(digits), RangeError, digits);
  }
});

Deno.test("amounts are turned from yuan to fen and back without a float", () => {
  assert.equal(amounts.fen("100.000"), "10000");
  assert.equal(amounts.fen("0.01"), "1");
  assert.equal(amounts.fromFen("9850"), "98.500");
  assert.equal(amounts.yuan("100.000"), "100");
  assert.equal(amounts.yuan("98.500"), "98.5");
  assert.equal(amounts.yuanWith("98.5", 2n), "98.50");
  assert.equal(amounts.whole("50"), "50");
  assert.equal(amounts.amount("98.5"), "98.500");
  assert.equal(amounts.amount("98.50000"), "98.500");
  assert.equal(amounts.times("100.000", "0.985"), "98.500");
  assert.equal(amounts.times("0.001", "0.5"), "0.001");
  assert.equal(amounts.times("999999.999", "0.123456789"), "123456.789");
  const wrong: (() => unknown)[] = [
    () => amounts.fen("0.005"),
    () => amounts.whole("98.5"),
    () => amounts.yuanWith("98.505", 2n),
    () => amounts.fromFen("98.5"),
    () => amounts.amount("1,000.00"),
    () => amounts.amount(""),
    () => amounts.amount("1e3"),
    () => amounts.times("100", "98.5%"),
  ];
  for (const work of wrong) assert.throws(work, RangeError, String(work));
});

Deno.test("yuan to fen and back is the same amount, whatever it is", () => {
  fc.assert(fc.property(fc.bigInt(0n, 10n ** 15n - 1n), (count) => {
    const yuan = amounts.fromFen(count.toString());
    assert.equal(amounts.fen(yuan), count.toString());
    assert.equal(amounts.readAmount(amounts.yuan(yuan)), count * 10n);
  }));
});

Deno.test("times are written in the zone, and letters that mean nothing are an error", () => {
  const at = Date.parse("2026-03-01T16:05:09.007Z");
  const shanghai = zoneOf("Asia/Shanghai");
  assert.equal(formatTime(at, "yyyyMMddHHmmss", shanghai), "20260302000509");
  assert.equal(formatTime(at, "yy/MM/dd 'T'HH:mm:ss.SSS", shanghai), "26/03/02 T00:05:09.007");
  assert.equal(formatTime(at, "yyyy-MM-dd HH", zoneOf("UTC")), "2026-03-01 16");
  assert.equal(wrongTimeForm("yyyy-mm-DD"), "DD");
  assert.throws(() => formatTime(at, "YYYY", shanghai), RangeError);
});

const somePairs = fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string()))
  .map((entries) => new Map(entries));

Deno.test("sorted pairs are in the order of their names, and none is lost or changed", () => {
  fc.assert(fc.property(somePairs, (some) => {
    const names = [...pairs.sorted(some).keys()];
    assert.deepEqual(names, [...some.keys()].sort());
    for (const [name, text] of pairs.sorted(some)) assert.equal(some.get(name), text);
  }));
});

Deno.test("the way they came in is no matter once they are sorted", () => {
  const shuffled = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2 })
    .chain((names) =>
      fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length }))
    );
  fc.assert(fc.property(shuffled, ([names, others]) => {
    const of = (order: readonly string[]) => new Map(order.map((name) => [name, `${name}!`]));
    assert.equal(
      pairs.joinPairs(pairs.sorted(of(names))),
      pairs.joinPairs(pairs.sorted(of(others))),
    );
  }));
});

Deno.test("what is filled has no empty text, and what is taken away and what is left are all there was", () => {
  fc.assert(fc.property(somePairs, fc.array(fc.string()), (some, names) => {
    assert.ok([...pairs.filled(some).values()].every((text) => text !== ""));
    const known = [...new Set(names.filter((name) => some.has(name)))];
    const both = new Map([...pairs.only(some, known), ...pairs.without(some, known)]);
    assert.deepEqual(pairs.sorted(both), pairs.sorted(some));
  }));
});

Deno.test("pairs are joined as they stand, with what is wanted between them", () => {
  const some = new Map([["b", "2"], ["a", ""], ["c", "3"]]);
  assert.equal(pairs.joinPairs(some), "b=2&a=&c=3");
  assert.equal(pairs.joinPairs(pairs.sorted(pairs.filled(some)), "", "|"), "b2|c3");
  assert.equal(pairs.joinValues(pairs.only(some, ["c", "b"])), "32");
  assert.equal(pairs.joinValues(some, ","), "2,,3");
  assert.throws(() => pairs.only(some, ["d"]), RangeError);
  assert.throws(() => pairs.pairsOf(new Map([["a", null]])), TypeError);
});
