import assert from "node:assert/strict";
import { said } from "../../web/messages/catalogue.ts";
import { messagesOf } from "../../web/messages/messages.ts";

/** Every text of a catalogue by its place; what is filled in shows its name. */
function textsOf(entry: unknown, place = ""): [place: string, text: string][] {
  if (typeof entry === "string") return [[place, entry]];
  if (typeof entry === "function") {
    const named = new Proxy({}, { get: (_, name) => `{${String(name)}}` });
    return [[place, String(entry(named))]];
  }
  return Object.entries(Object(entry)).flatMap(([name, inner]) =>
    textsOf(inner, `${place}.${name}`)
  );
}

Deno.test("every sentence is there in both languages, and fills in the same in each", () => {
  const zh = textsOf(messagesOf("zh")), en = new Map(textsOf(messagesOf("en")));
  assert.ok(zh.length > 300);
  const names = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
  for (const [place, text] of zh) {
    const other = en.get(place) ?? "";
    assert.ok(text !== "" && other !== "", place);
    assert.doesNotMatch(text + other, /\||\s{2}|\n/, place);
    assert.deepEqual(names(other), names(text), place);
  }
});

Deno.test("a sentence goes on in the next line, and what is filled in may have anything in it", () => {
  const catalogue = {
    long: `给 {name}，
      第二行 | To {name},
      the second line.`,
  } as const;
  assert.equal(said(catalogue, 1).long({ name: "a|b" }), "To a|b, the second line.");
});
