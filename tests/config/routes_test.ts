import assert from "node:assert/strict";
import fc from "fast-check";
import type { RouteConfig, RouteWhen } from "../../lib/config.ts";
import { covers } from "../../lib/config/route_cover.ts";
import { makeRouter } from "../../lib/execution/router.ts";
import { Zone } from "../../lib/zone.ts";
import { route } from "../support/routes.ts";
import { newOrder } from "../support/store.ts";
import { assertOnly, configOf, faultsOf, minimalWith, warningsOf } from "./support.ts";

/** A configuration with these routes; `desk` and `other` are channels. */
const routes = (lines: string) =>
  minimalWith("  - channels: [desk]\n", lines)
    .replace("desk: { type: manual }", "desk: { type: manual }\n  other: { type: manual }");
const when = (conditions: string) =>
  routes(`  - when: { ${conditions} }\n    channels: [desk, other]\n`);
const whenOf = (conditions: string): RouteWhen | undefined =>
  configOf(when(conditions)).routes[0]?.when;

Deno.test("each condition is read, one value or several", () => {
  const rows: [string, RouteWhen][] = [
    ["province: 广东", { province: ["广东"] }],
    ["province: [广东省, 北京]", { province: ["广东省", "北京"] }],
    ["carrier: [移动, 中国联通]", { carrier: ["移动", "中国联通"] }],
    ["agentAcct: [a1, a2]", { agentAcct: ["a1", "a2"] }],
    ["productSn: 7", { productSn: [7] }],
    ["productSn: [0, 999999999999999]", { productSn: [0, 999_999_999_999_999] }],
    ['time: "22:00-06:00"', { time: [{ fromMinute: 1320, toMinute: 360 }] }],
    ["chargeCash: { step: 10 }", { chargeCash: { step: 10_000n } }],
    ["chargeCash: { step: 0.5, min: 1 }", { chargeCash: { min: 1000n, step: 500n } }],
    ["chargeCash: { oneOf: [10, 20.5] }", { chargeCash: { oneOf: [10_000n, 20_500n] } }],
    ["chargeCash: { oneOf: 50 }", { chargeCash: { oneOf: [50_000n] } }],
  ];
  for (const [text, expected] of rows) {
    assert.deepEqual(whenOf(text), expected, text);
    assert.deepEqual(warningsOf(when(text)), [], text);
  }
});

Deno.test("a condition that can't be taken is a fault at its place", () => {
  const rows: [string, string][] = [
    ['province: ""', "province"],
    ["province: []", "province"],
    [`province: ${"长".repeat(17)}`, "province"],
    ["carrier: {}", "carrier"],
    [`agentAcct: ${"a".repeat(51)}`, "agentAcct"],
    ["productSn: -1", "productSn"],
    ["productSn: 1e3", "productSn"],
    ["productSn: 1000000000000000", "productSn"],
    ['time: "8-9"', "time"],
    ["chargeCash: { step: 0 }", "chargeCash.step"],
    ["chargeCash: { step: -1 }", "chargeCash.step"],
    ["chargeCash: { oneOf: [] }", "chargeCash.oneOf"],
    ["chargeCash: { oneOf: [1, x] }", "chargeCash.oneOf[1]"],
  ];
  for (const [text, key] of rows) {
    assertOnly(faultsOf(when(text)), `9:`, `routes[0].when.${key}:`);
  }
  assertOnly(faultsOf(when("provinces: 广东")), "did you mean province?");
  assertOnly(faultsOf(when("chargeCash: { steps: 1 }")), "did you mean step?");
});

Deno.test("a step of nothing is told beside other faults, wherever they are", () => {
  const text = `listen: { port: 1 }\n${when("chargeCash: { step: 0 }")}`;
  assert.deepEqual(
    faultsOf(text).map((line) => line.split(": ")[1]),
    ["listen.port", "routes[0].when.chargeCash.step"],
  );
});

Deno.test("a province or carrier that nobody knows is warned of at its place", () => {
  assertOnly(
    warningsOf(when("province: [广东, 广冬]")),
    "9:28: routes[0].when.province[1]:",
    "no such province",
    "found 广冬",
  );
  assertOnly(
    warningsOf(when("province: 深圳")),
    "9:23: routes[0].when.province:",
    "no such province",
  );
  assertOnly(
    warningsOf(when("carrier: 移东")),
    "routes[0].when.carrier:",
    "none of 移动 联通 电信 广电",
    "found 移东",
  );
});

Deno.test("a route's patience is a duration or never, and half an hour where nothing is said", () => {
  const patience = (text: string) =>
    configOf(routes(`  - channels: [desk, other]\n${text}`)).routes[0]?.maxWaitMs;
  assert.equal(patience(""), 1_800_000);
  assert.equal(patience("    maxWait: 1s\n"), 1000);
  assert.equal(patience("    maxWait: 30d\n"), 30 * 86_400_000);
  assert.equal(patience("    maxWait: never\n"), null);
  for (const wrong of ["0s", "31d", "nevr", "5"]) {
    const text = routes(`  - channels: [desk, other]\n    maxWait: ${wrong}\n`);
    assertOnly(faultsOf(text), "10:14: routes[0].maxWait:");
  }
});

