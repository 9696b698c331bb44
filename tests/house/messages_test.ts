import assert from "node:assert/strict";
import { eventsIn, hiddenEvents, refusalsIn } from "./messages.ts";
import { ROOT, sourcesIn } from "./source_files.ts";

const page = await Deno.readTextFile(new URL("docs/troubleshoot.md", ROOT));
const sources = await sourcesIn("main.ts", "lib", "web");

Deno.test("docs/troubleshoot.md has every warning and error that the program logs", () => {
  const events = sources.flatMap(eventsIn);
  assert.ok(events.length > 30);
  assert.deepEqual(events.filter((event) => !page.includes(`\`${event}\``)), []);
});

Deno.test("no warning or error is logged in a way that the test above can't see", () => {
  assert.deepEqual(sources.flatMap(hiddenEvents), []);
});

Deno.test("docs/troubleshoot.md has every reason for which a start is refused", () => {
  const refusals = sources.flatMap(refusalsIn);
  assert.ok(refusals.length > 8);
  assert.deepEqual(refusals.filter((sentence) => !page.includes(sentence)), []);
});

Deno.test("what the page explains is what the program says: no message of the log's tables is out of date", () => {
  const code = sources.map(({ text }) => text).join("\n");
  const tables = page.slice(page.indexOf("## 接收 intake"));
  const told = tables.split("\n").filter((line) => /^\| `/.test(line)).flatMap((line) => {
    const cell = line.split("|")[1] ?? "";
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, event = ""]) => event);
  });
  assert.ok(told.length > 30);
  assert.deepEqual(told.filter((event) => !code.includes(`"${event}"`)), []);
});

Deno.test("events are found where they stand and where they are handed in", () => {
  const source = (text: string) => ({ path: "lib/a.ts", text });
  assert.deepEqual(eventsIn(source('log.warn("one", {});\nthis.#log.error(\n  "two",\n);')), [
    "one",
    "two",
  ]);
  const handed = 'log.warn(event, {});\nthis.#occasionally("three", {});';
  assert.deepEqual(eventsIn(source(handed)), ["three"]);
  assert.deepEqual(hiddenEvents(source(handed)), []);
  assert.equal(hiddenEvents(source("log.warn(text);")).length, 1);
  assert.equal(hiddenEvents(source("log.error(`x ${y}`);")).length, 1);
  const thrown =
    "throw new StoreRefused(\n    `不能打开 ${path}: 坏了。 Cannot open the ${what}: it is broken.`,\n  );";
  assert.deepEqual(refusalsIn(source(thrown)), ["Cannot open the", "it is broken."]);
});
