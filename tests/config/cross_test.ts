import { NO_LIMITS } from "../../lib/config.ts";
import assert from "node:assert/strict";
import { assertOnly, configOf, faultsOf, MINIMAL, minimalWith, warningsOf } from "./support.ts";

const routes = (lines: string) => minimalWith("  - channels: [desk]\n", lines);
const user =
  "users: [{ name: admin, passwordHash: scrypt:32768:8:1:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, role: admin }]";
const keysOf = (lines: string[]) => lines.map((line) => line.split(": ")[1]);

Deno.test("a route to an unknown channel or from an unknown server is a fault that suggests the nearest", () => {
  assertOnly(
    faultsOf(routes("  - channels: [desk, desc]\n")),
    "8:22: routes[0].channels[1]:",
    "did you mean desk?",
  );
  assertOnly(faultsOf(routes("  - channels: acme\n")), "routes[0].channels:", "one of desk");
  assertOnly(
    faultsOf(routes("  - when: { server: mian }\n    channels: desk\n")),
    "8:21: routes[0].when.server:",
    "did you mean main?",
  );
});

Deno.test("a mistyped type of a channel is told with the one that was meant", () => {
  assertOnly(faultsOf(minimalWith("manual", "manul")), "unknown type", "did you mean manual?");
  assertOnly(faultsOf(minimalWith("type: manual", "")), "channels.desk.type:", "type is missing");
});

Deno.test("a simulator's keys are read, and a manual channel has none of them", () => {
  const simulate = "type: simulate, outcome: random, delay: 0s, journal: a.ndjson";
  assert.deepEqual(
    configOf(minimalWith("type: manual", simulate)).channels.get("desk"),
    { type: "simulate", outcome: "random", delayMs: 0, journal: "a.ndjson", limits: NO_LIMITS },
  );
  assert.deepEqual(configOf(minimalWith("manual", "simulate")).channels.get("desk"), {
    type: "simulate",
    outcome: "success",
    delayMs: 200,
    journal: null,
    limits: NO_LIMITS,
  });
  assertOnly(faultsOf(minimalWith("manual", "manual, delay: 1s")), "6:25: channels.desk.delay:");
  assert.deepEqual(
    keysOf(faultsOf(minimalWith("manual", "simulate, outcome: succes, delay: 2h"))),
    ["channels.desk.outcome", "channels.desk.delay"],
  );
});

Deno.test("a channel's name that can't stand in an address is a fault at the name", () => {
  const faults = faultsOf(minimalWith("  desk:", '  desk: { type: manual }\n  "a b":'));
  assertOnly(faults, "7:3: channels.a…:", "wrong name");
});

Deno.test("routes behind one without conditions are warned of", () => {
  const text = routes("  - channels: [desk]\n  - when: { chargeType: 3 }\n    channels: [desk]\n");
  assertOnly(warningsOf(text), "9:5: routes[1]:", "routes[0]");
  const right = routes("  - when: { chargeType: 3 }\n    channels: [desk]\n  - channels: [desk]\n");
  assert.deepEqual(warningsOf(right), []);
});

Deno.test("a range of money ends where it begins or above, and one fault is told once", () => {
  const cash = (range: string) =>
    routes(`  - when: { chargeCash: { ${range} } }\n    channels: [desk]\n`);
  assert.deepEqual(faultsOf(cash("min: 10, max: 10.000")), []);
  assertOnly(
    faultsOf(cash("min: 10, max: 9.999")),
    "routes[0].when.chargeCash.max:",
    "less than min",
  );
  assertOnly(faultsOf(cash("min: 10, max: 1.2345")), "at most three decimals");
  assertOnly(faultsOf(cash("min: -1")), "routes[0].when.chargeCash.min:");
});

Deno.test("chargeType takes only the protocol's ten", () => {
  const types = (list: string) =>
    routes(`  - when: { chargeType: ${list} }\n    channels: [desk]\n`);
  assert.deepEqual(faultsOf(types("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]")), []);
  for (const wrong of ["10", "[]", "话费", "-1"]) {
    assert.equal(faultsOf(types(wrong)).length, 1, wrong);
  }
});

Deno.test("ids are remembered for as long as orders are kept", () => {
  assert.deepEqual(faultsOf(`${MINIMAL}store: { retention: 9d, idRetention: 9d }\n`), []);
  const text = `${MINIMAL}store: { retention: 9d, idRetention: 8d }\n`;
  assertOnly(faultsOf(text), "9:38: store.idRetention:", "shorter than retention");
});

Deno.test("a page beyond this machine needs users", () => {
  const web = (host: string, more = "") => `${MINIMAL}web: { host: ${host}${more} }\n`;
  for (const host of ["127.0.0.1", "127.9.9.9", '"::1"', "localhost", '"::ffff:127.0.0.1"']) {
    assert.deepEqual(faultsOf(web(host)), [], host);
  }
  for (const host of ["0.0.0.0", '"::"', "192.168.1.1", "example.com"]) {
    assertOnly(faultsOf(web(host)), "9:14: web.host:", "no users");
    assert.deepEqual(faultsOf(web(host, `, ${user}`)), [], host);
  }
});

