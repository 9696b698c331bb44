import assert from "node:assert/strict";
import fc from "fast-check";
import type { LineAnswer } from "../../lib/callback/line.ts";
import { Line, WRITING_SHARE } from "../../lib/callback/line.ts";
import { CONCURRENCY, LineWorld, names, PLAN } from "../support/line_world.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

Deno.test("a clock that is set back by hours has no result wait for it to come again", async () => {
  const steady = new VirtualClock();
  let aheadMs = 0;
  const clock = { nowMs: () => steady.nowMs() + aheadMs, after: steady.after.bind(steady) };
  const begun: number[] = [];
  const line = new Line({
    clock,
    random: () => 0,
    plan: PLAN,
    concurrency: 1,
    push: () => {
      begun.push(steady.nowMs());
      line.add("k", clock.nowMs() + PLAN.maxMs, "itsTime");
      return Promise.resolve({ answer: "answered", written: Promise.resolve() });
    },
  });
  line.add("k", clock.nowMs(), "itsTime");
  await steady.settle();
  for (const jumpMs of [-5 * 3_600_000, 9 * 3_600_000, -86_400_000]) {
    const { length } = begun;
    aheadMs += jumpMs;
    await steady.advance(PLAN.maxMs);
    assert.equal(begun.length, length + 1, `after a jump of ${jumpMs} ms`);
  }
  await line.stop();
});

Deno.test("due results are pushed side by side, not more than may be, the earliest first", async () => {
  const world = new LineWorld();
  world.add(...names(CONCURRENCY + 3));
  assert.deepEqual([...world.pushing.keys()], names(CONCURRENCY));
  await world.pushing.get("k2")?.end("answered");
  assert.equal(world.pushing.size, CONCURRENCY);
  assert.ok(world.pushing.has(`k${CONCURRENCY}`));
  await world.endAll("answered");
  await world.endAll("answered");
  assert.equal(world.begun.length, CONCURRENCY + 3);
  assert.deepEqual(world.line.status(), { link: "answering", pending: 0, nextTryAtMs: null });
  assert.equal(world.clock.pending, 0);
});

Deno.test("a result is pushed when it is due, not before", async () => {
  const { line, clock, begun, startMs } = new LineWorld();
  line.add("b", startMs + 2000, "itsTime");
  line.add("a", startMs + 1000, "itsTime");
  line.add("gone", startMs + 500, "itsTime");
  line.drop("gone");
  assert.deepEqual(line.status(), { link: "unknown", pending: 2, nextTryAtMs: startMs + 1000 });
  await clock.advance(999);
  assert.equal(begun.length, 0);
  await clock.advance(1001);
  assert.deepEqual(begun, [{ key: "a", afterMs: 1000 }, { key: "b", afterMs: 2000 }]);
});

Deno.test("a result whose time is changed is pushed at its new time alone", async () => {
  const { line, clock, begun, startMs } = new LineWorld();
  line.add("a", startMs + 5000, "itsTime");
  line.add("a", startMs + 1000, "itsTime");
  await clock.advance(10_000);
  assert.deepEqual(begun, [{ key: "a", afterMs: 1000 }]);
});

Deno.test("a result that is added while it is pushed is pushed after that, never side by side", async () => {
  const world = new LineWorld();
  const { line, clock, startMs } = world;
  world.add("a");
  line.add("a", startMs, "itsTime");
  line.add("a", startMs + 5000, "itsTime");
  assert.equal(line.status().pending, 1);
  world.written = world.pushing.get("a")?.end("answered", {
    dueInMs: 7000,
    waitsFor: "itsTime",
  }) ?? Promise.resolve();
  await clock.advance(7000);
  assert.deepEqual(world.begun.map(({ afterMs }) => afterMs), [0, 7000]);
});

Deno.test("a result is not pushed again before its push is written down", async () => {
  const world = new LineWorld();
  const { line, clock } = world;
  const writing = Promise.withResolvers<void>();
  world.written = writing.promise;
  world.add("a");
  await world.endAll("answered");
  line.add("a", clock.nowMs(), "itsTime");
  await clock.advance(60_000);
  assert.equal(world.begun.length, 1);
  assert.equal(line.status().pending, 1);
  // Not more than so many wait to be written.
  world.add(...names((WRITING_SHARE + 3) * CONCURRENCY));
  for (let time = 0; time <= WRITING_SHARE + 1; time++) await world.endAll("answered");
  assert.equal(world.begun.length, (WRITING_SHARE + 1) * CONCURRENCY - 1);
  writing.resolve();
  await clock.settle();
  for (let time = 0; time < WRITING_SHARE + 3; time++) await world.endAll("answered");
  assert.equal(line.status().pending, 0);
});

Deno.test("a stopped line begins nothing, and stops once what is under way is over and written down", async () => {
  const world = new LineWorld();
  const { line, clock } = world;
  const writing = Promise.withResolvers<void>();
  world.written = writing.promise;
  world.add(...names(CONCURRENCY + 5));
  let stopped = false;
  const stopping = line.stop().then(() => stopped = true);
  await world.endAll("answered", { dueInMs: 0, waitsFor: "itsTime" });
  await clock.advance(60_000);
  assert.equal(stopped, false);
  writing.resolve();
  await stopping;
  world.add("later");
  await clock.advance(60_000);
  assert.equal(world.begun.length, CONCURRENCY);
  assert.equal(clock.pending, 0);
  await line.stop();
});

Deno.test("whatever a server does, no bound is passed and no result is lost", async () => {
  const answers = fc.array(fc.constantFrom<LineAnswer>("answered", "silent", "silent"), {
    minLength: 1,
    maxLength: 60,
  });
  const waits = fc.array(fc.nat(3000), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(answers, waits, fc.nat(40), async (answers, waits, count) => {
      const world = new LineWorld();
      const open = new Set(names(count));
      world.add(...open);
      for (const [at, answer] of answers.entries()) {
        assert.ok(world.pushing.size <= CONCURRENCY);
        const [first] = world.pushing.values();
        if (first === undefined) {
          await world.clock.step();
          continue;
        }
        const dueInMs = waits[at % waits.length] ?? 0;
        const ok = answer === "answered" && dueInMs % 2 === 0;
        if (ok) open.delete(first.key);
        const waitsFor = answer === "silent" ? "anAnswer" : "itsTime";
        await first.end(answer, ok ? null : { dueInMs, waitsFor });
      }
      assert.equal(world.line.status().pending, open.size);
      for (let left = 5000; open.size > 0; left--) {
        assert.ok(left > 0, "the backlog is never drained");
        for (const { key, end } of [...world.pushing.values()]) {
          open.delete(key);
          await end("answered");
        }
        if (world.pushing.size === 0) await world.clock.step();
      }
      assert.equal(world.line.status().pending, 0);
    }),
    { numRuns: 60 },
  );
});
