import assert from "node:assert/strict";
import { SILENT_AFTER } from "../../lib/callback/line.ts";
import { CONCURRENCY, HELD, LineWorld, names } from "../support/line_world.ts";

Deno.test("pushes in a row without a byte make a line silent, one answer between them does not", async () => {
  const world = new LineWorld();
  const { line } = world;
  for (let round = 0; round < 3; round++) {
    for (let at = 0; at < SILENT_AFTER - 1; at++) {
      world.add("a");
      await world.endAll("silent");
    }
    assert.equal(line.silent, false);
    world.add("a");
    await world.endAll("answered");
  }
  for (let at = 0; at < SILENT_AFTER; at++) {
    assert.equal(line.silent, false);
    world.add("a");
    await world.endAll("silent");
  }
  assert.equal(line.silent, true);
});

Deno.test("a silent line is probed with one result at a time, in growing intervals up to the longest", async () => {
  const world = new LineWorld();
  const { line, clock, begun, startMs } = world;
  await world.fallSilent();
  world.add(...names(50));
  assert.equal(world.pushing.size, 0);
  assert.deepEqual(line.status(), {
    link: "silent",
    pending: 53,
    nextTryAtMs: startMs + 1000,
  });
  const before = begun.length;
  for (let probe = 0; probe < 9; probe++) {
    while (world.pushing.size === 0) assert.ok(await clock.step());
    assert.equal(world.pushing.size, 1);
    await world.endAll("silent", HELD);
  }
  const times = begun.slice(before).map(({ afterMs }) => afterMs);
  const gaps = times.map((atMs, at) => atMs - (times[at - 1] ?? 0));
  assert.deepEqual(gaps, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

Deno.test("the only result of a silent server is probed in intervals too, never on and on", async () => {
  const world = new LineWorld();
  const { clock, begun } = world;
  world.add("only");
  while (clock.nowMs() - world.startMs < 3_600_000) {
    await world.endAll("silent", HELD);
    if (world.pushing.size === 0) assert.ok(await clock.step());
  }
  assert.ok(begun.length < 80, `${begun.length} pushes in an hour`);
});

Deno.test("pushes that were under way when the line fell silent don't make the interval longer", async () => {
  const world = new LineWorld();
  world.add(...names(CONCURRENCY + 10));
  await world.endAll("silent", HELD);
  assert.equal(world.begun.length, CONCURRENCY + SILENT_AFTER - 1);
  await world.endAll("silent", HELD);
  assert.equal(world.pushing.size, 0);
  assert.deepEqual(world.line.status().nextTryAtMs, world.startMs + 1000);
  await world.clock.advance(1000);
  assert.equal(world.pushing.size, 1);
});

Deno.test("at the first sign of life the backlog is drained at full width", async () => {
  const world = new LineWorld();
  const { clock } = world;
  await world.fallSilent();
  world.add(...names(40));
  // Some of the held are not due by themselves for a long time.
  for (let probe = 0; probe < 5; probe++) {
    while (world.pushing.size === 0) await clock.step();
    await world.endAll("silent", { dueInMs: 3_600_000, waitsFor: "anAnswer" });
  }
  while (world.pushing.size === 0) await clock.step();
  const nowMs = clock.nowMs();
  await world.endAll("answered");
  assert.equal(world.line.silent, false);
  let widest = 0;
  while (world.pushing.size > 0) {
    widest = Math.max(widest, world.pushing.size);
    await world.endAll("answered");
  }
  assert.equal(widest, CONCURRENCY);
  assert.equal(clock.nowMs(), nowMs);
  assert.deepEqual(world.line.status(), { link: "answering", pending: 0, nextTryAtMs: null });
});

Deno.test("a byte that is not OK is a sign of life too", async () => {
  const world = new LineWorld();
  await world.fallSilent();
  world.add(...names(20));
  await world.clock.advance(1000);
  await world.endAll("answered", { dueInMs: 60_000, waitsFor: "itsTime" });
  assert.equal(world.pushing.size, CONCURRENCY);
});

Deno.test("a result answered with garbage waits for its own time, even while others succeed", async () => {
  const world = new LineWorld();
  const { line, clock, begun } = world;
  world.add("bad");
  await world.endAll("answered", { dueInMs: 30_000, waitsFor: "itsTime" });
  for (let second = 0; second < 29; second++) {
    await clock.advance(1000);
    world.add(`good${second}`);
    await world.endAll("answered");
  }
  assert.equal(begun.filter(({ key }) => key === "bad").length, 1);
  await world.fallSilent();
  world.add("more");
  await clock.advance(1000);
  await world.endAll("answered");
  assert.equal(line.silent, false);
  assert.deepEqual(begun.filter(({ key }) => key === "bad").map(({ afterMs }) => afterMs), [
    0,
    30_000,
  ]);
});

Deno.test("a result answered with garbage is no probe before its own time", async () => {
  const world = new LineWorld();
  const { clock, begun } = world;
  world.add("bad");
  await world.endAll("answered", { dueInMs: 100_000, waitsFor: "itsTime" });
  world.add("s1", "s2", "s3");
  await world.endAll("silent", { dueInMs: 3_600_000, waitsFor: "anAnswer" });
  const bad = () => begun.filter(({ key }) => key === "bad").map(({ afterMs }) => afterMs);
  while (clock.nowMs() - world.startMs < 100_000) {
    assert.deepEqual(bad(), [0]);
    await clock.step();
    await world.endAll("silent", { dueInMs: 3_600_000, waitsFor: "anAnswer" });
  }
  assert.deepEqual(begun.slice(4, 8).map(({ key }) => key), ["s1", "s2", "s3", "s1"]);
  const alone = new LineWorld();
  alone.line.add("bad", alone.startMs + 50_000, "itsTime");
  alone.add("s1", "s2", "s3");
  await alone.endAll("silent");
  assert.equal(alone.line.status().nextTryAtMs, alone.startMs + 50_000);
  await alone.clock.advance(49_999);
  assert.equal(alone.pushing.size, 0);
  await alone.clock.advance(1);
  assert.deepEqual([...alone.pushing.keys()], ["bad"]);
});

Deno.test("a silent line that is told to tries at once, with one result", async () => {
  const world = new LineWorld();
  await world.fallSilent();
  world.add(...names(5));
  world.line.probeNow();
  world.line.probeNow();
  assert.equal(world.pushing.size, 1);
  await world.endAll("silent", HELD);
  assert.equal(world.pushing.size, 0);
  assert.equal(world.line.status().nextTryAtMs, world.clock.nowMs() + 2000);
});

Deno.test("a push of what was nothing any more says nothing about the server", async () => {
  const world = new LineWorld();
  await world.fallSilent();
  await world.clock.advance(1000);
  await world.endAll("nothing");
  assert.equal(world.line.silent, true);
  const fresh = new LineWorld();
  for (let at = 0; at <= SILENT_AFTER; at++) {
    fresh.add("a");
    await fresh.endAll("nothing");
  }
  assert.equal(fresh.line.status().link, "unknown");
});
