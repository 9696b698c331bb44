import assert from "node:assert/strict";
import { syncedKv } from "../../lib/store/synced_kv.ts";
import { MemoryDisk, MemoryKv } from "../support/memory_kv.ts";

/** A store that a process has left in the middle of a commit. */
async function leftUnsynced(): Promise<MemoryDisk> {
  const disk = new MemoryDisk(true);
  await new MemoryKv(disk).atomic().set(["k"], "v").commit();
  assert.equal(disk.unsynced, 1);
  return disk;
}

/** A real store syncs all that was written when it makes a commit. */
function syncing(disk: MemoryDisk): MemoryKv {
  const kv = new MemoryKv(disk);
  const { atomic } = kv;
  kv.atomic = () => {
    const made = atomic.call(kv);
    const { commit } = made;
    made.commit = async () => {
      const committed = await commit();
      disk.syncTo(disk.version);
      return committed;
    };
    return made;
  };
  return kv;
}

Deno.test("what is read can't be taken back by a power cut any more", async () => {
  const reads: ((kv: MemoryKv) => Promise<unknown>)[] = [
    (kv) => syncedKv(kv).get(["k"]),
    (kv) => syncedKv(kv).getMany([["k"]]),
    (kv) => Array.fromAsync(syncedKv(kv).list({ start: ["k"], end: ["l"] })),
  ];
  for (const read of reads) {
    const disk = await leftUnsynced();
    const found = await read(syncing(disk));
    assert.match(JSON.stringify(found), /"v"/);
    assert.equal(disk.unsynced, 0);
  }
});

Deno.test("one commit is enough for all reads", async () => {
  const kv = new MemoryKv();
  const synced = syncedKv(kv);
  await Promise.all([synced.get(["a"]), synced.get(["b"])]);
  await synced.get(["c"]);
  assert.equal(kv.commits, 1);
});

Deno.test("a read fails while the store can't be written, and the next one tries again", async () => {
  const kv = new MemoryKv();
  const synced = syncedKv(kv);
  kv.fate = () => "refused";
  await assert.rejects(synced.get(["k"]), /disk I\/O error/);
  kv.fate = () => "made";
  assert.equal((await synced.get(["k"])).value, null);
});
