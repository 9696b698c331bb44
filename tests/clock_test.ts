import assert from "node:assert/strict";
import { coarseClock, sleep, systemClock } from "../lib/clock.ts";
import { VirtualClock } from "./support/virtual_clock.ts";

/** The longest delay that `setTimeout` keeps. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/** Runs `work` with timers that only fire by hand; the delays that were asked for are noted. */
function withTimersByHand(work: (delaysMs: number[], fire: () => void) => void): void {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const delaysMs: number[] = [];
  let waiting: (() => void) | null = null;
  Object.assign(globalThis, {
    setTimeout: (run: () => void, delayMs: number) => {
      delaysMs.push(delayMs);
      waiting = run;
      return 7;
    },
    clearTimeout: (id: number) => {
      if (id === 7) waiting = null;
    },
  });
  try {
    work(delaysMs, () => {
      const run = waiting;
      waiting = null;
      run?.();
    });
  } finally {
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  }
}

Deno.test("the system's clock tells the time in milliseconds since 1970", () => {
  const before = Date.now();
  const nowMs = systemClock.nowMs();
  assert.ok(nowMs >= before && nowMs <= Date.now());
});

Deno.test("a delay that is longer than a timer can be is waited for in parts", () => {
  withTimersByHand((delaysMs, fire) => {
    let ran = 0;
    systemClock.after(2 * TIMEOUT_MS_MAX + 5, () => ran++);
    fire();
    fire();
    assert.equal(ran, 0);
    fire();
    assert.equal(ran, 1);
    assert.deepEqual(delaysMs, [TIMEOUT_MS_MAX, TIMEOUT_MS_MAX, 5]);
  });
});

Deno.test("a delay in the past is none", () => {
  withTimersByHand((delaysMs) => {
    systemClock.after(-5, () => {});
    assert.deepEqual(delaysMs, [0]);
  });
});

Deno.test("a timer that was cancelled never runs, in whichever part of its delay that was", () => {
  withTimersByHand((_, fire) => {
    let ran = 0;
    const cancelEarly = systemClock.after(5, () => ran++);
    cancelEarly();
    fire();
    const cancelLate = systemClock.after(TIMEOUT_MS_MAX + 5, () => ran++);
    fire();
    cancelLate();
    cancelLate();
    fire();
    assert.equal(ran, 0);
  });
});

Deno.test("sleep ends when its time is over, and not before", async () => {
  const clock = new VirtualClock(0);
  let over = false;
  const slept = sleep(clock, 1000).then(() => over = true);
  await clock.advance(999);
  assert.equal(over, false);
  await clock.advance(1);
  await slept;
  assert.equal(over, true);
});

Deno.test("timers of the virtual clock run at their time, those due at once in the order they were set", async () => {
  const clock = new VirtualClock(0);
  const ran: [string, number][] = [];
  const note = (name: string) => () => void ran.push([name, clock.nowMs()]);
  clock.after(20, note("c"));
  clock.after(10, note("a"));
  clock.after(10, note("b"));
  const cancel = clock.after(15, note("never"));
  clock.after(10, () => clock.after(5, note("set meanwhile")));
  cancel();
  assert.equal(clock.pending, 4);
  await clock.advance(30);
  assert.deepEqual(ran, [["a", 10], ["b", 10], ["set meanwhile", 15], ["c", 20]]);
  assert.equal(clock.nowMs(), 30);
  assert.equal(await clock.step(), false);
});

Deno.test("a coarse clock's timers come at most a step late, never early, in one timer", async () => {
  const clock = new VirtualClock(1_000_030);
  const coarse = coarseClock(clock, 100);
  const ran: string[] = [];
  for (const delayMs of [10, 70, 71, 170]) {
    coarse.after(delayMs, () => ran.push(`${delayMs} at ${clock.nowMs() - 1_000_030}`));
  }
  assert.equal(clock.pending, 2);
  await clock.advance(69);
  assert.deepEqual(ran, []);
  await clock.advance(1);
  assert.deepEqual(ran, ["10 at 70", "70 at 70"]);
  await clock.advance(100);
  assert.deepEqual(ran.slice(2), ["71 at 170", "170 at 170"]);
  assert.equal(clock.pending, 0);
});

Deno.test("a coarse timer that was cancelled does not run, and leaves nothing behind", async () => {
  const clock = new VirtualClock();
  const coarse = coarseClock(clock, 100);
  const ran: string[] = [];
  const cancelFirst = coarse.after(50, () => ran.push("first"));
  const cancelSecond = coarse.after(50, () => ran.push("second"));
  cancelFirst();
  await clock.advance(100);
  assert.deepEqual(ran, ["second"]);
  cancelSecond();
  coarse.after(50, () => {})();
  assert.equal(clock.pending, 0);
});
