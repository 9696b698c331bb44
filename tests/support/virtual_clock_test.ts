import assert from "node:assert/strict";
import fc from "fast-check";
import { VirtualClock } from "./virtual_clock.ts";

Deno.test("timers run by their time, those of one time in the order they were set, cancelled ones never", async () => {
  const timer = fc.record({ delayMs: fc.nat(20), cancelled: fc.boolean() });
  await fc.assert(fc.asyncProperty(fc.array(timer), fc.nat(25), async (timers, byMs) => {
    const clock = new VirtualClock(0, 1);
    const ran: { at: number; nowMs: number }[] = [];
    const cancels = timers.map(({ delayMs }, at) =>
      clock.after(delayMs, () => ran.push({ at, nowMs: clock.nowMs() }))
    );
    timers.forEach(({ cancelled }, at) => cancelled && cancels[at]?.());
    const due = timers.map(({ delayMs, cancelled }, at) => ({ at, nowMs: delayMs, cancelled }))
      .filter(({ nowMs, cancelled }) => !cancelled && nowMs <= byMs)
      .sort((a, b) => a.nowMs - b.nowMs || a.at - b.at)
      .map(({ at, nowMs }) => ({ at, nowMs }));
    await clock.advance(byMs);
    assert.deepEqual(ran, due);
    assert.equal(clock.nowMs(), byMs);
    const left = timers.filter(({ delayMs, cancelled }) => !cancelled && delayMs > byMs).length;
    assert.equal(clock.pending, left);
    while (await clock.step());
    assert.equal(clock.pending, 0);
  }));
});

Deno.test("what a timer sets off has run before the next timer", async () => {
  const clock = new VirtualClock(0, 1);
  const seen: string[] = [];
  clock.after(1, async () => {
    for (let turn = 0; turn < 1000; turn++) await null;
    seen.push("first");
  });
  clock.after(2, () => seen.push("second"));
  await clock.advance(2);
  assert.deepEqual(seen, ["first", "second"]);
});

Deno.test("a clock that is set tells another time, and its timers come when they would have come", async () => {
  const clock = new VirtualClock(1000, 1);
  let ranAtMs = 0;
  clock.after(10, () => ranAtMs = clock.nowMs());
  clock.setBy(-500);
  assert.equal(clock.nowMs(), 500);
  await clock.advance(9);
  assert.equal(ranAtMs, 0);
  await clock.advance(1);
  assert.equal(ranAtMs, 510);
});
