import assert from "node:assert/strict";
import { configKeys, configReference } from "../../lib/config/reference.ts";
import { EXAMPLE, renderConfig } from "../../lib/config/example.ts";
import { route } from "../support/routes.ts";
import { configOf, warningsOf } from "./support.ts";

const textOf = (path: string) => Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));

Deno.test("the checkout's config.yaml is the rendered example", () => {
  assert.equal(textOf("config.yaml"), renderConfig(EXAMPLE));
});

Deno.test("the example runs as it stands, without a warning, with the document's key", () => {
  const text = renderConfig(EXAMPLE);
  assert.deepEqual(warningsOf(text), []);
  const { servers, channels, routes } = configOf(text);
  assert.deepEqual(servers, [{
    name: "main",
    addresses: ["127.0.0.1", "::1"],
    md5key: "bff0378ea5ef0d5d",
    callback: { host: null, port: 50899 },
  }]);
  assert.deepEqual([...channels.keys()], ["sim", "desk"]);
  assert.deepEqual(routes, [
    route(["desk"], { chargeType: [9] }, { maxWaitMs: 1_800_000 }),
    route(["sim"], {}, { maxWaitMs: 1_800_000 }),
  ]);
});

Deno.test("every value that the example writes out besides its choices is the default", () => {
  const { servers: _servers, channels: _channels, routes: _routes, ...rest } = configOf(
    renderConfig(EXAMPLE),
  );
  const { servers: _s, channels: _c, routes: _r, ...defaults } = configOf(
    "servers: [{ name: a, addresses: 127.0.0.1, md5key: 12345678 }]\n" +
      "channels: { d: { type: manual } }\nroutes: [{ channels: d }]\n",
  );
  assert.deepEqual(rest, defaults);
});

Deno.test("docs/configure.md holds the table of every key", () => {
  assert.ok(textOf("docs/configure.md").includes(configReference()));
});

Deno.test("every key has a sentence in Chinese and in English", () => {
  const keys = configKeys();
  assert.ok(keys.length > 40);
  for (const { path, about } of keys) {
    assert.match(about.zh, /。$/, path);
    assert.match(about.en, /^[A-Z].*\.$/, path);
  }
});

Deno.test("the definitions can be walked: paths, kinds, defaults, bounds and file twins", () => {
  const byPath = new Map(configKeys().map((key) => [`${key.path} ${key.type ?? ""}`.trim(), key]));
  assert.equal(byPath.get("servers[].md5key")?.fileTwin, "md5keyFile");
  assert.deepEqual(byPath.get("listen.readTimeout")?.whenAbsent, { default: "10s" });
  const port = byPath.get("listen.port")?.meta;
  assert.ok(port?.shape === "scalar" && port.min === "1024" && port.max === "65535");
  const outcome = byPath.get("channels.NAME.outcome simulate")?.meta;
  assert.ok(outcome?.shape === "scalar" && outcome.choices?.includes("partial"));
});
