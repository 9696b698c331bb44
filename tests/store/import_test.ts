import assert from "node:assert/strict";
import { HELD_FOR_GOOD_MS, isUndelivered } from "../../lib/order.ts";
import type { Kv, Row } from "../../lib/store/kv.ts";
import { StoreDown } from "../../lib/store/kv.ts";
import { ExportRefused } from "../../lib/store/read_export.ts";
import { readRestored, Restoration } from "../../lib/store/restored.ts";
import { everyState, exported, EXPORTED_AT_MS, imported } from "../support/exports.ts";
import { MemoryDisk, MemoryKv } from "../support/memory_kv.ts";
import { closeOrder, idOf, newOrder, rowsBelow, storeWorld, take } from "../support/store.ts";

/** Every row, without its version. */
async function contents(kv: Kv): Promise<Pick<Row, "key" | "value">[]> {
  const prefixes = ["active", "done", "by", "gone", "sum"];
  const rows = await Promise.all(prefixes.map((prefix) => rowsBelow(kv, [prefix])));
  return rows.flat().map(({ key, value }) => ({ key, value }));
}

Deno.test("a store that moved is the same to the last byte, totals and all, and nothing is held", async () => {
  const { kv } = await everyState();
  const there = new MemoryKv();
  const took = await imported(there, await exported(kv), { how: "asItWas" });
  assert.deepEqual(took, { orders: 9, gone: 1, known: 0, others: [], review: 1, parked: 0 });
  const before = (await contents(kv)).filter(({ key }) => key[0] !== "sum");
  const after = await contents(there);
  assert.deepEqual(after.filter(({ key }) => key[0] !== "sum"), before);
  assert.equal(await readRestored(there), null);
  // But for the order of which only the id is left.
  const { queries } = await storeWorld(there.disk);
  const { received, settled } = await queries.overview();
  assert.deepEqual([received, settled], [9, { 1: 4, 2: 0, 3: 1 }]);
});

Deno.test("nothing of a restored backup goes on by itself", async () => {
  const { kv } = await everyState();
  const there = new MemoryKv();
  const took = await imported(there, await exported(kv));
  assert.deepEqual(took, { orders: 9, gone: 1, known: 0, others: [], review: 4, parked: 2 });
  const { orders } = await storeWorld(there.disk);
  const active = [...orders.active()];
  assert.deepEqual(active.map(({ state }) => state), ["review", "review", "review", "review"]);
  for (const order of active) {
    assert.ok(order.state === "review");
    assert.equal(order.holdUntilMs, HELD_FOR_GOOD_MS);
    assert.equal(order.timeline.at(-1)?.kind, "restored");
  }
  const third = await orders.get({ server: "main", chargeId: "3" });
  assert.ok(third?.state === "review");
  assert.deepEqual([third.channel, third.sealed], ["acme", "c2VhbGVk"]);
  for (const id of [{ server: "main", chargeId: "5" }, { server: "other", chargeId: "8" }]) {
    const parked = await orders.get(id);
    assert.ok(parked?.state === "settled");
    assert.equal(parked.delivery.state, "abandoned");
    assert.equal(parked.result.retCode, 1);
  }
  const confirmed = await orders.get({ server: "main", chargeId: "6" });
  assert.ok(confirmed?.state === "settled" && !isUndelivered(confirmed));
  assert.equal(confirmed.delivery.state, "confirmed");
  assert.equal(await orders.knownDigest({ server: "main", chargeId: "10" }), "digest-10");
  assert.deepEqual(await readRestored(there), {
    phase: "held",
    backupAtMs: EXPORTED_AT_MS,
    importedAtMs: EXPORTED_AT_MS + 1000,
    holdsNew: true,
  });
});

Deno.test("an import can be done again, and changes nothing then", async () => {
  const { kv } = await everyState();
  const bytes = await exported(kv);
  const there = new MemoryKv();
  await imported(there, bytes);
  const before = await contents(there);
  const again = await imported(there, bytes, { atMs: EXPORTED_AT_MS + 5000 });
  assert.deepEqual(again, { orders: 0, gone: 0, known: 10, others: [], review: 0, parked: 0 });
  assert.deepEqual(await contents(there), before);
});

