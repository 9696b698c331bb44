import assert from "node:assert/strict";
import fc from "fast-check";
import { parseTemplate, templateText } from "../../lib/expression/template.ts";

Deno.test("a text is split into what is sent and what is evaluated", () => {
  assert.deepEqual(parseTemplate("no-{reference}/{amount}"), [
    { text: "no-" },
    { expression: "reference" },
    { text: "/" },
    { expression: "amount" },
  ]);
  assert.deepEqual(parseTemplate("plain"), [{ text: "plain" }]);
  assert.deepEqual(parseTemplate(""), []);
  assert.deepEqual(parseTemplate("{{a}} {b}"), [{ text: "{a} " }, { expression: "b" }]);
});

Deno.test("a brace inside a text or a map of an expression does not end it", () => {
  assert.deepEqual(parseTemplate(`{md5('}' + "{")}`), [{ expression: `md5('}' + "{")` }]);
  assert.deepEqual(parseTemplate("{ {'a': b}.a }"), [{ expression: "{'a': b}.a" }]);
  assert.deepEqual(parseTemplate(String.raw`{'\'}' + a}`), [{ expression: String.raw`'\'}' + a` }]);
});

Deno.test("a brace without its other half, and braces around nothing, are faults", () => {
  assert.equal(parseTemplate("a{b"), "open");
  assert.equal(parseTemplate("{'a}"), "open");
  assert.equal(parseTemplate("a}b"), "close");
  assert.equal(parseTemplate("{ }"), "empty");
});

Deno.test("any text can be sent: with its braces doubled it is read back as it was", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const written = templateText(text === "" ? [] : [{ text }]);
    assert.deepEqual(parseTemplate(written), text === "" ? [] : [{ text }]);
  }));
});
