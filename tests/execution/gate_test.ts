import assert from "node:assert/strict";
import type { LimitsConfig } from "../../lib/config.ts";
import { NO_LIMITS } from "../../lib/config.ts";
import { Gate } from "../../lib/execution/gate.ts";
import type { Pause } from "../../lib/status.ts";
import { Zone } from "../../lib/zone.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const SHANGHAI = new Zone("Asia/Shanghai");
const PAUSE: Pause = { by: "operator:li", atMs: 0, reason: "对账" };
const TEN = 10_000n;

/** A gate at a time of day in Shanghai, and what it has said: how often it changed, and after how many unclear answers it was paused. */
function gateAt(text: string, limits: Partial<LimitsConfig>, zone = SHANGHAI) {
  const clock = new VirtualClock(Date.parse(`${text}+08:00`), 1);
  const seen = { changes: 0, tooMany: [] as number[] };
  const gate: Gate = new Gate({ ...NO_LIMITS, ...limits }, {
    clock,
    zone,
    changed: () => seen.changes++,
    tooManyUnknown(count) {
      seen.tooMany.push(count);
      gate.pause = PAUSE;
    },
  });
  return { clock, gate, seen };
}

const span = (from: number, to: number) => ({ fromMinute: from * 60, toMinute: to * 60 });

Deno.test("without limits everything enters, is counted, and no timer is set", () => {
  const { clock, gate } = gateAt("2026-11-26T23:59", {});
  for (let i = 0; i < 1000; i++) assert.equal(gate.enter(TEN), "entered");
  gate.leave("succeeded", TEN);
  assert.deepEqual(gate.status, {
    paused: null,
    isOpen: true,
    todayCount: 1000,
    todayCash: 10_000_000n,
    unknownInRow: 0,
    inFlight: 999,
  });
  assert.equal(clock.pending, 0);
});

Deno.test("as many submissions as its concurrency are under way, and one that leaves calls whoever waits", () => {
  const { gate, seen } = gateAt("2026-11-26T12:00", { concurrency: 2 });
  assert.deepEqual([gate.enter(TEN), gate.enter(TEN)], ["entered", "entered"]);
  gate.leave("pending", TEN);
  assert.equal(seen.changes, 0, "nobody waits");
  assert.deepEqual([gate.enter(TEN), gate.enter(TEN)], ["entered", "busy"]);
  gate.leave("failed", TEN);
  assert.equal(seen.changes, 1);
  gate.leave("failed", TEN);
  assert.equal(seen.changes, 1, "nobody was turned away since");
});

Deno.test("whoever is called may enter from within", () => {
  const clock = new VirtualClock();
  const entries: string[] = [];
  const gate: Gate = new Gate({ ...NO_LIMITS, concurrency: 1 }, {
    clock,
    zone: SHANGHAI,
    changed: () => entries.push(gate.enter(TEN), gate.enter(TEN)),
    tooManyUnknown() {},
  });
  gate.enter(TEN);
  gate.enter(TEN);
  gate.leave("succeeded", TEN);
  assert.deepEqual(entries, ["entered", "busy"]);
  assert.equal(gate.status.inFlight, 1);
});

Deno.test("a rate holds in every stretch of its length, and the next place is called out exactly when it comes free", async () => {
  const { clock, gate, seen } = gateAt("2026-11-26T12:00", { rate: { count: 2, perMs: 1000 } });
  assert.equal(gate.enter(TEN), "entered");
  await clock.advance(400);
  assert.deepEqual([gate.enter(TEN), gate.enter(TEN)], ["entered", "busy"]);
  await clock.advance(599);
  assert.equal(gate.enter(TEN), "busy");
  assert.equal(seen.changes, 0);
  await clock.advance(1);
  assert.equal(seen.changes, 1);
  assert.deepEqual([gate.enter(TEN), gate.enter(TEN)], ["entered", "busy"]);
  await clock.advance(400);
  assert.equal(seen.changes, 2);
  assert.equal(gate.enter(TEN), "entered");
  assert.equal(clock.pending, 0);
});

Deno.test("an answered submission still counts against the rate, one that never was does not", () => {
  const { clock, gate } = gateAt("2026-11-26T12:00", { rate: { count: 1, perMs: 1000 } });
  gate.enter(TEN);
  gate.leave("untouched", TEN);
  assert.equal(gate.enter(TEN), "busy");
  gate.stop();
  const other = gateAt("2026-11-26T12:00", { rate: { count: 1, perMs: 1000 } }).gate;
  other.enter(TEN);
  other.back(TEN, clock.nowMs());
  assert.equal(other.enter(TEN), "entered");
});

