import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { brokenImports, importsOf } from "./import_rule.ts";
import { sourcesIn } from "./source_files.ts";

const PACKAGES = Object.keys(denoJson.imports);

function broken(path: string, text: string): string[] {
  return brokenImports({ path, text }, ["yaml", "hono", "hono/"]);
}

Deno.test("every file imports only what its place allows", async () => {
  const sources = await sourcesIn("main.ts", "lib", "web");
  assert.equal(sources.length > 30, true, "the sources were not found");
  assert.deepEqual(sources.flatMap((source) => brokenImports(source, PACKAGES)), []);
});

Deno.test("a root file of lib may import root files, node and packages, and nothing else", () => {
  const allowed = `import { a } from "./money.ts";\nimport assert from "node:assert";\n` +
    `import { parse } from "yaml";\nimport { x } from "hono/jsx";`;
  assert.deepEqual(broken("lib/order.ts", allowed), []);
  for (const target of ["./protocol/sign.ts", "./store/keys.ts", "../web/app.ts", "../main.ts"]) {
    assert.equal(broken("lib/order.ts", `import { a } from "${target}";`).length, 1, target);
  }
});

Deno.test("a folder of lib may import the root, the protocol and itself, not its neighbours", () => {
  for (const target of ["../order.ts", "../protocol/sign.ts", "./keys.ts", "./deeper/a.ts"]) {
    assert.deepEqual(broken("lib/store/writer.ts", `import { a } from "${target}";`), [], target);
  }
  assert.deepEqual(broken("lib/execution/channels/manual.ts", `import "../router.ts";`), []);
  for (const target of ["../intake/listener.ts", "../../web/app.tsx", "../../main.ts"]) {
    assert.equal(broken("lib/store/writer.ts", `import { a } from "${target}";`).length, 1, target);
  }
});

Deno.test("the configuration and the execution may import the expressions, others may not", () => {
  const source = `import { a } from "../expression/expression.ts";`;
  assert.deepEqual(broken("lib/config/channels.ts", source), []);
  assert.deepEqual(broken("lib/execution/channel.ts", source), []);
  assert.equal(broken("lib/store/writer.ts", source).length, 1);
  assert.equal(broken("lib/expression/a.ts", `import "../config/read.ts";`).length, 1);
  assert.equal(broken("lib/order.ts", `import "./expression/expression.ts";`).length, 1);
});

Deno.test("the wiring may import every folder of lib, and only main.ts may import the wiring", () => {
  assert.deepEqual(broken("lib/wiring/engine.ts", `import "../store/keys.ts";`), []);
  assert.deepEqual(broken("main.ts", `import "./lib/wiring/engine.ts";`), []);
  for (const target of ["../../web/app.tsx", "../../main.ts", "../../tests/a.ts"]) {
    assert.equal(broken("lib/wiring/engine.ts", `import "${target}";`).length, 1, target);
  }
  assert.equal(broken("lib/store/keys.ts", `import "../wiring/engine.ts";`).length, 1);
  assert.equal(broken("lib/order.ts", `import "./wiring/engine.ts";`).length, 1);
  assert.equal(broken("web/serve.ts", `import "../lib/wiring/engine.ts";`).length, 1);
});

Deno.test("the protocol may import root files only", () => {
  assert.deepEqual(broken("lib/protocol/ack.ts", `export * from "../money.ts";`), []);
  assert.equal(broken("lib/protocol/ack.ts", `export * from "../store/keys.ts";`).length, 1);
});

Deno.test("the web may import lib's root, itself and the folders made for it, not the others", () => {
  assert.deepEqual(broken("web/api/orders.ts", `import { a } from "../../lib/order.ts";`), []);
  assert.deepEqual(broken("web/api/orders.ts", `import { a } from "../errors.ts";`), []);
  for (const folder of ["access", "api", "reconciliation"]) {
    const target = `../../lib/${folder}/a.ts`;
    assert.deepEqual(broken("web/api/orders.ts", `import { a } from "${target}";`), [], target);
    assert.equal(broken(`lib/${folder}/a.ts`, `import "../../web/a.ts";`).length, 1, folder);
    assert.equal(broken(`lib/${folder}/a.ts`, `import "../store/keys.ts";`).length, 1, folder);
    assert.equal(broken("lib/store/keys.ts", `import "../${folder}/a.ts";`).length, 1, folder);
  }
  for (const target of ["../../lib/store/keys.ts", "../../lib/protocol/sign.ts", "../../main.ts"]) {
    assert.equal(broken("web/api/orders.ts", `import { a } from "${target}";`).length, 1, target);
  }
});

Deno.test("nothing outside the tests may import them, main.ts neither", () => {
  assert.equal(broken("main.ts", `import { a } from "./tests/support/world.ts";`).length, 1);
  assert.equal(broken("lib/order.ts", `import { a } from "../tests/support/world.ts";`).length, 1);
  assert.equal(broken("web/app.tsx", `import { a } from "../tests/support/world.ts";`).length, 1);
  assert.deepEqual(broken("main.ts", `import { a } from "./lib/store/keys.ts";`), []);
  assert.deepEqual(broken("tests/flow/a_test.ts", `import { a } from "../../main.ts";`), []);
});

Deno.test("a package that the import map does not name is refused", () => {
  for (const name of ["npm:left-pad@1", "jsr:@std/async", "left-pad", "https://example.com/a.ts"]) {
    assert.equal(broken("lib/store/writer.ts", `import { a } from "${name}";`).length, 1, name);
  }
});

Deno.test("every way of importing is seen, and text that only resembles one is not", () => {
  const text = `
/** @example import { no } from "./comment.ts"; */
// import "./line_comment.ts";
import a from "./a.ts";
import type {
  B,
} from './b.ts';
export * from "./c.ts";
export { d } from "./d.ts";
import "./e.ts"; // import "./no.ts"
const f = await import("./f.ts");
const g = await import(\`./\${name}.ts\`);
const url = "https://example.com"; const h = import("./h.ts");
const from = ["from", "./no.ts"];
`;
  const expected = ["./a.ts", "./b.ts", "./c.ts", "./d.ts", "./e.ts", "./f.ts", "./h.ts", null];
  assert.deepEqual(importsOf(text).sort(), expected.sort());
  assert.equal(broken("lib/order.ts", "import(name)").length, 1);
});