Deno.test("orders and the page can't share a port on hosts that collide", () => {
  const both = (listenHost: string, webHost: string) =>
    `${MINIMAL}listen: { host: ${listenHost} }\nweb: { host: ${webHost}, port: 60000, ${user} }\n`;
  const colliding = [
    ["0.0.0.0", "127.0.0.1"],
    ["127.0.0.1", "0.0.0.0"],
    ['"::"', "127.0.0.1"],
    ["127.0.0.1", "localhost"],
    ["0.0.0.0", "localhost"],
    ["10.0.0.1", "10.0.0.1"],
  ] as const;
  for (const [a, b] of colliding) assertOnly(faultsOf(both(a, b)), "web.port:", "listen.port");
  const apart = [["10.0.0.1", "127.0.0.1"], ["0.0.0.0", '"::1"']] as const;
  for (const [a, b] of apart) assert.deepEqual(faultsOf(both(a, b)), []);
});

Deno.test("a listening port outside the recommended range is warned of", () => {
  assertOnly(
    warningsOf(`${MINIMAL}listen: { port: 50000 }\n`),
    "9:17: listen.port:",
    "60000–60999",
  );
  assert.deepEqual(warningsOf(`${MINIMAL}listen: { port: 60999 }\n`), []);
});

Deno.test("users and tokens are read, and each has a name and a token of its own", () => {
  const hash =
    "passwordHash: scrypt:32768:8:1:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const good = `${MINIMAL}web:
  users: [{ name: 张三, ${hash}, role: operator }]
  tokens: [{ name: erp, token: 0123456789abcdef, may: admin }]
`;
  const { users, tokens } = configOf(good).web;
  assert.deepEqual(users, [{
    name: "张三",
    passwordHash:
      "scrypt:32768:8:1:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    role: "operator",
  }]);
  assert.deepEqual(tokens, [{ name: "erp", token: "0123456789abcdef", may: ["admin"] }]);
  const wrong = `${MINIMAL}web:
  users: [{ name: a, ${hash}, role: admin }, { name: a, passwordHash: plain, role: root }]
  tokens:
    - { name: erp, token: 0123456789abcdef, may: [read, write] }
    - { name: erp, token: 0123456789abcdef, may: [] }
`;
  assert.deepEqual(keysOf(faultsOf(wrong)).toSorted(), [
    "web.tokens[0].may[1]",
    "web.tokens[1].may",
    "web.tokens[1].name",
    "web.tokens[1].token",
    "web.users[1].name",
    "web.users[1].passwordHash",
    "web.users[1].role",
  ]);
});

Deno.test("a webhook's body and secret go with its template, and one fault is told once", () => {
  const webhook = (keys: string) =>
    `${MINIMAL}alarms: { webhooks: [{ name: a, url: "https://x.example/", ${keys} }] }\n`;
  for (
    const right of ['template: custom, body: "{text}"', "template: dingtalk, secret: SEC1", ""]
  ) assert.deepEqual(faultsOf(webhook(right)), [], right);
  const wrong = {
    "template: custom": "body",
    "body: x": "body",
    "template: wecom, secret: SEC1": "secret",
    'template: custom, body: ""': "body",
    "template: custon, body: x": "template",
    "template: dingtak, secret: SEC1": "template",
  };
  for (const [keys, key] of Object.entries(wrong)) {
    assertOnly(faultsOf(webhook(keys)), `alarms.webhooks[0].${key}:`);
  }
});

Deno.test("an address that nobody could call is a fault, not an alarm that is never told", () => {
  const webhook = (url: string) => `${MINIMAL}alarms: { webhooks: [{ name: a, url: "${url}" }] }\n`;
  for (
    const url of ["https://x.example/send?key=1", "https://[::1]:8443/", "http://127.0.0.1:1/#a"]
  ) assert.deepEqual(faultsOf(webhook(url)), [], url);
  const long = `https://x.example/${"a".repeat(2048)}`;
  for (
    const url of [
      "x.example",
      "ftp://x.example/",
      "https://",
      "https://a:b@x.example/",
      "https://x.example:99999/",
      "https://[::1/",
      long,
    ]
  ) assertOnly(faultsOf(webhook(url)), "alarms.webhooks[0].url:", "found a text of");
});

Deno.test("the environment of a command's program is told by names that a variable can have", () => {
  const command = (env: string) => minimalWith("type: manual", `type: command, run: [a], ${env}`);
  assert.deepEqual(faultsOf(command('env: [A, "ProgramFiles(x86)", 变量]')), []);
  for (const name of ["A=1", "=", "", "a".repeat(129), "a\\0b"]) {
    assertOnly(faultsOf(command(`env: [A, "${name}"]`)), "channels.desk.env[1]:");
  }
});