Deno.test("a day's count and cash are closed when reached, and open again at the zone's midnight by themselves", async () => {
  for (const limits of [{ dailyCount: 2 }, { dailyCash: 25_000n }]) {
    const { clock, gate, seen } = gateAt("2026-11-26T23:58:30", limits);
    assert.deepEqual(
      [gate.enter(TEN), gate.enter(TEN), gate.enter(TEN)],
      ["entered", "entered", "closed"],
    );
    await clock.advance(89_999);
    assert.equal(gate.enter(TEN), "closed");
    assert.equal(seen.changes, 0);
    await clock.advance(1);
    assert.equal(seen.changes, 1);
    assert.equal(gate.status.todayCount, 0);
    assert.equal(gate.enter(TEN), "entered");
    gate.stop();
    assert.equal(clock.pending, 0);
  }
});

Deno.test("an order too large for what is left of the day is turned away, a smaller one enters", () => {
  const { gate } = gateAt("2026-11-26T12:00", { dailyCash: 25_000n });
  assert.equal(gate.enter(20_000n), "entered");
  assert.equal(gate.enter(TEN), "closed");
  assert.equal(gate.status.isOpen, true);
  assert.equal(gate.enter(5_000n), "entered");
  assert.equal(gate.status.isOpen, false);
});

Deno.test("an untouched answer gives the day its share back, to the day it was taken from", async () => {
  const { clock, gate, seen } = gateAt("2026-11-26T23:59", { dailyCount: 1 });
  const yesterdayMs = clock.nowMs();
  gate.enter(TEN);
  assert.equal(gate.enter(TEN), "closed");
  gate.leave("untouched", TEN);
  assert.equal(seen.changes, 1);
  assert.equal(gate.enter(TEN), "entered");
  await clock.advance(60_000);
  assert.equal(gate.enter(TEN), "entered");
  gate.leave("untouched", TEN, yesterdayMs);
  assert.equal(gate.enter(TEN), "closed");
  assert.equal(gate.status.todayCash, TEN);
  gate.stop();
});

Deno.test("what was given to it before the start counts for its own day", () => {
  const { clock, gate } = gateAt("2026-11-26T08:00", { dailyCount: 2 });
  gate.count(TEN, clock.nowMs() - 8 * 3_600_000);
  gate.count(TEN, clock.nowMs() - 8 * 3_600_000 - 1);
  assert.equal(gate.status.todayCount, 1);
  assert.equal(gate.status.inFlight, 0);
  assert.deepEqual([gate.enter(TEN), gate.enter(TEN)], ["entered", "closed"]);
  gate.stop();
});

Deno.test("hours open and close by themselves, over midnight too", async () => {
  const { clock, gate, seen } = gateAt("2026-11-26T07:59:59", {
    hours: [span(8, 12), span(22, 2)],
  });
  const answers: string[] = [];
  const look = (gate: Gate) => {
    const entry = gate.enter(TEN);
    if (entry === "entered") gate.leave("succeeded", TEN);
    return entry;
  };
  for (const toMs of [0, 1000, 4 * 3_600_000 - 1, 1, 10 * 3_600_000, 4 * 3_600_000 - 1, 1]) {
    await clock.advance(toMs);
    answers.push(`${SHANGHAI.textOf(clock.nowMs()).slice(11)} ${look(gate)} ${seen.changes}`);
  }
  assert.deepEqual(answers, [
    "07:59:59 closed 0",
    "08:00:00 entered 1",
    "11:59:59 entered 1",
    "12:00:00 closed 2",
    "22:00:00 entered 3",
    "01:59:59 entered 4",
    "02:00:00 closed 5",
  ]);
  gate.stop();
});

Deno.test("a day of 23 hours has its hours when the zone's own clocks say so", async () => {
  const berlin = new Zone("Europe/Berlin");
  const limits = { hours: [span(3, 4)] };
  // 01:30 in Berlin; at 02:00 clocks go to 03:00.
  const { clock, gate, seen } = gateAt("2026-03-29T08:30", limits, berlin);
  await clock.advance(30 * 60_000 - 1);
  assert.equal(gate.status.isOpen, false);
  await clock.advance(1);
  assert.equal(seen.changes, 1);
  assert.equal(gate.status.isOpen, true);
  gate.stop();
});

Deno.test("a pause closes it until it is taken away, and both are told", () => {
  const { gate, seen } = gateAt("2026-11-26T12:00", { concurrency: 1 });
  gate.pause = PAUSE;
  assert.equal(gate.enter(TEN), "closed");
  assert.deepEqual(gate.status.paused, PAUSE);
  assert.equal(gate.status.isOpen, false);
  gate.pause = null;
  assert.equal(seen.changes, 2);
  assert.equal(gate.enter(TEN), "entered");
});

Deno.test("while it is paused or out of hours, answers call nobody, however many wait", () => {
  const { gate, seen } = gateAt("2026-11-26T12:00", { concurrency: 2 });
  gate.enter(TEN);
  gate.enter(TEN);
  gate.enter(TEN);
  gate.pause = PAUSE;
  assert.equal(seen.changes, 1);
  assert.equal(gate.enter(TEN), "closed");
  gate.leave("succeeded", TEN);
  gate.leave("untouched", TEN);
  assert.equal(seen.changes, 1);
  gate.pause = null;
  assert.equal(seen.changes, 2);
});

