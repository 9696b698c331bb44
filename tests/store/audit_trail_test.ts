import assert from "node:assert/strict";
import {
  AUDIT_ENTRIES_MAX,
  AUDIT_WAITING_MAX,
  AUDIT_WRITE_MS,
  AuditTrail,
} from "../../lib/store/audit_trail.ts";
import type { CommitFate } from "../support/memory_kv.ts";
import { MemoryDisk, MemoryKv } from "../support/memory_kv.ts";
import { recordingLog } from "../support/recording_log.ts";
import { rowsBelow } from "../support/store.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

function world(disk = new MemoryDisk()) {
  const kv = new MemoryKv(disk);
  const clock = new VirtualClock();
  const log = recordingLog();
  const trail = new AuditTrail(kv, clock, log);
  const add = (...events: string[]) => events.forEach((event) => trail.add(event, { by: "li" }));
  const events = async (limit = 100, before: number | null = null) =>
    (await trail.page(limit, before)).map(({ event }) => event);
  return { disk, kv, clock, log, trail, add, events };
}

Deno.test("what was done is found after a restart, the newest first, a page at a time", async () => {
  const first = world();
  assert.deepEqual(await first.events(), []);
  first.add("one", "two", "three");
  await first.clock.advance(AUDIT_WRITE_MS);
  const { events, trail } = world(first.disk);
  assert.deepEqual(await events(), ["three", "two", "one"]);
  const [, two] = await trail.page(2, null);
  assert.deepEqual(await events(100, two?.number ?? null), ["one"]);
});

Deno.test("many actions are few commits, and nothing is written while nobody does anything", async () => {
  const { kv, clock, add, events } = world();
  for (let at = 0; at < 1000; at++) add(`${at}`);
  await clock.advance(AUDIT_WRITE_MS);
  assert.equal(kv.commits, 2);
  assert.equal((await events(1000)).length, 1000);
  await clock.advance(3_600_000);
  assert.deepEqual([kv.commits, clock.pending], [2, 0]);
});

Deno.test("the oldest give way to the newest beyond the bound", async () => {
  const { kv, trail, add, events } = world();
  for (let at = 0; at < AUDIT_ENTRIES_MAX + 700; at++) {
    add(`${at}`);
    if (at % 500 === 0) await trail.flush();
  }
  await trail.flush();
  assert.equal((await rowsBelow(kv, ["audit", "row"])).length, AUDIT_ENTRIES_MAX);
  assert.deepEqual(await events(1), [`${AUDIT_ENTRIES_MAX + 699}`]);
  assert.deepEqual(await events(10, 702), ["701", "700"]);
  assert.deepEqual(await events(10, 700), []);
});

Deno.test("two instances on one store overwrite none of each other's entries", async () => {
  const one = world(), two = world(one.disk);
  for (let at = 0; at < 20; at++) {
    one.add(`a${at}`);
    two.add(`b${at}`);
    await Promise.all([one.trail.flush(), two.trail.flush()]);
  }
  assert.equal((await one.events()).length, 40);
});

Deno.test("what is given up while a commit runs is the oldest that waits, not what is being written", async () => {
  const { kv, trail, add, events } = world();
  const writing = Promise.withResolvers<CommitFate>();
  kv.fate = (commit) => commit === 0 ? writing.promise : "made";
  add("first");
  const flushed = trail.flush();
  await Promise.resolve();
  for (let at = 0; at < AUDIT_WAITING_MAX; at++) add(`${at}`);
  writing.resolve("made");
  await flushed;
  await trail.flush();
  const all = await events(2 * AUDIT_WAITING_MAX);
  assert.equal(all.length, AUDIT_WAITING_MAX + 1);
  assert.deepEqual(all.slice(-2), ["0", "first"]);
});

Deno.test("what can't be written now is written when the store works again", async () => {
  const { kv, log, trail, add, events } = world();
  kv.fate = () => "refused";
  add("one");
  await trail.flush();
  assert.deepEqual(log.events("error"), ["cannot keep who did what"]);
  kv.fate = () => "made";
  add("two");
  await trail.flush();
  assert.deepEqual(await events(), ["two", "one"]);
});
