/** A clock that is set while a gate is at work. */
import assert from "node:assert/strict";
import type { LimitsConfig } from "../../lib/config.ts";
import { NO_LIMITS } from "../../lib/config.ts";
import { Gate } from "../../lib/execution/gate.ts";
import { Zone } from "../../lib/zone.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const HOUR_MS = 3_600_000;
const TEN = 10_000n;

/** Its timers go by time that passes, as a machine's do; the wall clock is set apart from them. */
function gateWithWallClock(limits: Partial<LimitsConfig>) {
  const passing = new VirtualClock(Date.parse("2026-11-26T12:00+08:00"), 1);
  const wall = { aheadMs: 0 };
  const clock = {
    nowMs: () => passing.nowMs() + wall.aheadMs,
    after: (delayMs: number, run: () => void) => passing.after(delayMs, run),
  };
  const seen = { changes: 0 };
  const zone = new Zone("Asia/Shanghai");
  const changed = () => seen.changes++;
  return {
    passing,
    wall,
    seen,
    gate: new Gate({ ...NO_LIMITS, ...limits }, { clock, zone, changed, tooManyUnknown() {} }),
  };
}

Deno.test("a clock set back makes a rate wait for one more stretch at most", async () => {
  const { passing, wall, seen, gate } = gateWithWallClock({ rate: { count: 1, perMs: 1000 } });
  gate.enter(TEN);
  wall.aheadMs = -24 * HOUR_MS;
  assert.equal(gate.enter(TEN), "busy");
  await passing.advance(1000);
  assert.equal(seen.changes, 1);
  assert.equal(gate.enter(TEN), "entered");
});

Deno.test("a clock set back while a whole minute's rate is spent never lets more through", async () => {
  const { passing, wall, gate } = gateWithWallClock({ rate: { count: 3, perMs: 60_000 } });
  for (const _ of [1, 2, 3]) gate.enter(TEN);
  wall.aheadMs = -30_000;
  await passing.advance(29_999);
  assert.equal(gate.enter(TEN), "busy");
  gate.stop();
});

Deno.test("a clock set forward into the hours is noticed within a minute, and so is one set back", async () => {
  const hours = [{ fromMinute: 20 * 60, toMinute: 22 * 60 }];
  const { passing, wall, seen, gate } = gateWithWallClock({ hours });
  assert.equal(gate.enter(TEN), "closed");
  wall.aheadMs = 8 * HOUR_MS;
  await passing.advance(60_000);
  assert.equal(seen.changes, 1);
  assert.equal(gate.enter(TEN), "entered");
  wall.aheadMs = 0;
  await passing.advance(60_000);
  assert.equal(seen.changes, 2);
  assert.equal(gate.enter(TEN), "closed");
  gate.stop();
});

Deno.test("a clock set over midnight and back finds each day's counts as they were", async () => {
  const { passing, wall, seen, gate } = gateWithWallClock({ dailyCount: 2 });
  gate.enter(TEN);
  gate.enter(TEN);
  assert.equal(gate.enter(TEN), "closed");
  wall.aheadMs = 24 * HOUR_MS;
  await passing.advance(60_000);
  assert.equal(seen.changes, 1);
  assert.equal(gate.enter(TEN), "entered");
  wall.aheadMs = 0;
  assert.equal(gate.enter(TEN), "closed");
  assert.equal(gate.status.todayCount, 2);
  gate.stop();
});

Deno.test("a clock set back by years leaves no channel closed for good", () => {
  const { wall, gate } = gateWithWallClock({ dailyCount: 1 });
  gate.enter(TEN);
  wall.aheadMs = -3 * 365 * 24 * HOUR_MS;
  assert.equal(gate.enter(TEN), "entered");
  gate.stop();
});
