import { NO_LIMITS } from "../../lib/config.ts";
import { route } from "../support/routes.ts";
import assert from "node:assert/strict";
import {
  assertOnly,
  configOf,
  faultsOf,
  MINIMAL,
  minimalWith,
  read,
  warningsOf,
} from "./support.ts";

Deno.test("a configuration with only what is required gets every default", () => {
  assert.deepEqual(configOf(MINIMAL), {
    timezone: "Asia/Shanghai",
    listen: {
      host: "0.0.0.0",
      port: 60000,
      readTimeoutMs: 10_000,
      packetBytesMax: 16 * 1024,
      connectionsMax: 1024,
      waitingMax: 100_000,
    },
    servers: [{
      name: "main",
      addresses: ["127.0.0.1"],
      md5key: "bff0378ea5ef0d5d",
      callback: { host: null, port: 50899 },
    }],
    store: {
      path: "data/orders.kv",
      retentionMs: 180 * 86_400_000,
      idRetentionMs: 1095 * 86_400_000,
    },
    backup: { folder: "data/backups", everyMs: null, kept: 7 },
    callback: {
      timeoutMs: 10_000,
      concurrency: 32,
      retry: { firstMs: 1000, factor: 2, maxMs: 60_000, giveUpAfterMs: null },
    },
    review: { holdMs: 30 * 60_000 },
    channels: new Map([["desk", { type: "manual", limits: NO_LIMITS }]]),
    routes: [route(["desk"], {}, { maxWaitMs: 30 * 60_000 })],
    web: { host: "127.0.0.1", port: 60080, users: [], tokens: [] },
    log: {
      level: "info",
      modules: new Map(),
      format: "text",
      file: null,
      fileBytesMax: 20 * 1024 * 1024,
      filesKept: 5,
    },
    alarms: {
      title: "czdock",
      repeatMs: 3_600_000,
      unknownAfterMs: 300_000,
      silentAfterMs: 300_000,
      diskFreeBytesMin: 1024 ** 3,
      webhooks: [],
    },
  });
  assert.deepEqual(warningsOf(MINIMAL), []);
});

Deno.test("an empty file lacks servers, channels and routes, and nothing else", () => {
  for (const text of ["", "# nothing\n", "\uFEFF", "listen:\n"]) {
    const missing = faultsOf(text).map((line) => line.split(": ")[1]);
    assert.deepEqual(missing, ["servers", "channels", "routes"]);
  }
});

Deno.test("servers, channels and routes must not be empty", () => {
  assert.deepEqual(
    faultsOf("servers: []\nchannels: {}\nroutes: []\n").map((line) => line.split(": ")[1]),
    ["servers", "channels", "routes"],
  );
});

Deno.test("a section whose keys are all commented out has its defaults", () => {
  assert.equal(configOf(`${MINIMAL}listen:\n  # port: 1\nweb:\n`).listen.port, 60000);
});

Deno.test("a single value left empty is a fault", () => {
  assertOnly(faultsOf(`${MINIMAL}listen:\n  port:\n`), "10:8: listen.port:", "found nothing");
});

Deno.test("a when left empty is a fault and not a route for every order", () => {
  const text = minimalWith("  - channels: [desk]", "  - when:\n    channels: [desk]");
  assertOnly(faultsOf(text), "8:10: routes[0].when:", "found nothing");
});

Deno.test("every fault is told at once, in the file's order, each with line, column and key", () => {
  const text = `listen: { port: 80, readTimeout: 10 }
servers:
  - name: main/x
    addresses: [300.1.1.1]
    md5keey: bff0378ea5ef0d5d
channels:
  sim: { type: simulat }
routes:
  - when: { chargeCash: { min: 1.2345 } }
    channels: [sin]
log: { level: loud }
`;
  assert.deepEqual(faultsOf(text).map((line) => /^\d+:\d+: \S+(?=: )/.exec(line)?.[0]), [
    "1:17: listen.port",
    "1:34: listen.readTimeout",
    "3:5: servers[0].md5key",
    "3:11: servers[0].name",
    "4:17: servers[0].addresses[0]",
    "5:5: servers[0].md5keey",
    "7:16: channels.sim.type",
    "9:32: routes[0].when.chargeCash.min",
    "10:16: routes[0].channels[0]",
    "11:15: log.level",
  ]);
});

