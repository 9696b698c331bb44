import assert from "node:assert/strict";
import { CONCURRENCY, LineWorld } from "../support/line_world.ts";

const HOUR_MS = 3_600_000;

Deno.test("whoever tries a server now has everything that waits pushed, side by side as ever", () => {
  const world = new LineWorld();
  const dueAtMs = world.clock.nowMs() + HOUR_MS;
  for (let at = 0; at < CONCURRENCY + 2; at++) world.line.add(`r${at}`, dueAtMs, "itsTime");
  assert.equal(world.pushing.size, 0);
  world.line.tryNow();
  assert.equal(world.pushing.size, CONCURRENCY);
  assert.equal(world.begun[0]?.key, "r0");
});

Deno.test("a silent server is tried with one result, and is not hurried more by its silence", async () => {
  const world = new LineWorld();
  await world.fallSilent();
  world.line.add("later", world.clock.nowMs() + HOUR_MS, "itsTime");
  world.line.tryNow();
  assert.equal(world.pushing.size, 1);
  await world.endAll("silent", { dueInMs: 1000, waitsFor: "anAnswer" });
  assert.equal(world.pushing.size, 0);
  assert.equal(world.line.status().nextTryAtMs, world.clock.nowMs() + 2000);
  await world.clock.advance(2000);
  assert.equal(world.pushing.size, 1);
});
