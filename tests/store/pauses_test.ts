import assert from "node:assert/strict";
import { openPauses } from "../../lib/store/pauses.ts";
import { MemoryDisk, MemoryKv } from "../support/memory_kv.ts";

const PAUSE = { by: "operator:admin", atMs: 5, reason: "余额不足" };

Deno.test("a pause is there after a restart until it is ended", async () => {
  const disk = new MemoryDisk();
  const before = await openPauses(new MemoryKv(disk));
  assert.equal(await before.set("acme", PAUSE), true);
  assert.equal(await before.set("beta", PAUSE), true);
  const after = await openPauses(new MemoryKv(disk));
  assert.deepEqual([...after.all()], [["acme", PAUSE], ["beta", PAUSE]]);
  assert.equal(await after.set("acme", null), true);
  assert.deepEqual([...(await openPauses(new MemoryKv(disk))).all().keys()], ["beta"]);
});

Deno.test("a pause that the store does not take is said not to be kept", async () => {
  const kv = new MemoryKv(new MemoryDisk());
  const pauses = await openPauses(kv);
  kv.fate = () => "refused";
  assert.equal(await pauses.set("acme", PAUSE), false);
  assert.equal(pauses.all().size, 0);
});

Deno.test("a pause that can't be read is one all the same", async () => {
  const kv = new MemoryKv(new MemoryDisk());
  await kv.atomic().set(["pause", "acme"], {}).commit();
  assert.equal((await openPauses(kv)).all().has("acme"), true);
});
