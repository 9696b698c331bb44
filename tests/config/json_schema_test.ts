/**
 * The JSON schema of the configuration, held against the reader it is made from.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Validator } from "@cfworker/json-schema";
import { parse } from "yaml";
import { configSchema } from "../../lib/config/json_schema.ts";
import { durationForm, integerForm, sizeForm } from "../../lib/config/number_forms.ts";
import { EXAMPLE, renderConfig } from "../../lib/config/example.ts";
import { schemaCommand } from "../../lib/config/schema_command.ts";
import { initCommand } from "../../lib/config/init_command.ts";
import { generated } from "../house/generate.ts";
import { FakeIo, faultsOf, MINIMAL, minimalWith } from "./support.ts";
import { ROOT } from "../house/source_files.ts";

const validator = new Validator(configSchema(), "7");

/** What an editor would mark, as the places it would mark. */
function marks(text: string): string[] {
  const { errors } = validator.validate(parse(text));
  return errors.map(({ instanceLocation }) => instanceLocation);
}

/** Both the schema and the reader must refuse it, or both must take it. */
function assertBoth(text: string, taken: boolean): void {
  assert.equal(faultsOf(text).length === 0, taken, `the reader: ${text}`);
  assert.equal(marks(text).length === 0, taken, `the schema: ${text}`);
}

Deno.test("what is generated from the definitions is up to date (deno task generate)", () => {
  for (const [path, text] of generated()) {
    assert.equal(Deno.readTextFileSync(new URL(path, ROOT)), text, path);
  }
});

Deno.test("the schema takes the example, the smallest configuration and what init writes", () => {
  for (
    const text of [renderConfig(EXAMPLE), renderConfig({ ...EXAMPLE, simulator: false }), MINIMAL]
  ) {
    assert.deepEqual(marks(text), []);
  }
});

/** Configurations without a fault, some as people write them. */
const TAKEN: readonly string[] = [
  MINIMAL + "listen:\n",
  MINIMAL + "listen: { port: 60001, readTimeout: 10m, packetLimit: 1MiB }\n",
  MINIMAL + 'listen: { port: "60001" }\n',
  MINIMAL + "callback: { retry: { factor: 1.5, giveUpAfter: never } }\n",
  MINIMAL + "callback: { retry: { giveUpAfter: 3650d } }\n",
  MINIMAL + "web: { users: [], tokens: [] }\n",
  minimalWith("bff0378ea5ef0d5d", "1234567890"),
  minimalWith("addresses: [127.0.0.1]", "addresses: 10.0.0.0/8"),
  minimalWith("addresses: [127.0.0.1]", 'addresses: ["::1", "2001:db8::/32"]'),
  minimalWith("  desk: { type: manual }", "  人工: { type: manual }").replace("[desk]", "[人工]"),
  minimalWith("channels: [desk]", "channels: desk"),
  minimalWith(
    "- channels",
    "- when: { chargeType: [0, 5], chargeCash: { min: 10, max: 99.5 } }\n    channels",
  ),
];

/** Configurations with one fault that a schema can see. */
const REFUSED: readonly string[] = [
  "",
  "servers: []\n",
  MINIMAL + "lisen: {}\n",
  MINIMAL + "listen: 5\n",
  MINIMAL + "listen: { port: 80 }\n",
  MINIMAL + 'listen: { port: "80" }\n',
  MINIMAL + "listen: { port: 60000.5 }\n",
  MINIMAL + "listen: { readTimeout: 10 }\n",
  MINIMAL + "listen: { readTimeout: 99ms }\n",
  MINIMAL + "listen: { readTimeout: 11m }\n",
  MINIMAL + "listen: { packetLimit: 16KB }\n",
  MINIMAL + "callback: { retry: { giveUpAfter: ever } }\n",
  MINIMAL + "callback: { retry: { factor: 11 } }\n",
  MINIMAL + "log: { level: loud }\n",
  MINIMAL + "log: { level: }\n",
  minimalWith("    md5key: bff0378ea5ef0d5d\n", ""),
  minimalWith(
    "    md5key: bff0378ea5ef0d5d\n",
    "    md5key: a1b2c3d4e5\n    md5keyFile: key.txt\n",
  ),
  minimalWith("name: main", "name: a/b"),
  minimalWith("name: main", "name: .."),
  minimalWith("[127.0.0.1]", "[]"),
  minimalWith("[127.0.0.1]", "[somewhere]"),
  minimalWith("{ type: manual }", "{ type: manuel }"),
  minimalWith("{ type: manual }", "{ type: manual, delay: 1s }"),
  minimalWith("{ type: manual }", "{ type: command }"),
  minimalWith("{ type: manual }", "{}"),
  minimalWith("  desk: { type: manual }", "  a/b: { type: manual }").replace("[desk]", '["a/b"]'),
  minimalWith("- channels", "- when: { chargeType: [10] }\n    channels"),
  MINIMAL + "web: { tokens: [{ name: a, token: short, may: read }] }\n",
  MINIMAL + "web: { users: [{ name: a, passwordHash: plain, role: admin }] }\n",
];