Deno.test("weights name each of the route's channels and no other", () => {
  const weights = (text: string, channels = "[desk, other]") =>
    routes(`  - channels: ${channels}\n    weights: ${text}\n`);
  const read = (text: string) => configOf(weights(text)).routes[0]?.weights;
  assert.deepEqual(
    read("{ desk: 1, other: 1000 }"),
    new Map([["desk", 1], ["other", 1000]]),
  );
  for (const wrong of ["0", "1001", "1.5", "x"]) {
    assertOnly(
      faultsOf(weights(`{ desk: 1, other: ${wrong} }`)),
      "10:",
      "routes[0].weights.other:",
    );
  }
  assertOnly(faultsOf(weights("{ desk: 1 }")), "10:14: routes[0].weights:", "no weight for other");
  assertOnly(
    faultsOf(weights("{ desk: 1, other: 2, third: 3 }")),
    "routes[0].weights.third:",
    "not one of channels",
  );
  const single = `  - channels: [desk]\n    weights: { desk: 3 }\n  - channels: [other]\n`;
  const warnings = warningsOf(routes(single));
  assert.equal(warnings.length, 2);
  assertOnly(warnings.slice(0, 1), "10:14: routes[0].weights:", "no effect with one channel");
});

Deno.test("a route that names a channel twice is a fault at the second place", () => {
  const twice = routes("  - channels: [desk, other, desk]\n");
  assertOnly(faultsOf(twice), "9:29: routes[0].channels[2]:", "names desk twice");
});

Deno.test("a channel that no route names is warned of", () => {
  assertOnly(
    warningsOf(routes("  - channels: [desk]\n")),
    "7:10: channels.other:",
    "no route names it",
  );
});

Deno.test("a route is warned of whose orders all fit one before it", () => {
  const both = (first: string, second: string) =>
    warningsOf(routes(
      `  - when: { ${first} }\n    channels: [desk]\n  - when: { ${second} }\n    channels: [other]\n`,
    ));
  const hidden: [string, string][] = [
    ["chargeType: [0, 5]", "chargeType: 5"],
    ["chargeType: 0", "chargeType: 0, province: 广东"],
    ["province: 广东省", "province: 广东"],
    ["chargeCash: { min: 10, max: 500 }", "chargeCash: { min: 10, max: 500, step: 10 }"],
    ["chargeCash: { step: 10 }", "chargeCash: { step: 50 }"],
    ["chargeCash: { step: 10 }", "chargeCash: { oneOf: [10, 30] }"],
    ['time: "22:00-06:00"', 'time: ["23:00-24:00", "01:00-06:00"]'],
    ['time: "00:00-24:00"', 'time: "08:00-09:00"'],
  ];
  for (const [first, second] of hidden) {
    assertOnly(both(first, second), "11:5: routes[1]:", "routes[0]", "can never be taken");
  }
  const seen: [string, string][] = [
    ["chargeType: 5", "chargeType: [0, 5]"],
    ["chargeType: 0, province: 广东", "chargeType: 0"],
    ["chargeCash: { min: 10, max: 500 }", "chargeCash: { min: 10 }"],
    ["chargeCash: { step: 20 }", "chargeCash: { step: 50 }"],
    ["chargeCash: { oneOf: [10, 20] }", "chargeCash: { oneOf: [10, 30] }"],
    ['time: "22:00-06:00"', 'time: "05:00-07:00"'],
    ['nbrArea: "广东*"', 'nbrArea: "广*"'],
  ];
  for (const [first, second] of seen) assert.deepEqual(both(first, second), [], second);
});

const some = <T>(...values: T[]) =>
  fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined });
const spans = some(
  { fromMinute: 0, toMinute: 1440 },
  { fromMinute: 1320, toMinute: 360 },
  { fromMinute: 1380, toMinute: 60 },
  { fromMinute: 300, toMinute: 720 },
);
const conditions: fc.Arbitrary<RouteWhen> = fc.record({
  server: some("main", "other"),
  chargeType: some(0, 5),
  province: some("广东", "广东省", "北京"),
  carrier: some("移动", "中国移动"),
  agentAcct: some("", "a"),
  time: spans,
  chargeCash: fc.record({
    min: fc.option(fc.constantFrom(0n, 10n, 20n), { nil: undefined }),
    max: fc.option(fc.constantFrom(20n, 40n), { nil: undefined }),
    step: fc.option(fc.constantFrom(5n, 10n), { nil: undefined }),
    oneOf: some(10n, 20n, 25n),
  }),
}).map((when) => withoutAbsent(when));

/** Without the keys whose value is not there, as the reader gives it. */
function withoutAbsent(when: object): RouteWhen {
  const there = Object.entries(when).filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, key === "chargeCash" ? withoutAbsent(value) : value]);
  return Object.fromEntries(there);
}

Deno.test("no order fits a route that is told to be covered and not the one before it", () => {
  const zone = new Zone("Asia/Shanghai");
  const order = fc.record({
    server: fc.constantFrom("main", "other"),
    chargeType: fc.constantFrom(0, 5),
    nbrArea: fc.constantFrom("广东深圳-移动", "北京-移动", "广东-联通", ""),
    agentAcct: fc.constantFrom("", "a"),
    chargeCash: fc.constantFrom(0n, 5n, 10n, 20n, 25n, 40n, 45n),
  });
  const atMs = fc.integer({ min: 0, max: 1439 }).map((minute) => minute * 60_000);
  const alone = (when: RouteWhen): RouteConfig[] => [route(["it"], when)];
  let covered = 0;
  fc.assert(
    fc.property(conditions, conditions, order, atMs, (earlier, later, differences, atMs) => {
      if (!covers(earlier, later)) return;
      covered++;
      const fits = (when: RouteWhen) =>
        makeRouter(alone(when), zone, () => 0)(newOrder("1", 0, differences), atMs).channels.length;
      if (fits(later) === 1) assert.equal(fits(earlier), 1);
    }),
    { numRuns: 3000 },
  );
  assert.ok(covered > 20, `${covered}`);
});
