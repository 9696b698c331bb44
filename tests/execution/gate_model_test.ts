/** The gate against a model that remembers everything and counts anew each time. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { LimitsConfig } from "../../lib/config.ts";
import { Gate } from "../../lib/execution/gate.ts";
import type { Entry } from "../../lib/execution/gate.ts";
import { Zone } from "../../lib/zone.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const ZONES = ["Asia/Shanghai", "UTC", "Asia/Kolkata", "America/New_York"].map((name) =>
  new Zone(name)
);
const PAUSE = { by: "operator:li", atMs: 0, reason: "" };

interface Submission {
  readonly atMs: number;
  readonly cash: bigint;
  isUnderWay: boolean;
  countsForDay: boolean;
  countsForRate: boolean;
}

class Model {
  readonly all: Submission[] = [];
  isPaused = false;

  constructor(readonly limits: LimitsConfig, readonly zone: Zone) {}

  get underWay(): Submission[] {
    return this.all.filter(({ isUnderWay }) => isUnderWay);
  }

  today(nowMs: number): Submission[] {
    const day = this.zone.dayOf(nowMs);
    return this.all.filter(({ atMs, countsForDay }) =>
      countsForDay && this.zone.dayOf(atMs) === day
    );
  }

  may(cash: bigint, nowMs: number): Entry {
    const { concurrency, rate, dailyCount, dailyCash, hours } = this.limits;
    const time = this.zone.textOf(nowMs).slice(11, 16);
    const isWithin = hours.some(({ fromMinute, toMinute }) => {
      const from = timeText(fromMinute), to = timeText(toMinute);
      return from < to ? from <= time && time < to : from <= time || time < to;
    });
    const today = this.today(nowMs);
    const cashToday = today.reduce((sum, { cash }) => sum + cash, 0n);
    if (this.isPaused || (hours.length > 0 && !isWithin)) return "closed";
    if (dailyCount !== null && today.length + 1 > dailyCount) return "closed";
    if (dailyCash !== null && cashToday + cash > dailyCash) return "closed";
    if (concurrency !== null && this.underWay.length + 1 > concurrency) return "busy";
    if (rate !== null) {
      const recent = this.all.filter(({ atMs, countsForRate }) =>
        countsForRate && nowMs - atMs < rate.perMs
      );
      if (recent.length + 1 > rate.count) return "busy";
    }
    return "entered";
  }
}

const timeText = (minute: number) =>
  `${`${Math.floor(minute / 60)}`.padStart(2, "0")}:${`${minute % 60}`.padStart(2, "0")}`;

const spans = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
    .filter(([from, to]) => from !== to)
    .map(([fromMinute, toMinute]) => ({ fromMinute, toMinute })),
  { maxLength: 3 },
);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const cash = fc.constantFrom(1n, 10_000n, 50_000n);
const limits: fc.Arbitrary<LimitsConfig> = fc.record({
  concurrency: orNull(fc.integer({ min: 1, max: 3 })),
  rate: orNull(fc.record({
    count: fc.integer({ min: 1, max: 4 }),
    perMs: fc.constantFrom(1000, 60_000, 3_600_000),
  })),
  dailyCount: orNull(fc.integer({ min: 1, max: 6 })),
  dailyCash: orNull(fc.constantFrom(20_000n, 50_000n, 200_000n)),
  hours: spans,
  pauseAfterUnknown: fc.constant(null),
});
const which = fc.nat(9);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("enter" as const), cash }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("leave" as const),
      which,
      outcome: fc.constantFrom("succeeded" as const, "failed" as const, "untouched" as const),
    }),
  },
  fc.record({ do: fc.constant("back" as const), which }),
  fc.record({ do: fc.constant("pause" as const), isPaused: fc.boolean() }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.oneof(fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 0, max: 40_000_000 })),
    }),
  },
);

Deno.test("whatever happens, the gate answers as a model does that remembers everything, and calls whoever waits in time", async () => {
  const run = fc.asyncProperty(
    fc.constantFrom(...ZONES),
    limits,
    fc.integer({ min: Date.parse("2026-10-31T00:00Z"), max: Date.parse("2026-11-02T00:00Z") }),
    fc.array(step, { maxLength: 40 }),
    cash,
    async (zone, limits, startMs, steps, last) => {
      const clock = new VirtualClock(startMs, 1);
      let changes = 0;
      const gate = new Gate(limits, { clock, zone, changed: () => changes++, tooManyUnknown() {} });
      const model = new Model(limits, zone);
      const enter = (cash: bigint): Entry => {
        const nowMs = clock.nowMs();
        const expected = model.may(cash, nowMs);
        assert.equal(gate.enter(cash), expected);
        if (expected === "entered") {
          const taken = { isUnderWay: true, countsForDay: true, countsForRate: true };
          model.all.push({ atMs: nowMs, cash, ...taken });
        }
        return expected;
      };
      for (const step of steps) {
        const { underWay } = model;
        const one = "which" in step ? underWay[step.which % Math.max(1, underWay.length)] : null;
        if (step.do === "enter") enter(step.cash);
        else if (step.do === "wait") await clock.advance(step.ms);
        else if (step.do === "pause") {
          model.isPaused = step.isPaused;
          gate.pause = step.isPaused ? PAUSE : null;
        } else if (one !== undefined && one !== null) {
          one.isUnderWay = false;
          if (step.do === "back") one.countsForDay = one.countsForRate = false;
          else if (step.outcome === "untouched") one.countsForDay = false;
          if (step.do === "back") gate.back(one.cash, one.atMs);
          else gate.leave(step.outcome, one.cash, one.atMs);
        }
        const { todayCount, todayCash, inFlight } = gate.status;
        const today = model.today(clock.nowMs());
        assert.equal(todayCount, today.length);
        assert.equal(todayCash, today.reduce((sum, { cash }) => sum + cash, 0n));
        assert.equal(inFlight, model.underWay.length);
      }
      // Nothing but time stands in the way now: each time it may be open, it says so, and not a millisecond late.
      gate.pause = null;
      model.isPaused = false;
      for (const one of model.underWay) {
        one.isUnderWay = false;
        gate.leave("succeeded", one.cash, one.atMs);
      }
      const canEver = limits.dailyCash === null || last <= limits.dailyCash;
      while (canEver && enter(last) !== "entered") {
        const before = changes;
        while (changes === before) {
          const fromMs = clock.nowMs();
          assert.ok(await clock.step(), "nothing would ever open it");
          const lastMs = clock.nowMs() - 1;
          if (lastMs >= fromMs) assert.notEqual(model.may(last, lastMs), "entered", "late");
        }
      }
      gate.stop();
      assert.equal(clock.pending, 0);
    },
  );
  await fc.assert(run, { numRuns: 150 });
});
