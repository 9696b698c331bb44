import assert from "node:assert/strict";
import type { Order } from "../../lib/order.ts";
import type { OrderFilter } from "../../lib/order_query.ts";
import { QueryError } from "../../lib/order_query.ts";
import { move } from "../../lib/move.ts";
import type { KeyPart } from "../../lib/store/kv.ts";
import { ROWS_FIRST_PAGE_MAX, ROWS_PER_PAGE_MAX } from "../../lib/store/queries.ts";
import {
  abandonedAt,
  acked,
  closeOrder,
  confirmedAt,
  contradictedAt,
  dayOf,
  newOrder,
  repushedAt,
  rowsBelow,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";
import type { StoreWorld } from "../support/store.ts";

/** One order of each kind, the newest last; their numbers say what they are. */
async function oneOfEach(): Promise<StoreWorld> {
  const world = await storeWorld();
  const { orders, clock } = world;
  const startMs = clock.nowMs();
  const make = (chargeId: string, differences = {}) =>
    newOrder(chargeId, startMs + Number(chargeId), differences);
  await closeOrder(orders, make("1", { server: "other", chargeAcct: "13800001111" }));
  await closeOrder(orders, make("2"), { retCode: 3 }, "desk");
  await closeOrder(orders, make("3", { chargeType: 5, chargeCash: 200_000n }), { retCode: 2 });
  const abandoned = make("4", { chargeAcct: "99990000" });
  const settled = settledAs({}, startMs, { supplierRef: "P-4" });
  await take(orders, abandoned, acked, startedAt("sim"), settled, abandonedAt(startMs));
  const failed = settledAs({ retCode: 3 }, startMs, { supplierRef: "P-5" });
  await take(orders, make("5", { chargeType: 5 }), acked, startedAt("desk"), failed);
  const unclear = (order: Order) =>
    order.state === "processing"
      ? move(order, { kind: "unclear", reason: "timeout", holdUntilMs: startMs }, startMs)
      : null;
  await take(orders, make("6"), acked, startedAt("sim"), unclear);
  await take(orders, make("7"), acked, startedAt("desk"));
  await take(orders, make("8", { chargeCash: 200_000n }), acked);
  await take(orders, make("9", { server: "other", chargeAcct: "13800001111" }));
  for (const id of [{ server: "other", chargeId: "1" }, { server: "main", chargeId: "4" }]) {
    await orders.change(id, contradictedAt(startMs));
  }
  return world;
}

async function found({ queries }: StoreWorld, filter: OrderFilter): Promise<string> {
  const { orders, cursor } = await queries.list(filter, 50, null);
  assert.equal(cursor, null);
  return orders.map(({ fields }) => fields.chargeId).join(" ");
}

Deno.test("a listing finds the orders by each part of the filter, newest first", async () => {
  const world = await oneOfEach();
  const startMs = world.clock.nowMs();
  const rows: [OrderFilter, string][] = [
    [{}, "9 8 7 6 5 4 3 2 1"],
    [{ state: "received" }, "9"],
    [{ state: "queued" }, "8"],
    [{ state: "processing" }, "7"],
    [{ state: "review" }, "6"],
    [{ state: "settled" }, "5 4 3 2 1"],
    [{ retCode: 1 }, "4 1"],
    [{ retCode: 2 }, "3"],
    [{ retCode: 3 }, "5 2"],
    [{ delivery: "pending" }, "5"],
    [{ delivery: "confirmed" }, "3 2 1"],
    [{ delivery: "abandoned" }, "4"],
    [{ server: "other" }, "9 1"],
    [{ server: "nobody" }, ""],
    [{ channel: "desk" }, "7 5 2"],
    [{ channel: "sim" }, "6 4 3 1"],
    [{ q: "3" }, "3"],
    [{ q: "13800001111" }, "9 1"],
    [{ q: "1111" }, "9 1"],
    [{ q: "0000" }, "4"],
    [{ q: "138" }, ""],
    [{ q: "P-4" }, "4"],
    [{ q: "P-5" }, "5"],
    [{ q: "P-4", server: "other" }, ""],
    [{ fromMs: startMs + 8 }, "9 8"],
    [{ toMs: startMs + 3 }, "2 1"],
    [{ fromMs: startMs + 2, toMs: startMs + 5 }, "4 3 2"],
    [{ fromMs: startMs + 5, toMs: startMs + 2 }, ""],
    [{ fromMs: startMs + 5, toMs: startMs + 5 }, ""],
    [{ toMs: -5 }, ""],
    [{ server: "other", retCode: 1, channel: "sim", q: "1111" }, "1"],
    [{ server: "main", retCode: 1 }, "4"],
    [{ state: "settled", delivery: "pending", channel: "desk" }, "5"],
    [{ chargeType: 0 }, "9 8 7 6 4 2 1"],
    [{ chargeType: 5 }, "5 3"],
    [{ chargeType: 5, retCode: 2 }, "3"],
    [{ cashMin: 100_001n }, "8 3"],
    [{ cashMin: 100_000n, cashMax: 100_000n }, "9 7 6 5 4 2 1"],
    [{ cashMax: 99_999n }, ""],
    [{ flag: "contradicted" }, "4 1"],
    [{ flag: "contradicted", server: "other" }, "1"],
    [{ flag: "needsYou" }, "7 6 4 1"],
  ];
  for (const [filter, numbers] of rows) {
    assert.equal(await found(world, filter), numbers, Deno.inspect(filter));
  }
});

Deno.test("an order that was pushed again is found as pending, and no longer as abandoned", async () => {
  const world = await oneOfEach();
  const id = { server: "main", chargeId: "4" };
  await world.orders.change(id, repushedAt(world.clock.nowMs()));
  assert.equal(await found(world, { delivery: "abandoned" }), "");
  assert.equal(await found(world, { delivery: "pending" }), "5 4");
  assert.equal(await found(world, {}), "9 8 7 6 5 4 3 2 1");
  await world.orders.change(id, confirmedAt(world.clock.nowMs()));
  assert.equal(await found(world, { delivery: "abandoned" }), "");
  assert.equal(await found(world, { delivery: "confirmed" }), "4 3 2 1");
});

Deno.test("a filter that few orders fit gives short pages, and loses none of them", async () => {
  const { orders, queries, clock } = await storeWorld();
  const startMs = clock.nowMs();
  const count = ROWS_PER_PAGE_MAX + 100;
  await Promise.all(Array.from({ length: count }, (_, at) => {
    const order = newOrder(String(at), startMs + at);
    return closeOrder(orders, order, { retCode: at === 0 ? 1 : 3 });
  }));
  const filter: OrderFilter = { server: "main", retCode: 1 };
  const first = await queries.list(filter, 50, null);
  assert.deepEqual(first.orders, []);
  assert.ok(first.cursor !== null);
  const second = await queries.list(filter, 50, first.cursor);
  assert.deepEqual(second.orders.map(({ fields }) => fields.chargeId), ["0"]);
  assert.equal(second.cursor, null);
});

Deno.test("what has no index is looked for at a glance: a bounded number of rows, and hardly an order read", async () => {
  const world = await storeWorld();
  const { orders, queries, clock, kv } = world;
  const startMs = clock.nowMs();
  const count = ROWS_FIRST_PAGE_MAX + 400;
  await Promise.all(Array.from({ length: count }, (_, at) => {
    const rare = at % 200 === 0;
    const chargeCash = rare ? 7_000n : 100_000n;
    return closeOrder(orders, newOrder(String(at), startMs + at, { chargeCash }));
  }));
  let reads = 0;
  kv.beforeRead = () => void reads++;
  const filter: OrderFilter = { cashMax: 7_000n };
  const first = await queries.list(filter, 50, null);
  assert.deepEqual(first.orders.map(({ fields }) => fields.chargeId), ["600", "400"]);
  assert.ok(first.cursor !== null);
  // The servers' names, the pieces of the index, the two orders.
  assert.ok(reads <= 10, `${reads} reads`);
  const second = await queries.list(filter, 50, first.cursor);
  assert.deepEqual(second.orders.map(({ fields }) => fields.chargeId), ["200", "0"]);
  assert.equal(second.cursor, null);
});

Deno.test("of many accounts with one tail, a search for a whole one reads that one order", async () => {
  const { orders, queries, clock, kv } = await storeWorld();
  const startMs = clock.nowMs();
  await Promise.all(Array.from({ length: 200 }, (_, at) => {
    const chargeAcct = `${13_000 + at}991111`;
    return closeOrder(orders, newOrder(String(at), startMs + at, { chargeAcct }));
  }));
  let reads = 0;
  kv.beforeRead = () => void reads++;
  const page = await queries.list({ q: "13007991111" }, 50, null);
  assert.deepEqual(page.orders.map(({ fields }) => fields.chargeId), ["7"]);
  // The servers' names, that number at each server, the pieces of the two indexes, the one order.
  assert.ok(reads <= 15, `${reads} reads`);
  assert.equal((await queries.list({ q: "1111" }, 50, null)).orders.length, 50);
});

Deno.test("a first page takes two looks into the store one after the other, one where it shows only what closed last", async () => {
  const before = await storeWorld();
  const startMs = before.clock.nowMs();
  await Promise.all(Array.from({ length: 400 }, (_, at) => {
    const chargeType = at % 100 === 0 ? 5 : 0;
    const order = newOrder(String(at), startMs + at, {
      chargeType,
      chargeAcct: `${at + 100}991111`,
    });
    return closeOrder(before.orders, order, { retCode: 3 });
  }));
  const after = await storeWorld(before.kv.disk, before.clock);
  /** How often somebody waited for the store, where all that is asked at once is answered at once. */
  const looks = async ({ kv, queries }: StoreWorld, filter: OrderFilter) => {
    const waiting: (() => void)[] = [];
    let count = 0, ended = false;
    kv.beforeRead = () => new Promise((go) => void waiting.push(go));
    const listed = queries.list(filter, 50, null).finally(() => ended = true);
    while (!ended) {
      // Whatever the last answers lead to has been asked by then.
      await new Promise((go) => setTimeout(go, 0));
      if (waiting.length > 0) count++;
      waiting.splice(0).forEach((go) => go());
    }
    kv.beforeRead = () => {};
    return [count, (await listed).orders.length];
  };
  for (const { queries } of [before, after]) await queries.list({}, 50, null);
  assert.deepEqual(await looks(before, {}), [1, 50]);
  assert.deepEqual(await looks(after, {}), [2, 50]);
  assert.deepEqual(await looks(after, { chargeType: 5 }), [2, 3]);
  assert.deepEqual(await looks(after, { chargeType: 5, retCode: 3 }), [2, 3]);
  assert.deepEqual(await looks(after, { q: "407991111" }), [3, 1]);
  assert.deepEqual(await looks(after, { q: "7" }), [2, 1]);
});

Deno.test("index rows that have no marks yet are found by account and by the supplier's number", async () => {
  const world = await oneOfEach();
  for (const { key, value } of await rowsBelow(world.kv, ["by"])) {
    const marked = String(value).split(" ");
    assert.equal(marked.length, 7);
    await world.kv.atomic().set(key as KeyPart[], marked.slice(0, 5).join(" ")).commit();
  }
  assert.equal(await found(world, { q: "13800001111" }), "9 1");
  assert.equal(await found(world, { q: "P-4" }), "4");
});

Deno.test("index rows of an earlier version tell nothing at a glance, and their orders are found all the same", async () => {
  const world = await storeWorld();
  const { orders, queries, clock, kv } = world;
  await closeOrder(orders, newOrder("1", clock.nowMs(), { chargeType: 5 }));
  for (const row of await rowsBelow(kv, ["by"])) {
    await kv.atomic().set(row.key as KeyPart[], 0).commit();
  }
  const page = await queries.list({ chargeType: 5 }, 50, null);
  assert.deepEqual(page.orders.map(({ fields }) => fields.chargeId), ["1"]);
});

Deno.test("a cursor that is none is the asker's fault, and says so", async () => {
  const { queries } = await oneOfEach();
  const encoded = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url" });
  const garbage = [
    "",
    "x",
    "%%%",
    "aGVsbG8",
    encoded(null),
    encoded({}),
    encoded([]),
    encoded(["1", "main", "2"]),
    encoded([1.5, "main", "2"]),
    encoded([1, 2, "3"]),
    encoded([1, "main"]),
  ];
  for (const cursor of garbage) {
    await assert.rejects(queries.list({}, 50, cursor), (error) => {
      assert.ok(error instanceof QueryError, cursor);
      assert.equal(error.field, "cursor");
      return true;
    });
  }
});

Deno.test("a cursor from another listing is only a place", async () => {
  const world = await oneOfEach();
  const { queries, clock } = world;
  const numbers = (orders: readonly Order[]) => orders.map(({ fields }) => fields.chargeId);
  const { cursor } = await queries.list({}, 4, null);
  const main = await queries.list({ server: "main" }, 50, cursor);
  assert.deepEqual(numbers(main.orders), ["5", "4", "3", "2"]);
  const later = await queries.list({ fromMs: clock.nowMs() + 8 }, 50, cursor);
  assert.deepEqual(later, { orders: [], cursor: null });
  const before1970 = new TextEncoder().encode(JSON.stringify([-5, "main", "1"])).toBase64();
  assert.deepEqual(await queries.list({}, 50, before1970), { orders: [], cursor: null });
});

Deno.test("the overview counts by state and result, and names the oldest", async () => {
  const { queries, clock } = await oneOfEach();
  const startMs = clock.nowMs();
  const overview = await queries.overview();
  assert.deepEqual(overview.active, {
    received: 1,
    queued: 1,
    processing: 1,
    review: 1,
    settled: 1,
  });
  assert.equal(overview.received, 9);
  assert.equal(overview.receivedToday, 9);
  assert.deepEqual(overview.settled, { 1: 2, 2: 1, 3: 2 });
  assert.deepEqual(overview.settledToday[1], { count: 2, cash: 200_000n, cost: 198_200n });
  assert.equal(overview.settledToday[3].count, 2);
  assert.equal(overview.oldestUnsettledAtMs, startMs + 6);
  assert.deepEqual([...overview.undeliveredSinceMs], [["main", startMs]]);
});

Deno.test("the overview of an empty store is all zero, and of another day has no share of this one", async () => {
  const empty = await storeWorld();
  const overview = await empty.queries.overview();
  assert.deepEqual([overview.received, overview.oldestUnsettledAtMs], [0, null]);
  assert.equal(overview.undeliveredSinceMs.size, 0);
  const { queries, clock } = await oneOfEach();
  await clock.advance(2 * 86_400_000);
  const later = await queries.overview();
  assert.deepEqual([later.received, later.receivedToday], [9, 0]);
  assert.deepEqual(later.settledToday[1], { count: 0, cash: 0n, cost: 0n });
});

Deno.test("the sums of days tell each kind apart: result, server, channel and type", async () => {
  const { queries, clock } = await oneOfEach();
  const day = dayOf(clock.nowMs());
  const sums = await queries.daySums(day, day);
  assert.deepEqual(
    sums.map(({ retCode, server, channel, chargeType, count, cash, done, cost }) => [
      [retCode, server, channel, chargeType].join(" "),
      count,
      cash,
      done,
      cost,
    ]),
    [
      ["1 main sim 0", 1, 100_000n, 100_000n, 99_100n],
      ["1 other sim 0", 1, 100_000n, 100_000n, 99_100n],
      ["2 main sim 5", 1, 200_000n, 100_000n, 99_100n],
      ["3 main desk 0", 1, 100_000n, 100_000n, 99_100n],
      ["3 main desk 5", 1, 100_000n, 100_000n, 99_100n],
    ],
  );
  assert.deepEqual(await queries.daySums("2020-01-01", "2020-01-31"), []);
});

Deno.test("what waits at a desk comes oldest first, so many as are asked for, with how many there are", async () => {
  const { orders, queries, clock } = await oneOfEach();
  const later = newOrder("70", clock.nowMs() + 70);
  await take(orders, later, acked, startedAt("desk"));
  const numbers = (max: number) => queries.desk(max).orders.map(({ fields }) => fields.chargeId);
  assert.deepEqual([numbers(9), numbers(1), queries.desk(1).count], [["7", "70"], ["7"], 2]);
});
