import assert from "node:assert/strict";
import fc from "fast-check";
import { parseLiteralObject } from "../../lib/protocol/literal_json.ts";
import { JSON_DEPTH_MAX } from "../../lib/protocol/object_scanner.ts";
import { anyText, plain } from "../support/protocol.ts";

Deno.test("numbers keep the text that came", () => {
  const text = '{"a":100.000,"b": 12345678901234567890 ,"c":-0.50,"d":1E+2}';
  assert.deepEqual(plain(parseLiteralObject(text)), [
    ["a", { kind: "number", text: "100.000" }],
    ["b", { kind: "number", text: "12345678901234567890" }],
    ["c", { kind: "number", text: "-0.50" }],
    ["d", { kind: "number", text: "1E+2" }],
  ]);
});

Deno.test("strings have their value and the text that came", () => {
  assert.deepEqual(plain(parseLiteralObject('{"a":"\\u5b9a\\"{","b":""}')), [
    ["a", { kind: "string", value: '定"{', text: '"\\u5b9a\\"{"' }],
    ["b", { kind: "string", value: "", text: '""' }],
  ]);
});

Deno.test("other values keep the text that came, nested ones whole", () => {
  const text = '{ "n":null,"t" : true , "o":{"a":[1,{"b":"}"}],"n":1},"l":[ 1, "," ] }';
  assert.deepEqual(plain(parseLiteralObject(text)), [
    ["n", { kind: "other", text: "null" }],
    ["t", { kind: "other", text: "true" }],
    ["o", { kind: "other", text: '{"a":[1,{"b":"}"}],"n":1}' }],
    ["l", { kind: "other", text: '[ 1, "," ]' }],
  ]);
});

Deno.test("an object may be empty, and may have white space and NUL around it", () => {
  assert.deepEqual(plain(parseLiteralObject("\0 \r\n\t{ }\0\0\n")), []);
});

Deno.test("a name that comes twice is refused, however it is escaped", () => {
  assert.equal(parseLiteralObject('{"a":1,"a":1}'), null);
  assert.equal(parseLiteralObject('{"a":1,"\\u0061":2}'), null);
  assert.equal(parseLiteralObject('{"__proto__":1,"__proto__":2}'), null);
});

Deno.test("names that JavaScript treats in its own way are names like others", () => {
  const text = '{"b":"x","2":"two","__proto__":"p","1":1,"constructor":"c","\\u0032\\u0032":"tt"}';
  assert.deepEqual(plain(parseLiteralObject(text)), [
    ["b", { kind: "string", value: "x", text: '"x"' }],
    ["2", { kind: "string", value: "two", text: '"two"' }],
    ["__proto__", { kind: "string", value: "p", text: '"p"' }],
    ["1", { kind: "number", text: "1" }],
    ["constructor", { kind: "string", value: "c", text: '"c"' }],
    ["22", { kind: "string", value: "tt", text: '"tt"' }],
  ]);
});

Deno.test("what is not one JSON object is refused", () => {
  const refused = [
    "",
    " ",
    "[]",
    "1",
    '"{}"',
    "{",
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    "{,}",
    '{"a":1 "b":2}',
    '{"a":1:2}',
    '{"a" "b":1}',
    '{"a":01}',
    '{"a":1.}',
    '{"a":+1}',
    '{"a":NaN}',
    "{'a':1}",
    "{a:1}",
    '{"a":[1}',
    '{"a":1]',
    '{"a":"\n"}',
    '{"a":"\\x"}',
    '{"a":1\0}',
    '{"a":1}{',
    '{"a":1}x',
    '{"a":1}//',
  ];
  for (const text of refused) assert.equal(parseLiteralObject(text), null, text);
});

Deno.test("values lie in each other up to the bound and no deeper", () => {
  const nested = (depth: number) => '{"a":' + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
  assert.notEqual(parseLiteralObject(nested(JSON_DEPTH_MAX)), null);
  assert.equal(parseLiteralObject(nested(JSON_DEPTH_MAX + 1)), null);
});

Deno.test("any object is read as the platform's parser reads it, each value with its own text", () => {
  const values = fc.dictionary(anyText(), fc.oneof(anyText(), fc.jsonValue({ maxDepth: 3 })));
  fc.assert(fc.property(values, fc.nat({ max: 4 }), (value, indent) => {
    const object = parseLiteralObject(JSON.stringify(value, null, indent));
    assert.ok(object);
    const parsed: Record<string, unknown> = JSON.parse(JSON.stringify(value));
    assert.deepEqual([...object.keys()].sort(), Object.keys(parsed).sort());
    for (const [name, literal] of object) {
      assert.deepEqual(JSON.parse(literal.text), parsed[name]);
      if (literal.kind === "string") assert.equal(literal.value, parsed[name]);
      assert.equal(literal.kind === "number", typeof parsed[name] === "number");
    }
  }));
});

Deno.test("a text with one character changed is refused or read as the platform's parser does", () => {
  const junk = fc.constantFrom("", '"', "{", "}", ",", ":", "\\", "0", "[", "]");
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 3 }), fc.nat(), junk, (value, at, character) => {
    const text = JSON.stringify({ a: value, b: "x" });
    const place = at % text.length;
    const changed = text.slice(0, place) + character + text.slice(place + 1);
    const object = parseLiteralObject(changed);
    const names = object === null ? null : [...object.keys()].sort();
    assert.deepEqual(names, namesByPlatform(changed), changed);
  }));
});

function namesByPlatform(text: string): string[] | null {
  try {
    const parsed: Record<string, unknown> = JSON.parse(text);
    return Object.keys(parsed).sort();
  } catch {
    return null;
  }
}
