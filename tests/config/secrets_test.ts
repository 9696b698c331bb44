import assert from "node:assert/strict";
import { formatFault } from "../../lib/config/fault.ts";
import { readConfig } from "../../lib/config/read.ts";
import { channelConfig, configText } from "../support/http_channel.ts";
import { AUTHORITY } from "../support/raw_server.ts";
import {
  assertOnly,
  configOf,
  faultsOf,
  MINIMAL,
  minimalWith,
  read,
  warningsOf,
} from "./support.ts";

const KEY = "md5key: bff0378ea5ef0d5d";

/** A channel whose secret is in a file. */
const CHANNEL = `secrets: { keyFile: shop.key }
submit: { url: "https://shop.example/", succeeded: 'answer.code == "0"' }
`;

Deno.test("${NAME} takes an environment variable anywhere in a value, inside braces too", () => {
  const text = `${minimalWith(KEY, "md5key: pre-${KEY}-post")}listen: { port: \${PORT} }
web:
  tokens: [{ name: erp, token: \${ERP_TOKEN}, may: [read, settle] }]
`;
  const env = { KEY: "secret", PORT: "60007", ERP_TOKEN: "0123456789abcdef" };
  const config = configOf(text, { env });
  const result = read(text, { env });
  assert.deepEqual("config" in result && result.variables, ["PORT", "KEY", "ERP_TOKEN"]);
  assert.equal(config.servers[0]?.md5key, "pre-secret-post");
  assert.equal(config.listen.port, 60007);
  assert.deepEqual(config.web.tokens, [
    { name: "erp", token: "0123456789abcdef", may: ["read", "settle"] },
  ]);
});

Deno.test("what a variable holds is told nowhere, in whatever place it was put by mistake", () => {
  const env = { TOKEN: "0123456789abcdef" };
  const places = [
    "listen: { port: ${TOKEN}, host: ${TOKEN} }",
    "timezone: ${TOKEN}",
    "log: { level: ${TOKEN} }",
    "store: { path: data/orders.kv, retention: ${TOKEN} }",
    "review: { hold: ${TOKEN} }",
  ];
  for (const place of places) {
    const faults = faultsOf(`${MINIMAL}${place}\n`, { env });
    assert.ok(faults.length > 0 && !faults.join().includes(env.TOKEN), faults.join());
  }
  for (
    const route of ["channels: [${TOKEN}]", "when: { server: ${TOKEN} }\n    channels: [desk]"]
  ) {
    const text = minimalWith("channels: [desk]", route);
    assertOnly(faultsOf(text, { env }), "found ${TOKEN}");
  }
});

Deno.test("of a variable that holds another one's value nothing is left to see", () => {
  const env = { SHORT: "0123456789", LONG: "0123456789-and-more" };
  const channels = minimalWith("channels: [desk]", "channels: [${SHORT}, ${LONG}]");
  assert.deepEqual(
    faultsOf(channels, { env }).map((line) => /found (.*)$/.exec(line)?.[1]),
    ["${SHORT}", "${LONG}"],
  );
});

Deno.test("what a variable holds is taken as it is, never expanded or read as YAML", () => {
  const env = { KEY: "${OTHER}: {a}", OTHER: "x" };
  assert.equal(configOf(minimalWith(KEY, "md5key: ${KEY}"), { env }).servers[0]?.md5key, env.KEY);
});

Deno.test("a variable that is not set is a fault that names it, at its place", () => {
  assertOnly(faultsOf(minimalWith(KEY, "md5key: ${NOPE}")), "4:13: servers[0].md5key:", "NOPE");
});

Deno.test("a ${ that names no variable is a fault and not part of the value", () => {
  assertOnly(faultsOf(minimalWith(KEY, 'md5key: "${MY-KEY}"')), "servers[0].md5key:", "${NAME}");
});

Deno.test("positions stay right behind a variable", () => {
  const text = `${MINIMAL}listen: { host: \${HOST}, port: 1 }\n`;
  assertOnly(faultsOf(text, { env: { HOST: "127.0.0.1" } }), "9:32: listen.port:");
});

Deno.test("a secret can be in a file beside the configuration, trimmed", () => {
  const keyFrom = (path: string) => {
    const result = readConfig(minimalWith(KEY, `md5keyFile: ${path}`), {
      file: "etc/config.yaml",
      env: () => undefined,
      readTextFile: (path) => `\uFEFF key of ${path}\r\n`,
    });
    return "config" in result ? result.config.servers[0]?.md5key : result.faults.map(formatFault);
  };
  assert.equal(keyFrom("main.key"), "key of etc/main.key");
  assert.equal(keyFrom("/run/secrets/main"), "key of /run/secrets/main");
});

Deno.test("a secret's file that can't be read, is empty or is not UTF-8 is a fault", () => {
  const text = minimalWith(KEY, "md5keyFile: main.key");
  assertOnly(faultsOf(text), "4:17: servers[0].md5keyFile:", "NotFound");
  assertOnly(faultsOf(text, { files: { "main.key": " \n" } }), "servers[0].md5keyFile:");
  const damaged = { "main.key": "12345678\uFFFD" };
  assertOnly(faultsOf(text, { files: damaged }), "4:17: servers[0].md5keyFile:", "not UTF-8");
});