Deno.test("however many faults there are, they are put in order a few times, not at every key", () => {
  const route = "  - { when: { province: '', carrier: '' }, channels: [desk] }\n";
  const text = minimalWith("  - channels: [desk]\n", route.repeat(200));
  const { toSorted } = Array.prototype;
  let sorted = 0;
  Array.prototype.toSorted = function (...compare) {
    sorted++;
    return toSorted.apply(this, compare);
  };
  try {
    const result = read(text);
    assert.ok("faults" in result);
    assert.equal(result.faults.length, 400);
  } finally {
    Array.prototype.toSorted = toSorted;
  }
  // A running program reads its changed file, too: 16,000 faults kept it from its orders for seconds.
  assert.ok(sorted < 10, `${sorted}`);
});

Deno.test("an unknown key is a fault that suggests the nearest known one", () => {
  const text = minimalWith("md5key:", "md5keey:");
  assert.ok(
    faultsOf(text).includes(
      "4:5: servers[0].md5keey: 未知的键,是不是 md5key? unknown key; did you mean md5key?",
    ),
  );
  assertOnly(faultsOf(`${MINIMAL}listn: {}\n`), "9:1: listn:", "did you mean listen?");
  assertOnly(
    faultsOf(`${MINIMAL}listen: { read_timeout: 10s }\n`),
    "listen.read_timeout:",
    "did you mean readTimeout?",
  );
  assertOnly(
    faultsOf(`${MINIMAL}log: { colour: red }\n`),
    "log.colour:",
    "one of level levels format",
  );
});

Deno.test("a value of the wrong shape is a fault that says what stands there", () => {
  assertOnly(faultsOf(`${MINIMAL}listen: [1, 2]\n`), "9:9: listen:", "found a list of 2");
  assertOnly(faultsOf(`${MINIMAL}listen: { port: { a: 1 } }\n`), "listen.port:", "a map of 1 keys");
  assertOnly(faultsOf("- a\n"), "1:1: 值不对", "found a list of 1");
});

Deno.test("a configuration with faults gives no configuration", () => {
  assert.ok(!("config" in read(`${MINIMAL}x: 1\n`)));
});

Deno.test("numbers, durations, sizes and money are read from the text, quoted or not", () => {
  const config = configOf(
    minimalWith(
      "  - channels: [desk]",
      `  - when: { chargeType: 3, nbrArea: "广东*", chargeCash: { min: 10, max: "99.5" } }
    channels: desk
  - when: { server: main, chargeType: [0, 5] }
    channels: [desk]`,
    ) + `listen: { port: "60010", packetLimit: 512KiB, readTimeout: 300ms }
review: { hold: 0s }
callback: { retry: { factor: 1.5, giveUpAfter: 72h } }
`,
  );
  assert.deepEqual(config.routes, [
    route(
      ["desk"],
      { chargeType: [3], nbrArea: ["广东*"], chargeCash: { min: 10_000n, max: 99_500n } },
      { maxWaitMs: 30 * 60_000 },
    ),
    route(["desk"], { server: ["main"], chargeType: [0, 5] }, { maxWaitMs: 30 * 60_000 }),
  ]);
  assert.equal(config.listen.port, 60010);
  assert.equal(config.listen.packetBytesMax, 512 * 1024);
  assert.equal(config.listen.readTimeoutMs, 300);
  assert.equal(config.review.holdMs, 0);
  assert.equal(config.callback.retry.factor, 1.5);
  assert.equal(config.callback.retry.giveUpAfterMs, 72 * 3_600_000);
});

Deno.test("a value without its unit is a fault that suggests one", () => {
  assertOnly(faultsOf(`${MINIMAL}review: { hold: 30 }\n`), "found 30", "did you mean 30s?");
  assertOnly(faultsOf(`${MINIMAL}listen: { packetLimit: 16K }\n`), "did you mean 16KiB?");
});
