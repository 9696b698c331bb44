/** Channels, gates and routes that reloads change while orders are under way. */
import assert from "node:assert/strict";
import type { LimitsConfig } from "../../lib/config.ts";
import { NO_LIMITS } from "../../lib/config.ts";
import type { Channel } from "../../lib/execution/channel.ts";
import type { Settings } from "../../lib/execution/fleet.ts";
import { Fleet } from "../../lib/execution/fleet.ts";
import { Zone } from "../../lib/zone.ts";
import { execution, SUCCEEDED } from "../support/execution.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const TEN = 10_000n;

/** The same settings without a channel. */
function without(settings: Settings, name: string): Settings {
  const others = <T>(all: ReadonlyMap<string, T>) =>
    new Map([...all].filter(([one]) => one !== name));
  return { ...settings, channels: others(settings.channels), limits: others(settings.limits) };
}

/** A fleet of one channel, `a`, at noon, and the settings of it. */
function fleetOf(limits: Partial<LimitsConfig>) {
  const clock = new VirtualClock(Date.parse("2026-11-26T12:00+08:00"), 1);
  const settings: Settings = {
    channels: new Map<string, Channel>(),
    limits: new Map([["a", { ...NO_LIMITS, ...limits }]]),
    router: () => ({ channels: [], maxWaitMs: null }),
    holdMs: 0,
  };
  const zone = new Zone("Asia/Shanghai");
  const parts = { clock, zone, changed() {}, rerouted() {}, tooManyUnknown() {} };
  return { clock, settings, fleet: new Fleet(settings, parts, new Map()) };
}

Deno.test("a channel that one reload takes away and another brings back has spent its share of the day", async () => {
  for (const limit of [{ dailyCount: 1 }, { dailyCash: 150_000n }]) {
    const { a, fleet, settings, orders, send } = await execution({
      routed: ["a"],
      limits: { a: limit },
    });
    a.toSubmit.push(SUCCEEDED);
    await send({}, "1");
    fleet.use(without(settings, "a"));
    fleet.use(settings);
    await send({}, "2");
    assert.equal(orders.peek({ server: "main", chargeId: "2" })?.state, "queued");
    assert.equal(a.submitted.length, 1);
    assert.equal(fleet.gate("a")?.status.todayCount, 1);
    fleet.stop();
  }
});

Deno.test("what a channel was given before the start counts, though only a reload configures it", () => {
  const { clock, settings, fleet } = fleetOf({});
  fleet.count("late", TEN, clock.nowMs(), 2);
  const limits = new Map([...settings.limits, ["late", { ...NO_LIMITS, dailyCount: 2 }]]);
  fleet.use({ ...settings, limits });
  assert.equal(fleet.gate("late")?.enter(TEN), "closed");
  assert.equal(fleet.gate("a")?.enter(TEN), "entered");
  fleet.stop();
});

Deno.test("places and rates outlast a channel that comes back", () => {
  const rate = { count: 2, perMs: 60_000 };
  const { settings, fleet } = fleetOf({ concurrency: 1, rate });
  assert.equal(fleet.gate("a")?.enter(TEN), "entered");
  fleet.use(without(settings, "a"));
  fleet.use(settings);
  assert.equal(fleet.gate("a")?.enter(TEN), "busy", "its place is taken");
  fleet.gate("a")?.leave("succeeded", TEN);
  assert.equal(fleet.gate("a")?.enter(TEN), "entered");
  fleet.gate("a")?.leave("succeeded", TEN);
  assert.equal(fleet.gate("a")?.enter(TEN), "busy", "two in this minute already");
  fleet.stop();
});

Deno.test("whoever waits goes by all of the new limits and channels, not only by those that are set already", async () => {
  const { a, b, desk, clock, fleet, settings, send } = await execution({ routed: ["a"] });
  const gate = fleet.gate("a");
  assert.ok(gate !== undefined);
  gate.pause = { by: "operator:admin", atMs: 0, reason: "" };
  await send();
  fleet.use({
    ...settings,
    limits: new Map([
      ["a", NO_LIMITS],
      ["b", { ...NO_LIMITS, dailyCash: 1n }],
      ["desk", NO_LIMITS],
    ]),
    router: () => ({ channels: ["b", "desk"], maxWaitMs: null }),
  });
  await clock.settle();
  assert.deepEqual([a, b, desk].map(({ submitted }) => submitted.length), [0, 0, 1]);
  fleet.stop();
});