Deno.test("the schema takes what the reader takes", () => {
  for (const text of TAKEN) assertBoth(text, true);
});

Deno.test("the schema refuses what the reader refuses, where a schema can see it", () => {
  for (const text of REFUSED) assertBoth(text, false);
});

Deno.test("a variable may stand in any single value, and a secret in a file", () => {
  const text = minimalWith("bff0378ea5ef0d5d", "${KEY}") +
    "listen: { port: '${PORT}', readTimeout: '${T}', packetLimit: '${L}' }\nlog: { level: '${LEVEL}' }\n";
  assert.deepEqual(marks(text), []);
  assert.deepEqual(marks(minimalWith("md5key: bff0378ea5ef0d5d", "md5keyFile: key.txt")), []);
});

Deno.test("an editor marks the place: the value of the key that is wrong", () => {
  assert.ok(marks(MINIMAL + "listen: { readTimeout: 11m }\n").includes("#/listen/readTimeout"));
  assert.ok(marks(minimalWith("name: main", "name: a/b")).includes("#/servers/0/name"));
});

Deno.test("an expression for whole numbers fits those within the bounds and no others", () => {
  for (
    const [min, max] of [[0, 0], [0, 9], [1, 10], [7, 123], [99, 1001], [100, 5999], [1024, 65535]]
  ) {
    const form = new RegExp(`^(?:${integerForm(min ?? 0, max ?? 0)})$`, "u");
    for (let number = 0; number <= (max ?? 0) + 1200; number++) {
      const within = number >= (min ?? 0) && number <= (max ?? 0);
      if (form.test(`${number}`) !== within) assert.fail(`${number} and ${min}–${max}`);
    }
  }
});

Deno.test("durations and sizes are bounded in each of their units", () => {
  const duration = new RegExp(`^(?:${durationForm("100ms", "5m")})$`, "u");
  for (const text of ["100ms", "300000ms", "1s", "300s", "5m"]) assert.match(text, duration);
  for (const text of ["99ms", "300001ms", "0s", "301s", "6m", "1h", "1d", "5", "5 m"]) {
    assert.doesNotMatch(text, duration);
  }
  const size = new RegExp(`^(?:${sizeForm("512B", "1MiB")})$`, "u");
  for (const text of ["512B", "1KiB", "1024KiB", "1MiB"]) assert.match(text, size);
  for (const text of ["511B", "0KiB", "1025KiB", "2MiB"]) assert.doesNotMatch(text, size);
});

Deno.test("czdock schema prints it; init points editors to it where it lies beside the configuration", () => {
  const io = new FakeIo();
  assert.equal(schemaCommand([], io), 0);
  const printed = io.printed.join("\n");
  assert.deepEqual(JSON.parse(printed), JSON.parse(JSON.stringify(configSchema())));
  assert.equal(schemaCommand(["--out"], io), 2);

  const bare = new FakeIo();
  initCommand([], bare);
  assert.doesNotMatch(bare.files["config.yaml"] ?? "", /yaml-language-server/);
  const beside = new FakeIo({ "etc/config.schema.json": printed });
  initCommand(["--config", "etc/config.yaml"], beside);
  const first = (beside.files["etc/config.yaml"] ?? "").split("\n")[0];
  assert.equal(first, "# yaml-language-server: $schema=config.schema.json");
});
