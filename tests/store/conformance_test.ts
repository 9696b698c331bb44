/**
 * The promises that the store relies on, kept by Deno's own KV and by the one in memory that stands in for it.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Key, KeyPart, Kv } from "../../lib/store/kv.ts";
import { below, denoKv, getAll } from "../../lib/store/kv.ts";
import { OrderStore } from "../../lib/store/orders.ts";
import { OrderQueries } from "../../lib/store/queries.ts";
import { sweep } from "../../lib/store/retention.ts";
import { Writer } from "../../lib/store/writer.ts";
import { MemoryKv } from "../support/memory_kv.ts";
import {
  acked,
  closeOrder,
  confirmedAt,
  dayOf,
  idOf,
  newOrder,
  repushedAt,
  settledAs,
  startedAt,
  take,
} from "../support/store.ts";
import { inTempDir } from "../support/temp_dir.ts";
import { totalsOf } from "../support/totals.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { hastyClock } from "../support/hasty_clock.ts";

const STORES: Record<string, (test: (kv: Kv) => Promise<void>) => Promise<void>> = {
  "in memory": (test) => test(new MemoryKv()),
  "Deno's own": (test) =>
    inTempDir(async (dir) => {
      const file = await Deno.openKv(join(dir, "orders.kv"));
      try {
        await test(denoKv(file));
      } finally {
        file.close();
      }
    }),
};

function conforms(promise: string, test: (kv: Kv) => Promise<void>): void {
  for (const [name, over] of Object.entries(STORES)) {
    Deno.test(`${promise} (${name})`, () => over(test));
  }
}

async function put(kv: Kv, ...keys: KeyPart[][]): Promise<void> {
  const atomic = kv.atomic();
  for (const key of keys) atomic.set(key, keys.indexOf(key));
  await atomic.commit();
}

async function keysIn(kv: Kv, ...asked: Parameters<Kv["list"]>): Promise<unknown[]> {
  return await Array.fromAsync(kv.list(...asked), ({ key }) => key);
}

conforms("a row is there after its commit, with a version that changes with it", async (kv) => {
  assert.deepEqual(await kv.get(["a"]), { key: ["a"], value: null, versionstamp: null });
  const first = await kv.atomic().set(["a"], new Uint8Array([1, 2])).commit();
  assert.ok(first.ok);
  const row = await kv.get(["a"]);
  assert.deepEqual(row.value, new Uint8Array([1, 2]));
  assert.equal(row.versionstamp, first.versionstamp);
  const second = await kv.atomic().set(["a"], 7).commit();
  assert.ok(second.ok && second.versionstamp > first.versionstamp);
  const [a, b] = await kv.getMany([["a"], ["b"]]);
  assert.deepEqual([a?.value, a?.versionstamp, b?.value], [7, second.versionstamp, null]);
  await kv.atomic().delete(["a"]).commit();
  assert.equal((await kv.get(["a"])).value, null);
});

conforms("a failed check writes nothing at all", async (kv) => {
  const stored = await kv.atomic().check({ key: ["a"], versionstamp: null }).set(["a"], 1).commit();
  assert.ok(stored.ok);
  const { versionstamp } = stored;
  const lost = await kv.atomic().check({ key: ["a"], versionstamp: null }).set(["a"], 2)
    .set(["b"], 2).sum(["s"], 5n).commit();
  assert.equal(lost.ok, false);
  assert.deepEqual([(await kv.get(["a"])).value, (await kv.get(["b"])).value], [1, null]);
  assert.equal((await kv.get(["s"])).value, null);
  const won = await kv.atomic().check({ key: ["a"], versionstamp }).set(["a"], 3).commit();
  assert.equal(won.ok, true);
  const late = await kv.atomic().check({ key: ["a"], versionstamp }).set(["a"], 4).commit();
  assert.deepEqual([late.ok, (await kv.get(["a"])).value], [false, 3]);
});

conforms("checks see what was before the commit, not what it writes", async (kv) => {
  const both = await kv.atomic().check({ key: ["a"], versionstamp: null }).set(["a"], 1)
    .check({ key: ["a"], versionstamp: null }).set(["a"], 2).commit();
  assert.deepEqual([both.ok, (await kv.get(["a"])).value], [true, 2]);
});

conforms("sums add up, also twice in one commit", async (kv) => {
  await kv.atomic().sum(["s"], 5n).commit();
  await kv.atomic().sum(["s"], 7n).sum(["s"], 1n).commit();
  assert.deepEqual((await kv.get(["s"])).value, new Deno.KvU64(13n));
});

conforms("keys sort by their parts, texts before numbers, numbers by value", async (kv) => {
  const sorted: KeyPart[][] = [["a"], ["a", "b"], ["a", "b", 1], ["a", 2], ["a", 10], [
    "a",
    10,
    "x",
  ]];
  await put(kv, ...sorted.toReversed(), ["b"], ["a b"]);
  assert.deepEqual(await keysIn(kv, below(["a"])), sorted);
  assert.deepEqual(await keysIn(kv, below(["a"]), { reverse: true }), sorted.toReversed());
  assert.deepEqual(await keysIn(kv, below(["a"]), { reverse: true, limit: 2 }), [
    ["a", 10, "x"],
    ["a", 10],
  ]);
  const range = { start: ["a", 2], end: ["a", 10, "x"] };
  assert.deepEqual(await keysIn(kv, range), [["a", 2], ["a", 10]]);
  assert.deepEqual(await keysIn(kv, { start: ["a", 2], end: ["a", 2] }), []);
  await assert.rejects(keysIn(kv, { start: ["a", 3], end: ["a", 2] }), TypeError);
});

conforms("a list is whole, however long it is", async (kv) => {
  const keys = Array.from({ length: 1200 }, (_, at): KeyPart[] => ["row", at]);
  for (let at = 0; at < keys.length; at += 500) await put(kv, ...keys.slice(at, at + 500));
  assert.deepEqual(await keysIn(kv, below(["row"])), keys);
  assert.equal((await keysIn(kv, below(["row"]), { limit: 700 })).length, 700);
});

conforms("a value that is too large is refused, and so is too much at once", async (kv) => {
  const commit = async (bytes: number) =>
    await kv.atomic().set(["a"], new Uint8Array(bytes)).commit();
  assert.equal((await commit(65_536)).ok, true);
  await assert.rejects(() => commit(65_537), TypeError);
  const checks = Array.from({ length: 101 }, (_, at) => ({ key: ["x", at], versionstamp: null }));
  await assert.rejects(() => kv.atomic().check(...checks).commit(), TypeError);
  await assert.rejects(async () => await kv.getMany(checks.slice(0, 11).map(({ key }) => key)));
});

conforms("any number of keys is read in their order", async (kv) => {
  const keys: Key[] = Array.from({ length: 25 }, (_, at) => ["row", at]);
  await put(kv, ["row", 3], ["row", 24]);
  const values = (await getAll(kv, keys)).map(({ value }) => value);
  assert.deepEqual(values, keys.map((_, at) => at === 3 ? 0 : at === 24 ? 1 : null));
});

conforms("orders live their life, are found, counted, forgotten and remembered", async (kv) => {
  const clock = new VirtualClock();
  const startMs = clock.nowMs();
  const writer = new Writer(kv, hastyClock);
  const orders = new OrderStore(kv, writer, clock, dayOf);
  await orders.load();
  const queries = new OrderQueries(kv, orders, () => dayOf(clock.nowMs()));
  const all = Array.from({ length: 60 }, (_, at) => newOrder(String(at), startMs + at));
  await Promise.all(all.slice(0, 50).map((order) => closeOrder(orders, order)));
  await take(orders, newOrder("50", startMs + 50), acked, startedAt("sim"));
  await take(orders, newOrder("51", startMs + 51), acked, startedAt("sim"), settledAs({}, startMs));
  const again = { server: "main", chargeId: "7" };
  await orders.change(again, repushedAt(startMs));
  const restarted = new OrderStore(kv, new Writer(kv, hastyClock), clock, dayOf);
  await restarted.load();
  assert.deepEqual([...restarted.active()].map(({ fields }) => fields.chargeId).sort(), [
    "50",
    "51",
    "7",
  ]);
  const shown: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await queries.list({ state: "settled", channel: "sim" }, 7, cursor);
    shown.push(...page.orders.map(({ fields }) => fields.chargeId));
    cursor = page.cursor;
  } while (cursor !== null);
  const expected = Array.from({ length: 50 }, (_, at) => String(49 - at));
  assert.deepEqual(shown, ["51", ...expected]);
  await orders.change(again, confirmedAt(startMs));
  const totals = await totalsOf(kv, clock);
  assert.deepEqual([totals.received, totals.settled[1]], [52, 51]);
  const retention = { retentionMs: 1, idRetentionMs: 1000 };
  assert.equal((await sweep(kv, writer, retention, startMs + 500)).orders, 50);
  assert.equal((await orders.accept(newOrder("7", startMs + 500))).kind, "known");
  assert.equal((await sweep(kv, writer, retention, startMs + 2000)).ids, 50);
  assert.equal((await orders.accept(newOrder("7", startMs + 2000))).kind, "accepted");
  assert.equal(orders.peek(idOf(newOrder("50", 0)))?.state, "processing");
});
