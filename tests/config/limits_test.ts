import assert from "node:assert/strict";
import { LEASE_MS_MAX, LEASE_MS_MIN, NO_LIMITS } from "../../lib/config.ts";
import type { LimitsConfig } from "../../lib/config.ts";
import { assertOnly, configOf, faultsOf, MINIMAL, minimalWith } from "./support.ts";

/** A configuration whose one channel has these keys besides. */
const channelWith = (keys: string, type = "manual") =>
  minimalWith("type: manual", `type: ${type}, ${keys}`);

function limitsOf(keys: string, type?: string): LimitsConfig | undefined {
  return configOf(channelWith(keys, type)).channels.get("desk")?.limits;
}

const SPANS_25 = `[${Array.from({ length: 25 }, () => '"08:00-09:00"').join(", ")}]`;

/** A key, values that fit with what they are read as, and values that do not. */
const KEYS: readonly [string, readonly [string, Partial<LimitsConfig>][], readonly string[]][] = [
  [
    "concurrency",
    [["1", { concurrency: 1 }], ["1024", { concurrency: 1024 }]],
    ["0", "1025", "-1", "1.5", "many", '""', "[1]"],
  ],
  [
    "rate",
    [
      ["1/s", { rate: { count: 1, perMs: 1000 } }],
      ["90/m", { rate: { count: 90, perMs: 60_000 } }],
      ["100000/h", { rate: { count: 100_000, perMs: 3_600_000 } }],
    ],
    ["0/s", "100001/s", "10", "10/d", "10 / s", "1.5/s", "-1/s", "10/ms", "/s"],
  ],
  [
    "dailyCount",
    [["1", { dailyCount: 1 }], ["100000000", { dailyCount: 100_000_000 }]],
    ["0", "100000001", "1k"],
  ],
  [
    "dailyCash",
    [["0.001", { dailyCash: 1n }], ["999999999.999", { dailyCash: 999_999_999_999n }]],
    ["1000000000", "1.0001", "-1", "1e3"],
  ],
  [
    "hours",
    [
      ['"08:00-22:30"', { hours: [{ fromMinute: 480, toMinute: 1350 }] }],
      ['"8:00 - 9:05"', { hours: [{ fromMinute: 480, toMinute: 545 }] }],
      ['"22:00-06:00"', { hours: [{ fromMinute: 1320, toMinute: 360 }] }],
      ['"00:00-24:00"', { hours: [{ fromMinute: 0, toMinute: 1440 }] }],
      ['["00:00-01:00", "23:59-24:00"]', {
        hours: [{ fromMinute: 0, toMinute: 60 }, { fromMinute: 1439, toMinute: 1440 }],
      }],
    ],
    [
      '"08:00"',
      '"08:00-08:00"',
      '"24:00-08:00"',
      '"08:00-00:00"',
      '"08:60-09:00"',
      '"08:00-24:01"',
      '"08:00-09:00-10:00"',
      "all",
      "[]",
      SPANS_25,
    ],
  ],
  [
    "pauseAfterUnknown",
    [["1", { pauseAfterUnknown: 1 }], ["1000", { pauseAfterUnknown: 1000 }]],
    ["0", "1001", "never"],
  ],
];

for (const [key, fitting, wrong] of KEYS) {
  Deno.test(`a channel's ${key} takes what is within its bounds and nothing else`, () => {
    for (const [value, limits] of fitting) {
      assert.deepEqual(limitsOf(`${key}: ${value}`), { ...NO_LIMITS, ...limits }, value);
    }
    for (const value of wrong) {
      assertOnly(faultsOf(channelWith(`${key}: ${value}`)), `6:`, `channels.desk.${key}`);
    }
  });
}

Deno.test("each type of channel takes limits, and a command's programs are few where nothing is said", () => {
  const keys = 'rate: 10/s, hours: "08:00-20:00"';
  for (const type of ["manual", "worker", "simulate", "command, run: [./a.sh]"]) {
    const limits = limitsOf(keys, type);
    assert.deepEqual(limits?.rate, { count: 10, perMs: 1000 }, type);
    assert.equal(limits?.concurrency, type.startsWith("command") ? 4 : null, type);
  }
  assert.equal(limitsOf("concurrency: 9", "command, run: [./a.sh]")?.concurrency, 9);
});

Deno.test("a mistyped limit is a fault that suggests the right one", () => {
  assertOnly(
    faultsOf(channelWith("dayliCount: 5")),
    "6:25: channels.desk.dayliCount:",
    "did you mean dailyCount?",
  );
  assertOnly(faultsOf(channelWith("hour: 8")), "did you mean hours?");
});

Deno.test("a worker's lease is that which programs may ask for, and two minutes where nothing is said", () => {
  const leaseOf = (text: string) => {
    const channel = configOf(text).channels.get("desk");
    return channel?.type === "worker" ? channel.leaseMs : null;
  };
  assert.equal(leaseOf(minimalWith("manual", "worker")), 120_000);
  assert.equal(leaseOf(channelWith(`lease: ${LEASE_MS_MIN}ms`, "worker")), LEASE_MS_MIN);
  assert.equal(leaseOf(channelWith(`lease: ${LEASE_MS_MAX / 1000}s`, "worker")), LEASE_MS_MAX);
  for (const lease of [`${LEASE_MS_MIN - 1}ms`, `${LEASE_MS_MAX + 1}ms`, "2", "never"]) {
    const faults = faultsOf(channelWith(`lease: ${lease}`, "worker"));
    assertOnly(faults, "channels.desk.lease:");
  }
});

Deno.test("a time zone is known by its name, and one that is not is a fault that suggests the nearest", () => {
  const zone = (name: string) => `timezone: ${name}\n${MINIMAL}`;
  assert.equal(configOf(MINIMAL).timezone, "Asia/Shanghai");
  for (const name of ["UTC", "Asia/Urumqi", "America/New_York", "Etc/GMT+8"]) {
    assert.equal(configOf(zone(name)).timezone, name);
  }
  assertOnly(
    faultsOf(zone("Asia/Shanghia")),
    "1:11: timezone:",
    "Asia/Shanghia",
    "did you mean Asia/Shanghai?",
  );
  for (const name of ["Asia/Peking", '"+08:00"', "CST8", '""', "[UTC]"]) {
    assertOnly(faultsOf(zone(name)), "timezone:");
  }
});
