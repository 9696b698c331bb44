import assert from "node:assert/strict";
import { SERIES_SAVE_MS, SeriesKeeper } from "../../lib/store/series_keeper.ts";
import { MemoryDisk, MemoryKv } from "../support/memory_kv.ts";
import { recordingLog } from "../support/recording_log.ts";
import { rowsBelow } from "../support/store.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { NOW_MS, processing } from "../support/web_orders.ts";

function world(disk = new MemoryDisk()) {
  const kv = new MemoryKv(disk);
  const clock = new VirtualClock(NOW_MS);
  const log = recordingLog();
  const keeper = new SeriesKeeper(kv, clock, log);
  const receive = (atMs = clock.nowMs()) =>
    keeper.see({ ...processing(), receivedAtMs: atMs }, null);
  const received = () =>
    keeper.series.slots("hour", 168, clock.nowMs()).reduce((sum, slot) => sum + slot.received, 0);
  return { disk, kv, clock, log, keeper, receive, received };
}

Deno.test("the next process has what this one counted, and what it counts while it reads", async () => {
  const first = world();
  for (let at = 0; at < 5; at++) first.receive();
  await first.clock.advance(SERIES_SAVE_MS);
  const second = world(first.disk);
  second.receive();
  const loaded = second.keeper.load();
  second.receive();
  await loaded;
  assert.equal(second.received(), 7);
  await second.keeper.save();
  const third = world(first.disk);
  await third.keeper.load();
  assert.equal(third.received(), 7);
});

Deno.test("a thousand orders in a minute are one commit, and what does not change is not written", async () => {
  const { kv, clock, receive } = world();
  for (let at = 0; at < 1000; at++) receive();
  await clock.advance(SERIES_SAVE_MS);
  assert.equal(kv.commits, 1);
  await clock.advance(10 * SERIES_SAVE_MS);
  assert.equal(kv.commits, 1);
  assert.equal(clock.pending, 0);
});

Deno.test("there are never more rows than slots, however long it runs", async () => {
  const { kv, clock, receive } = world();
  for (let minute = 0; minute < 300; minute++) {
    receive();
    await clock.advance(60_000);
  }
  const rows = await rowsBelow(kv, ["series"]);
  assert.ok(rows.length <= 60 + 21 + 6, `${rows.length}`);
});

Deno.test("a store that can't be read or written costs the charts, and nothing else", async () => {
  const { kv, clock, log, keeper, receive, received } = world();
  kv.beforeRead = () => {
    throw new Error("no disk");
  };
  await keeper.load();
  kv.fate = () => "refused";
  receive();
  await clock.advance(SERIES_SAVE_MS);
  assert.equal(received(), 1);
  assert.deepEqual(log.events("warn"), ["cannot read the charts", "cannot keep the charts"]);
});
