import assert from "node:assert/strict";
import fc from "fast-check";
import { CONFIG_CHARACTERS_MAX, SYNTAX_FAULTS_MAX } from "../../lib/config/source.ts";
import { assertOnly, configOf, faultsOf, MINIMAL, minimalWith, read } from "./support.ts";

Deno.test("a text that is not YAML is a fault with its place", () => {
  const places = {
    "a:\n\t- b\n": "2:1: ",
    "a: b: c\n": "1:4: ",
    "a: @b\n": "1:4: ",
    'a: "b\n': "2:1: ",
    "a: 1\n---\nb: 2\n": "2:1: ",
    "a: !int x\n": "1:4: ",
  };
  for (const [text, place] of Object.entries(places)) {
    const [first = ""] = faultsOf(text);
    assert.ok(first.startsWith(place), `${JSON.stringify(text)} gives ${first}`);
  }
});

Deno.test("a duplicate key is a fault that tells the line of the first", () => {
  const text = `listen: { port: 60001 }\n${MINIMAL}listen: { port: 60002 }\n`;
  assertOnly(faultsOf(text), "10:1: listen:", "line 1");
  assertOnly(
    faultsOf(minimalWith("type: manual", "type: manual, type: manual")),
    "6:25: channels.desk.type:",
  );
});

Deno.test("an alias is a fault, for the file says everything where it stands", () => {
  const text = `${minimalWith("[127.0.0.1]", "&a [127.0.0.1]")}log: *a\n`;
  assertOnly(faultsOf(text), "9:6: log:", "aliases");
});

Deno.test("a file that is not UTF-8 is a fault at the first damaged character", () => {
  assertOnly(faultsOf(`${MINIMAL}# \uFFFD\n`), "9:3: ", "UTF-8");
});

Deno.test("Windows line ends and a byte order mark change nothing", () => {
  const text = `\uFEFF${MINIMAL.replaceAll("\n", "\r\n")}`;
  assert.deepEqual(configOf(text), configOf(MINIMAL));
  assertOnly(faultsOf(`\uFEFFlistn: {}\r\n${MINIMAL}`), "1:1: listn:");
});

Deno.test("a file over the limit is refused", () => {
  assertOnly(faultsOf(`#${"x".repeat(CONFIG_CHARACTERS_MAX)}`), "1 MiB");
});

Deno.test("brackets nested without end give a few faults", () => {
  const { length } = faultsOf("[".repeat(5000));
  assert.ok(length > 0 && length <= SYNTAX_FAULTS_MAX, `${length}`);
});

Deno.test("any text gives a configuration or faults, each on one line", () => {
  const piece = fc.constantFrom(
    ..."\n,  ,- ,: ,{,},[,],\",',#,*a,&a,${A},|,>,?,!,listen,servers,name,type,x,1,null,\t".split(
      ",",
    ),
    ",",
  );
  const text = fc.oneof(fc.string(), fc.array(piece).map((pieces) => pieces.join("")));
  fc.assert(fc.property(text, (text) => {
    const result = read(text);
    if ("config" in result) return;
    assert.ok(result.faults.length > 0);
    for (const line of faultsOf(text)) assert.match(line, /^[1-9]\d*:[1-9]\d*: [^\n\r]+$/);
  }));
});