Deno.test("what a secret's file holds is taken as it is: a ${ in it is no variable", () => {
  const files = { "main.key": "pa${OTHER}ss${word" };
  const text = minimalWith(KEY, "md5keyFile: main.key");
  const { servers } = configOf(text, { files, env: { OTHER: "x" } });
  assert.equal(servers[0]?.md5key, files["main.key"]);
  const channel = channelConfig(CHANNEL, { "shop.key": files["main.key"] });
  assert.equal(channel.secrets.get("key"), files["main.key"]);
});

Deno.test("what is wrong with a secret is told at the key that names its file", () => {
  const files = { "main.key": "1234", "erp.key": "0123456789abcdef" };
  const short = minimalWith(KEY, "md5keyFile: main.key");
  assertOnly(warningsOf(short, { files }), "4:17: servers[0].md5keyFile:", "short");
  const tokens = `${MINIMAL}web:
  tokens:
    - { name: a, tokenFile: erp.key, may: read }
    - { name: b, tokenFile: erp.key, may: read }
`;
  assertOnly(
    faultsOf(tokens, { files }),
    "12:29: web.tokens[1].tokenFile:",
    "the same as web.tokens[0].tokenFile",
  );
});

Deno.test("files with secrets and files without are told apart", () => {
  const files = { "shop.key": "12345678", "ca.pem": AUTHORITY };
  const read = readConfig(configText(`${CHANNEL}caFile: ca.pem\n`), {
    file: "etc/config.yaml",
    env: () => undefined,
    readTextFile: (path) => files[path.replace("etc/", "") as keyof typeof files],
  });
  assert.ok("config" in read);
  assert.deepEqual([read.secretFiles, read.openFiles], [["etc/shop.key"], ["etc/ca.pem"]]);
});

Deno.test("a secret and its file together are a fault, neither of them one too", () => {
  const files = { "main.key": "12345678" };
  const both = minimalWith(KEY, `${KEY}\n    md5keyFile: main.key`);
  assertOnly(faultsOf(both, { files }), "5:17: servers[0].md5keyFile:", "only one of");
  const neither = minimalWith(`    ${KEY}\n`, "");
  assertOnly(faultsOf(neither), "2:5: servers[0].md5key:", "md5key / md5keyFile is missing");
});

Deno.test("only a secret has a file in its place", () => {
  assertOnly(faultsOf(minimalWith("name: main", "name: main\n    nameFile: x")), "nameFile:");
});

Deno.test("no fault shows a secret, wherever a slip has put it", () => {
  const secret = "Pa55w0rdPa55w0rd";
  const long = secret.repeat(20);
  const slips = [
    minimalWith(KEY, `md5key: [${secret}]`),
    minimalWith(KEY, `md5key: { ${secret}: 1 }`),
    minimalWith(KEY, `md5key: ${long}`),
    minimalWith(KEY, `md5keey: ${secret}`),
    minimalWith(KEY, `md5key:${secret}`),
    minimalWith(KEY, `  md5key:${secret}`),
    minimalWith(KEY, `md5key: "${secret}`),
    minimalWith(KEY, `md5key: @${secret}`),
    minimalWith(KEY, `md5key: &${secret}`),
    minimalWith(KEY, `md5key: *${secret}`),
    minimalWith(KEY, `md5key: !${secret} x`),
    minimalWith(KEY, `md5key: a: ${secret}`),
    minimalWith(KEY, `${KEY}\n    md5key: ${secret}`),
    minimalWith("- name: main", `- { name: main, md5key:${secret} }\n  - name: x`),
    minimalWith("name: main", "name: ${SECRET} x"),
    `${MINIMAL}listen: { readTimeout: "\${SECRET}" }\n`,
    `${MINIMAL}web: { tokens: [{ name: erp, token: "${secret} ", may: read }] }\n`,
    `${MINIMAL}web: { tokens: ${secret} }\n`,
    `${MINIMAL}web: ${secret}\n`,
    `${MINIMAL}web:\n  tokens:\n    - token:${secret}\n`,
    `${MINIMAL}web:\n  users: passwordHash:${secret}\n`,
    configText(`${CHANNEL}`).replace("{ keyFile: shop.key }", secret),
    configText(`${CHANNEL}`).replace("submit:", `submit: key:${secret}\nx:`),
    `${MINIMAL}web: { users: [{ name: a, passwordHash: ${secret}, role: admin }] }\n`,
    `${MINIMAL}web: { tokens: [&a { name: a, token: ${secret}, may: read }, { name: b, token: ${secret}, may: read }] }\n`,
  ];
  for (const text of slips) {
    const faults = faultsOf(text, { env: { SECRET: secret } });
    assert.ok(faults.length > 0, text);
    assert.ok(!faults.join("\n").includes(secret), faults.join("\n"));
  }
});

Deno.test("of a secret a fault tells only its length", () => {
  const text = `${MINIMAL}web: { tokens: [{ name: erp, token: short, may: read }] }\n`;
  assertOnly(faultsOf(text), "web.tokens[0].token:", "found a text of 5 characters");
});