Deno.test("where the day is full, only an untouched answer calls whoever waits", () => {
  const { gate, seen } = gateAt("2026-11-26T12:00", { dailyCount: 2 });
  gate.enter(TEN);
  gate.enter(TEN);
  assert.equal(gate.enter(TEN), "closed");
  gate.leave("failed", TEN);
  assert.equal(seen.changes, 0);
  gate.leave("untouched", TEN);
  assert.equal(seen.changes, 1);
  gate.stop();
});

Deno.test("so many unclear answers in a row are told once the last is in, and a clear one in between begins anew", () => {
  const { gate, seen: { tooMany } } = gateAt("2026-11-26T12:00", { pauseAfterUnknown: 3 });
  const answer = (...outcomes: Parameters<Gate["leave"]>[0][]) => {
    for (const outcome of outcomes) {
      gate.enter(TEN);
      gate.leave(outcome, TEN);
    }
  };
  answer("unknown", "unknown", "succeeded", "unknown", "unknown", "failed", "unknown", "pending");
  answer("unknown", "untouched", "unknown");
  assert.deepEqual(tooMany, []);
  assert.equal(gate.status.unknownInRow, 2);
  answer("unknown");
  assert.deepEqual(tooMany, [3]);
  // One that was under way meanwhile changes nothing more.
  answer("unknown");
  assert.deepEqual(tooMany, [3]);
  gate.pause = null;
  answer("unknown");
  assert.equal(gate.status.unknownInRow, 1);
});

Deno.test("to hand an order over says nothing of a channel; a lost lease counts, and a result begins anew", () => {
  const { gate, seen: { tooMany } } = gateAt("2026-11-26T12:00", { pauseAfterUnknown: 2 });
  const handOver = () => {
    gate.enter(TEN);
    gate.leave("handedOver", TEN);
  };
  handOver();
  gate.heard("unknown");
  gate.heard("clear");
  handOver();
  gate.heard("unknown");
  handOver();
  assert.deepEqual(tooMany, []);
  gate.heard("unknown");
  assert.deepEqual(tooMany, [2]);
  assert.equal(gate.status.inFlight, 0);
});

Deno.test("the pause of too many unclear answers stands before whoever waits is called", () => {
  const entries: string[] = [];
  const limits = { ...NO_LIMITS, concurrency: 1, pauseAfterUnknown: 1 };
  const gate: Gate = new Gate(limits, {
    clock: new VirtualClock(),
    zone: SHANGHAI,
    changed: () => entries.push(gate.enter(TEN)),
    tooManyUnknown: () => gate.pause = PAUSE,
  });
  gate.enter(TEN);
  gate.enter(TEN);
  gate.leave("unknown", TEN);
  assert.ok(entries.length > 0);
  assert.ok(entries.every((entry) => entry === "closed"), entries.join());
});

Deno.test("under new limits what is under way and what was counted stays", () => {
  const limits = { concurrency: 1, rate: { count: 3, perMs: 1000 }, dailyCount: 9 };
  const { gate, seen } = gateAt("2026-11-26T12:00", limits);
  gate.enter(TEN);
  gate.limits = { ...NO_LIMITS, concurrency: 2, rate: { count: 2, perMs: 1000 }, dailyCount: 9 };
  assert.equal(seen.changes, 0, "other gates may have theirs to come");
  assert.deepEqual([gate.enter(TEN), gate.enter(TEN)], ["entered", "busy"]);
  gate.leave("succeeded", TEN);
  assert.equal(gate.enter(TEN), "busy", "two in this second already");
  gate.limits = { ...NO_LIMITS, dailyCount: 2 };
  assert.equal(gate.enter(TEN), "closed");
  gate.limits = NO_LIMITS;
  assert.equal(gate.enter(TEN), "entered");
  gate.stop();
});

Deno.test("orders of many other days, still open after a restart, do not make today begin anew", () => {
  const { clock, gate } = gateAt("2026-11-26T12:00", { dailyCount: 2 });
  gate.count(TEN, clock.nowMs(), 2);
  for (let days = 1; days <= 10; days++) gate.count(TEN, clock.nowMs() - days * 24 * 3_600_000);
  assert.equal(gate.status.todayCount, 2);
  assert.equal(gate.enter(TEN), "closed");
  gate.stop();
});

Deno.test("new limits without any let go of the timers, and set again they are", () => {
  const { clock, gate } = gateAt("2026-11-26T12:00", { hours: [span(8, 12)] });
  assert.equal(clock.pending, 1);
  gate.limits = NO_LIMITS;
  assert.equal(clock.pending, 0);
  gate.limits = { ...NO_LIMITS, dailyCount: 2 };
  assert.equal(clock.pending, 1);
  gate.stop();
  gate.limits = { ...NO_LIMITS, dailyCount: 3 };
  assert.equal(clock.pending, 0);
});