Deno.test("an import that breaks off anywhere leaves a store that says so, and the next one ends it", async () => {
  const { kv } = await everyState();
  const bytes = await exported(kv);
  const whole = new MemoryKv();
  await imported(whole, bytes);
  const { commits } = whole;
  for (let good = 0; good < commits; good++) {
    const there = new MemoryKv();
    // As when the process dies: from here on nothing is written any more, and one answer may be lost.
    there.fate = (commit) => commit < good ? "made" : commit === good ? "answerLost" : "refused";
    await assert.rejects(
      imported(there, bytes),
      (error) =>
        error instanceof StoreDown || error instanceof TypeError || error instanceof ExportRefused,
    );
    const marked = await readRestored(there);
    const rows = (await contents(there)).length;
    if (rows > 0) assert.notEqual(marked, null, `${good}`);
    if (rows > 0 && rows < (await contents(whole)).length) {
      assert.equal(marked?.phase, "importing", `${good}`);
    }
    there.fate = () => "made";
    await imported(there, bytes);
    assert.deepEqual(await contents(there), await contents(whole));
    assert.equal((await readRestored(there))?.phase, "held");
  }
});

Deno.test("an order that is another one in the store is refused before anything is written, or passed over", async () => {
  const { kv } = await everyState();
  const bytes = await exported(kv);
  const { kv: there, orders } = await storeWorld();
  await closeOrder(orders, newOrder("6", 77));
  await take(orders, newOrder("2", 78, { contentDigest: "other" }));
  const before = await contents(there);
  await assert.rejects(imported(there, bytes), /第 3 行 line 3: 定单 main\/6 在库中是另一单/);
  assert.deepEqual(await contents(there), before);
  assert.equal(await readRestored(there), null);
  const took = await imported(there, bytes, { keepExisting: true });
  assert.deepEqual(took.others.sort(), ["main/2", "main/6"]);
  assert.equal(took.orders, 7);
  assert.deepEqual((await orders.get({ server: "main", chargeId: "6" }))?.receivedAtMs, 77);
});

Deno.test("without its key, a backup comes in without the passwords", async () => {
  const { kv } = await everyState();
  const there = new MemoryKv();
  await imported(there, await exported(kv), { withKey: false });
  const { orders } = await storeWorld(there.disk);
  const third = await orders.get({ server: "main", chargeId: "3" });
  assert.ok(third?.state === "review");
  assert.equal(third.sealed, null);
});

Deno.test("a restored store holds new orders until the operator's word, which a crash does not lose", async () => {
  const { kv } = await everyState();
  const disk = new MemoryDisk();
  const there = new MemoryKv(disk);
  await imported(there, await exported(kv));
  const restoration = new Restoration(there, await readRestored(there));
  assert.match(restoration.reasonToHold() ?? "", /2026-11-26/);
  there.fate = () => "refused";
  await assert.rejects(restoration.goOn());
  assert.notEqual(restoration.reasonToHold(), null);
  there.fate = () => "made";
  await restoration.goOn();
  assert.equal(restoration.reasonToHold(), null);
  assert.equal(await readRestored(new MemoryKv(disk)), null);
});

Deno.test("what moves into a store that holds new orders does not end that", async () => {
  const { kv } = await everyState();
  const bytes = await exported(kv);
  const there = new MemoryKv();
  await imported(there, bytes);
  await imported(there, bytes, { how: "asItWas" });
  assert.equal((await readRestored(there))?.phase, "held");
});

Deno.test("a reopened order that is twice in an export is taken in once", async () => {
  const { kv, orders } = await storeWorld();
  const order = newOrder("1", 1);
  await closeOrder(orders, order);
  const text = new TextDecoder().decode(await exported(kv));
  assert.ok(text.includes(idOf(order).chargeId));
  const there = new MemoryKv();
  const bytes = await exported(kv);
  await imported(there, bytes);
  assert.equal((await imported(there, bytes)).known, 1);
});
