import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAnswer, parseForm } from "../../../lib/execution/channels/http/parse_answer.ts";
import { parseJson } from "../../../lib/execution/channels/http/parse_json.ts";
import { parseXml } from "../../../lib/execution/channels/http/parse_xml.ts";
import { toGbk, writeGbkForm } from "../../support/suppliers/gbk_text.ts";

const plain = (value: unknown): unknown =>
  value instanceof Map
    ? Object.fromEntries([...value].map(([name, one]) => [name, plain(one)]))
    : Array.isArray(value)
    ? value.map(plain)
    : value;

/** As JSON.parse has it, numbers as the text that JSON writes. */
const withTexts = (value: unknown): unknown =>
  typeof value === "number"
    ? JSON.stringify(value)
    : Array.isArray(value)
    ? value.map(withTexts)
    : typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one)]))
    : value;

Deno.test("JSON is read as the platform reads it, but for numbers, which are texts", () => {
  fc.assert(fc.property(fc.json({ maxDepth: 5 }), (text) => {
    // An object's `__proto__` is a name like any other.
    fc.pre(!text.includes("__proto__"));
    assert.deepEqual(plain(parseJson(text)), withTexts(JSON.parse(text)));
  }));
});

Deno.test("numbers keep every digit", () => {
  const text = '{"id": 1234567890123456789, "fee": 98.50, "e": 1E+2}';
  assert.deepEqual(plain(parseJson(text)), { id: "1234567890123456789", fee: "98.50", e: "1E+2" });
});

Deno.test("what is not JSON, or says a thing twice, is refused", () => {
  const wrong = [
    "",
    "{",
    '{"a":1,}',
    "[1,]",
    '{"a":1}x',
    "01",
    "+1",
    "NaN",
    '{"a":1,"a":1}',
    "'a'",
  ];
  wrong.push('"\u0001"', '"\\x"', "[".repeat(40) + "]".repeat(40), '{"a" 1}', "tru", '"a');
  for (const text of wrong) assert.throws(() => parseJson(text), SyntaxError, text);
});

Deno.test("XML is read: elements, attributes, lists, CDATA, comments, entities", () => {
  const text = `<?xml version="1.0" encoding="GB2312"?>
    <!-- c --><r a="1 &amp; 2"><no>7</no><e/><l>a</l><l>b</l><d><![CDATA[<&>]]></d><x k='v'>t&#65;&#x4e2d;</x></r>`;
  assert.deepEqual(plain(parseXml(text)), {
    r: {
      "@a": "1 & 2",
      no: "7",
      e: "",
      l: ["a", "b"],
      d: "<&>",
      x: { "@k": "v", "#text": "tA中" },
    },
  });
});

Deno.test("XML with a document type, an entity of its own, or without its end is refused", () => {
  const wrong = [
    "",
    "text",
    "<a>",
    "<a></b>",
    "<a/><b/>",
    "<a>1</a>x",
    "<a b=1/>",
    '<a b="1" b="2"/>',
    "<a>&nbsp;</a>",
    "<a>&</a>",
    "<a>&#0;</a>",
    '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
    "<a><?php ?></a>",
    "<a>".repeat(40) + "</a>".repeat(40),
  ];
  for (const text of wrong) assert.throws(() => parseXml(text), SyntaxError, text);
});

Deno.test("a beginning of an answer is never taken for the whole", () => {
  const json = '{"status":0,"result":{"fee":"98.5","list":[1,2]}}';
  const xml = '<?xml version="1.0"?><o><no>1</no><s k="v">2</s></o>';
  for (let length = 0; length < json.length; length++) {
    assert.throws(() => parseJson(json.slice(0, length)), SyntaxError);
  }
  for (let length = 0; length < xml.length; length++) {
    assert.throws(() => parseXml(xml.slice(0, length)), SyntaxError);
  }
});

Deno.test("a form is read in its charset, and a name that comes twice makes it unreadable", () => {
  const members = { a: "中文 &=", b: "", c: "1+1" };
  const gbk = new TextDecoder().decode(writeGbkForm(members));
  assert.deepEqual(plain(parseForm(gbk, "gbk")), members);
  const utf8 = new URLSearchParams(members).toString();
  assert.deepEqual(plain(parseForm(utf8, "utf-8")), members);
  assert.throws(() => parseForm("a=1&a=2", "utf-8"), SyntaxError);
  assert.throws(() => parseForm("a=%FF", "utf-8"), SyntaxError);
});

Deno.test("bytes of another charset, and an empty answer, are unreadable", () => {
  const kinds = [
    parseAnswer(toGbk('{"a":"中文"}'), "json", "utf-8"),
    parseAnswer(Uint8Array.of(0xff, 0xff), "text", "gbk"),
    parseAnswer(new TextEncoder().encode(" \r\n"), "text", "utf-8"),
    parseAnswer(new Uint8Array(0), "form", "utf-8"),
  ].map(({ kind }) => kind);
  assert.deepEqual(kinds, Array(4).fill("unreadable"));
});
