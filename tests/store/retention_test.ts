import assert from "node:assert/strict";
import { silentLog } from "../../lib/log.ts";
import { STORE_FORMAT } from "../../lib/store/keys.ts";
import type { Key, Kv, Row } from "../../lib/store/kv.ts";
import { sweep, SWEEP_ORDERS_MAX } from "../../lib/store/retention.ts";
import { RetentionWatch, SWEEP_AGAIN_MS, SWEEP_EVERY_MS } from "../../lib/store/retention_watch.ts";
import { recordingLog } from "../support/recording_log.ts";
import {
  abandonedAt,
  acked,
  closeOrder,
  confirmedAt,
  idOf,
  newOrder,
  repushedAt,
  rowsBelow,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";

const DAY_MS = 86_400_000;
const RETENTION = { retentionMs: 180 * DAY_MS, idRetentionMs: 1095 * DAY_MS };

/** Every row but the sums. */
async function rows(kv: Kv): Promise<Row[]> {
  const prefixes: Key[] = [["active"], ["done"], ["by"], ["gone"]];
  return (await Promise.all(prefixes.map((prefix) => rowsBelow(kv, prefix)))).flat();
}

Deno.test("a closed order is forgotten once its retention is over, and its id remembered", async () => {
  const { kv, writer, orders, queries, clock } = await storeWorld();
  const startMs = clock.nowMs();
  const order = newOrder("1", startMs);
  await closeOrder(orders, order);
  const dueMs = startMs + RETENTION.retentionMs;
  assert.deepEqual(await sweep(kv, writer, RETENTION, dueMs), { orders: 0, ids: 0, more: false });
  assert.notEqual(await orders.get(idOf(order)), null);
  const swept = await sweep(kv, writer, RETENTION, dueMs + 1);
  assert.deepEqual(swept, { orders: 1, ids: 0, more: false });
  assert.equal(await orders.get(idOf(order)), null);
  assert.deepEqual((await queries.list({}, 50, null)).orders, []);
  assert.deepEqual((await queries.list({ q: "1" }, 50, null)).orders, []);
  assert.deepEqual(await orders.accept(newOrder("1", dueMs)), {
    kind: "known",
    contentDigest: order.contentDigest,
  });
  assert.equal(await orders.knownDigest(idOf(order)), order.contentDigest);
  assert.deepEqual(await orders.change(idOf(order), repushedAt(1)), { kind: "notFound" });
  assert.equal((await rows(kv)).length, 2);
  const [row] = await rowsBelow(kv, ["done"]);
  assert.ok(row?.value instanceof Uint8Array);
  assert.doesNotMatch(new TextDecoder().decode(row.value), /13530017201/);
});

Deno.test("much later the id is forgotten too, and nothing is left", async () => {
  const { kv, writer, orders, clock } = await storeWorld();
  const startMs = clock.nowMs();
  await closeOrder(orders, newOrder("1", startMs));
  await sweep(kv, writer, RETENTION, startMs + RETENTION.retentionMs + 1);
  const dueMs = startMs + RETENTION.idRetentionMs;
  assert.deepEqual(await sweep(kv, writer, RETENTION, dueMs), { orders: 0, ids: 0, more: false });
  assert.equal((await sweep(kv, writer, RETENTION, dueMs + 1)).ids, 1);
  assert.deepEqual(await rows(kv), []);
  assert.deepEqual(await orders.accept(newOrder("1", dueMs)), { kind: "accepted" });
});

Deno.test("an order that is not closed is never forgotten", async () => {
  const { kv, writer, orders, clock } = await storeWorld();
  const startMs = clock.nowMs();
  await take(orders, newOrder("1", startMs), acked, startedAt("sim"));
  await take(orders, newOrder("2", startMs), acked, startedAt("sim"), settledAs({}, startMs));
  await sweep(kv, writer, RETENTION, startMs + 10 * RETENTION.idRetentionMs);
  const next = await storeWorld(kv.disk);
  assert.deepEqual([...next.orders.active()].map(({ state }) => state), ["processing", "settled"]);
});

Deno.test("an abandoned order that was pushed again and confirmed leaves nothing behind", async () => {
  const { kv, writer, orders, clock } = await storeWorld();
  const startMs = clock.nowMs();
  const order = newOrder("1", startMs);
  const settled = settledAs({}, startMs);
  await take(orders, order, acked, startedAt("sim"), settled, abandonedAt(startMs));
  await orders.change(idOf(order), repushedAt(startMs));
  await orders.change(idOf(order), confirmedAt(startMs));
  await sweep(kv, writer, RETENTION, startMs + RETENTION.retentionMs + 1);
  await sweep(kv, writer, RETENTION, startMs + RETENTION.idRetentionMs + 1);
  assert.deepEqual(await rows(kv), []);
});

Deno.test("an order that is pushed again while a sweep runs is either forgotten or pushed, not both", async () => {
  const { kv, writer, orders, clock } = await storeWorld();
  const startMs = clock.nowMs();
  const all = Array.from({ length: 30 }, (_, at) => newOrder(String(at), startMs));
  await Promise.all(all.map((order) => closeOrder(orders, order)));
  const [, ...changes] = await Promise.all([
    sweep(kv, writer, RETENTION, startMs + RETENTION.retentionMs + 1),
    ...all.map(async (order, at) => {
      for (let turn = 0; turn < at; turn++) await Promise.resolve();
      return await orders.change(idOf(order), repushedAt(startMs));
    }),
  ]);
  for (const [at, changed] of changes.entries()) {
    const order = all[at] ?? newOrder("", 0);
    const known = changed.kind === "changed";
    assert.ok(known || changed.kind === "notFound", changed.kind);
    assert.equal((await orders.get(idOf(order))) !== null, known);
    const standing = await kv.getMany([
      ["active", "main", String(at)],
      ["done", "main", String(at)],
    ]);
    assert.equal(standing.filter(({ value }) => value !== null).length, 1);
  }
  const pushed = changes.filter(({ kind }) => kind === "changed").length;
  assert.equal(orders.counts.settled, pushed);
  await Promise.all(all.map((order) => orders.change(idOf(order), confirmedAt(startMs))));
  assert.equal(
    (await sweep(kv, writer, RETENTION, startMs + RETENTION.retentionMs + 1)).more,
    false,
  );
  assert.equal((await rowsBelow(kv, ["gone"])).length, 30);
  assert.deepEqual(await rowsBelow(kv, ["by"]), []);
});

Deno.test("an order that closes again while a sweep looks at it stays where listings find it", async () => {
  const { kv, writer, orders, queries, clock } = await storeWorld();
  const startMs = clock.nowMs();
  const order = newOrder("1", startMs);
  await closeOrder(orders, order);
  await orders.change(idOf(order), repushedAt(startMs));
  const looking: Kv = {
    get: async (key) => {
      const row = await kv.get(key);
      await orders.change(idOf(order), confirmedAt(startMs));
      return row;
    },
    getMany: (keys) => kv.getMany(keys),
    list: (range, options) => kv.list(range, options),
    atomic: () => kv.atomic(),
    close: () => kv.close(),
  };
  await sweep(looking, writer, RETENTION, startMs + RETENTION.retentionMs + 1);
  assert.equal((await queries.list({}, 50, null)).orders.length, 1);
  await sweep(kv, writer, RETENTION, startMs + RETENTION.retentionMs + 1);
  assert.equal((await rowsBelow(kv, ["gone"])).length, 1);
});

Deno.test("a sweep forgets a bounded number, oldest first, and says that there is more", async () => {
  const { kv, writer, orders, clock } = await storeWorld();
  const startMs = clock.nowMs();
  const count = SWEEP_ORDERS_MAX + 3;
  await Promise.all(
    Array.from(
      { length: count },
      (_, at) => closeOrder(orders, newOrder(String(at), startMs + at)),
    ),
  );
  const nowMs = startMs + RETENTION.retentionMs + count;
  assert.deepEqual(await sweep(kv, writer, RETENTION, nowMs), {
    orders: SWEEP_ORDERS_MAX,
    ids: 0,
    more: true,
  });
  const left = await Promise.all(
    [0, SWEEP_ORDERS_MAX - 1, SWEEP_ORDERS_MAX, count - 1].map((at) =>
      orders.get({ server: "main", chargeId: String(at) })
    ),
  );
  assert.deepEqual(left.map((order) => order !== null), [false, false, true, true]);
  assert.deepEqual(await sweep(kv, writer, RETENTION, nowMs), { orders: 3, ids: 0, more: false });
});

Deno.test("the watch sweeps as long as there is more, then now and then, until it is stopped", async () => {
  const { kv, writer, orders, clock } = await storeWorld();
  const count = SWEEP_ORDERS_MAX + 3;
  await Promise.all(
    Array.from(
      { length: count },
      (_, at) => closeOrder(orders, newOrder(String(at), clock.nowMs())),
    ),
  );
  const log = recordingLog();
  const retention = { retentionMs: 1, idRetentionMs: RETENTION.idRetentionMs };
  const watch = new RetentionWatch(kv, writer, retention, clock, log);
  watch.start();
  await clock.advance(SWEEP_EVERY_MS / 10);
  assert.equal((await rowsBelow(kv, ["gone"])).length, SWEEP_ORDERS_MAX);
  await clock.advance(SWEEP_AGAIN_MS);
  assert.equal((await rowsBelow(kv, ["gone"])).length, count);
  assert.deepEqual(log.events("info"), ["forgot what is old"]);
  kv.beforeRead = () => {
    throw new TypeError("cannot read");
  };
  await clock.advance(SWEEP_EVERY_MS);
  assert.deepEqual(log.events("error"), ["cannot forget what is old"]);
  kv.beforeRead = () => {};
  await closeOrder(orders, newOrder("late", clock.nowMs() - 10));
  await clock.advance(SWEEP_EVERY_MS);
  assert.equal((await rowsBelow(kv, ["gone"])).length, count + 1);
  await watch.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("a stop waits for the sweep under way, and no other follows", async () => {
  const { kv, writer, clock } = await storeWorld();
  const reading = Promise.withResolvers<void>();
  kv.beforeRead = () => reading.promise;
  const watch = new RetentionWatch(kv, writer, RETENTION, clock, silentLog);
  watch.start();
  await clock.advance(SWEEP_EVERY_MS / 10);
  let isStopped = false;
  const stopped = watch.stop().then(() => isStopped = true);
  await clock.advance(SWEEP_EVERY_MS);
  assert.equal(isStopped, false);
  reading.resolve();
  await stopped;
  assert.equal(clock.pending, 0);
});

Deno.test("sweeps that follow on each other are told of in one line, also where a stop ends them", async () => {
  const { kv, writer, orders, clock } = await storeWorld();
  const numbers = Array.from({ length: 2 * SWEEP_ORDERS_MAX + 3 }, (_, at) => String(at));
  await Promise.all(numbers.map((number) => closeOrder(orders, newOrder(number, clock.nowMs()))));
  const log = recordingLog();
  const retention = { retentionMs: 1, idRetentionMs: RETENTION.idRetentionMs };
  const watch = new RetentionWatch(kv, writer, retention, clock, log);
  watch.start();
  await clock.advance(SWEEP_EVERY_MS / 10 + SWEEP_AGAIN_MS);
  assert.deepEqual(log.events("info"), []);
  await watch.stop();
  const [line, ...others] = log.lines;
  assert.deepEqual(line?.fields, { orders: 2 * SWEEP_ORDERS_MAX, ids: 0 });
  assert.deepEqual(others, []);
});

Deno.test("a watch that was stopped before its first sweep never sweeps", async () => {
  const { kv, writer, clock } = await storeWorld();
  kv.beforeRead = () => assert.fail("it looked");
  const watch = new RetentionWatch(kv, writer, RETENTION, clock, silentLog);
  watch.start();
  await watch.stop();
  await clock.advance(SWEEP_EVERY_MS);
  assert.equal(STORE_FORMAT, 1);
});
