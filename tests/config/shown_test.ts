import assert from "node:assert/strict";
import fc from "fast-check";
import { readConfig } from "../../lib/config/read.ts";
import { configText } from "../support/http_channel.ts";
import { configOf, minimalWith } from "./support.ts";

const SECRETS = ["bff0378ea5ef0d5d", "a-very-secret-token", "scrypt:32768:8:1:"];
const TEXT = `
servers:
  - name: main
    addresses: 10.0.0.1
    md5key: "${SECRETS[0]}"
  - { name: other, addresses: [10.0.0.2], md5keyFile: other.key }
channels:
  sim: { type: simulate, delay: 200ms }
  desk: { type: manual }
routes:
  - { when: { nbrArea: "广东*" }, channels: [sim, desk] }
web:
  users:
    - { name: li, passwordHash: "${SECRETS[2]}${"A".repeat(22)}:${"A".repeat(43)}", role: admin }
  tokens:
    - { name: erp, token: "${SECRETS[1]}", may: read }
    - { name: env, token: \${ERP_TOKEN}, may: [read, push] }
`;

function shown(text: string): string {
  return readShown(text, (name) => name === "ERP_TOKEN" ? "from-the-environment" : undefined);
}

function readShown(text: string, env: (name: string) => string | undefined): string {
  const read = readConfig(text, {
    file: "config.yaml",
    env,
    readTextFile: () => "0123456789abcdef",
  });
  assert.ok("shown" in read, JSON.stringify(read));
  return read.shown;
}

Deno.test("what is shown has every key, defaults as such, and no secret", () => {
  const text = shown(TEXT);
  for (const secret of [...SECRETS, "from-the-environment", "0123456789abcdef"]) {
    assert.ok(!text.includes(secret), secret);
  }
  for (
    const line of [
      "  - name: main\n    addresses: 10.0.0.1\n    md5key: ***",
      "    md5keyFile: other.key",
      "      token: ${ERP_TOKEN}",
      "  port: 60000 # 默认 default",
      "    type: simulate",
      "    delay: 200ms",
    ]
  ) assert.ok(text.includes(`\n${line}\n`), line);
  assert.match(text, /nbrArea: "广东\*"/);
});

Deno.test("what is shown is a configuration that says the same, once the secrets are put back", () => {
  const text = shown(TEXT);
  const again = text.replaceAll("md5key: ***", `md5key: "${SECRETS[0]}"`)
    .replaceAll("token: ***", `token: "${SECRETS[1]}"`)
    .replaceAll(
      "passwordHash: ***",
      `passwordHash: "${SECRETS[2]}${"A".repeat(22)}:${"A".repeat(43)}"`,
    );
  assert.equal(
    shown(again).replaceAll(" # 默认 default", ""),
    text.replaceAll(" # 默认 default", ""),
  );
});

Deno.test("a section whose keys are all commented out is shown with its defaults", () => {
  const absent = shown(TEXT);
  assert.equal(shown(`${TEXT}listen:\nlog: ~\n`), absent);
});

Deno.test("values and names that YAML would take for something else are shown so that they read as the same", () => {
  const text = fc.string({
    unit: fc.constantFrom(...`a1.-_/:*%+@$[]{}#&!|>,? '"\\~=<\n\t\u4e2d\u{1f600}`),
    minLength: 1,
    maxLength: 8,
  }).filter((text) => !text.includes("${"));
  const literal = (text: string) => JSON.stringify(text.replaceAll(/[{}]/g, "$&$&"));
  const named = (text: string) => JSON.stringify(text.replaceAll(/[\s&=?#]/g, "_"));
  fc.assert(
    fc.property(text, text, (one, other) => {
      const channel = `submit:
  url: https://shop.example/
  params: { ${named(one)}: ${literal(other)}, c: "{reference}", d: "null", e: "~", f: "" }
  json: { ${JSON.stringify(other)}: [${literal(one)}, "a {reference} b"] }
  succeeded: [ 'answer.code == "0"', answer.code=="1" ]
`;
      const route = `nbrArea: [${JSON.stringify(one)}, "*"], agentAcct: ${JSON.stringify(other)}`;
      const whole = configText(channel);
      const written = whole.replace("channels: shop", (it) => `when: { ${route} }, ${it}`);
      const again = readShown(written, () => undefined).replace("***", "bff0378ea5ef0d5d");
      assert.deepEqual(configOf(again), configOf(written));
    }),
    { numRuns: 100 },
  );
});

Deno.test("the type of a channel may be a variable, and is shown as that", () => {
  const text = minimalWith("type: manual", "type: ${TYPE}");
  assert.match(readShown(text, () => "manual"), /^ {4}type: \$\{TYPE\}$/m);
});

Deno.test("a secret within another text is hidden, what an expression or a variable makes of one is not", () => {
  const channel = `secrets: { key: abcdef }
submit:
  url: "https://shop.example/order?appkey=S3CRET&no={reference}&sign={md5(secrets.key)}"
  body: "token=S3CRET&apikey=\${KEY}&amount={yuan(chargeCash)}"
  succeeded:
    - answer.sign=="0"
    - "answer.sign == md5(answer.no + '&key=' + secrets.key)"
    - "answer.sign == md5(answer.no + '&key=S3CRET')"
`;
  const store = 'store: { path: "https://me:S3CRET@kv.example/" }\n';
  const text = readShown(configText(channel) + store, () => "x");
  assert.doesNotMatch(text, /S3CRET/);
  for (
    const part of [
      "https://shop.example/order?appkey=***&no={reference}&sign={md5(secrets.key)}",
      "https://***@kv.example/",
      "token=***&apikey=${KEY}&amount={yuan(chargeCash)}",
      'answer.sign==\\"0\\"',
      "md5(answer.no + '&key=' + secrets.key)",
      "md5(answer.no + '&key=***')",
    ]
  ) assert.ok(text.includes(part), `${part} in ${text}`);
  const command = minimalWith(
    "type: manual",
    "type: command, run: [./a.sh, --token, S3CRET, --api-key=S3CRET, -v, plain]",
  );
  const words = readShown(command, () => undefined);
  assert.doesNotMatch(words, /S3CRET/);
  assert.match(words, /\[\.\/a\.sh, "--token", \*\*\*, "--api-key=\*\*\*", "-v", plain\]/);
});

Deno.test("the examples of suppliers are shown so that they read without a fault, expressions whole", () => {
  const folder = new URL("../../docs/examples/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".yaml"));
  assert.ok(names.length >= 3);
  for (const name of names) {
    const text = readShown(Deno.readTextFileSync(new URL(name, folder)), () => "0123456789");
    readShown(text.replaceAll("***", "0123456789"), () => "0123456789");
  }
});
