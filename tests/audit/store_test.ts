import assert from "node:assert/strict";
import { doneKey, goneKey, indexKeys, orderKey } from "../../lib/store/keys.ts";
import type { KeyPart, Kv } from "../../lib/store/kv.ts";
import { encodeOrder } from "../../lib/store/order_codec.ts";
import { EXPORT_PAGE_ROWS } from "../../lib/store/export.ts";
import { SurveyBroken } from "../../lib/store/read_survey.ts";
import { sweep } from "../../lib/store/retention.ts";
import type { Order } from "../../lib/order.ts";
import { auditOf, surveying } from "../support/audits.ts";
import { exported, imported, unclear } from "../support/exports.ts";
import type { StoreWorld } from "../support/store.ts";
import {
  abandonedAt,
  acked,
  closeOrder,
  confirmedAt,
  contradictedAt,
  idOf,
  newOrder,
  repushedAt,
  rowsBelow,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";

const SIM = [acked, startedAt("sim")];
const FAILED = { retCode: 3, retCash: 0n, retCost: 0n } as const;

/** A store with an order at every place that an order can be at, two days apart, and a remembered id. */
async function everything(): Promise<StoreWorld> {
  const world = await storeWorld();
  const { kv, writer, orders, clock } = world;
  const atMs = clock.nowMs();
  await closeOrder(orders, newOrder("10", atMs - 200_000_000));
  await sweep(kv, writer, { retentionMs: 180_000_000, idRetentionMs: 1e12 }, atMs);
  await closeOrder(orders, newOrder("11", atMs - 100_000_000, { chargeCash: 12_345n }), {
    retCash: 12_000n,
  });
  await take(orders, newOrder("1", atMs));
  await take(orders, newOrder("2", atMs + 1), acked);
  await take(orders, newOrder("3", atMs + 2, { sealed: "c2VhbGVk" }), ...SIM);
  await take(orders, newOrder("4", atMs + 3), ...SIM, unclear(atMs + 60_000));
  await take(orders, newOrder("5", atMs + 4), ...SIM, settledAs({}, atMs + 9));
  await closeOrder(orders, newOrder("6", atMs + 5));
  const failed = [...SIM, settledAs(FAILED, atMs + 9)];
  await take(orders, newOrder("7", atMs + 6), ...failed, abandonedAt(atMs + 10));
  await take(orders, newOrder("8", atMs + 7, { server: "other" }), ...failed);
  const contradicted = [...failed, confirmedAt(atMs + 11), contradictedAt(atMs + 12)];
  await take(orders, newOrder("9", atMs + 8), ...contradicted);
  const again = [...failed, abandonedAt(atMs + 12), repushedAt(atMs + 13)];
  await take(orders, newOrder("12", atMs + 9), ...again);
  return world;
}

async function orderOf({ orders }: StoreWorld, chargeId: string): Promise<Order> {
  const order = await orders.get({ server: "main", chargeId });
  return order ?? assert.fail(`there is no ${chargeId}`);
}

async function put({ kv }: StoreWorld, key: KeyPart[], value: unknown): Promise<void> {
  await kv.atomic().set(key, value).commit();
}

async function remove({ kv }: StoreWorld, key: KeyPart[]): Promise<void> {
  await kv.atomic().delete(key).commit();
}

Deno.test("nothing is found in a store with orders in every state, days apart", async () => {
  const { kv } = await everything();
  const { found, looked } = await auditOf(surveying(kv));
  assert.deepEqual(found, []);
  assert.deepEqual(looked, { orders: 11, open: 7, gone: 1 });
});

Deno.test("nothing is found in an empty store", async () => {
  const { kv } = await storeWorld();
  assert.deepEqual((await auditOf(surveying(kv))).found, []);
});

Deno.test("nothing is found in a store that came from a backup, held or as it was", async () => {
  const { kv } = await everything();
  const bytes = await exported(kv);
  for (const how of ["held", "asItWas"] as const) {
    const restored = await storeWorld();
    await imported(restored.kv, bytes, { how });
    const { found, looked } = await auditOf(surveying(restored.kv));
    assert.deepEqual(found, [], how);
    assert.equal(looked.orders, 11);
  }
});

Deno.test("index rows of an earlier version, which tell less, are no findings", async () => {
  const world = await everything();
  const [server, tail] = indexKeys(await orderOf(world, "6"));
  const [row] = await rowsBelow(world.kv, server ?? assert.fail());
  const older = `${row?.value}`.split(" ").slice(0, 5).join(" ");
  await put(world, server ?? assert.fail(), older);
  await put(world, tail ?? assert.fail(), 0);
  assert.deepEqual((await auditOf(surveying(world.kv))).found, []);
});

/** What is done to the store, the rule that finds it, and what the finding is about. */
const PLANTED: readonly [
  sentence: string,
  plant: (world: StoreWorld) => Promise<void>,
  rule: string,
  line: RegExp,
][] = [
  [
    "an order is lost",
    async (world) => await remove(world, orderKey(await orderOf(world, "2"))),
    "totals",
    /neither stored nor remembered/,
  ],
  [
    "a closed order is lost",
    async (world) => await remove(world, doneKey({ server: "main", chargeId: "6" })),
    "row stray",
    /^main\/6: .*index row/,
  ],
  [
    "an order is stored that was never counted",
    async (world) => {
      const order = newOrder("77", world.clock.nowMs());
      await put(world, orderKey(order), encodeOrder(order));
    },
    "sums",
    /received main count 是 9,定单之和是 10/,
  ],
  [
    "an order stands as open and as closed",
    async (world) => {
      const order = await orderOf(world, "6");
      await put(world, ["active", "main", "6"], encodeOrder(order));
    },
    "row twice",
    /^main\/6: .*stored twice/,
  ],
  [
    "an open order stands among the closed ones",
    async (world) => {
      const order = await orderOf(world, "2");
      await remove(world, orderKey(order));
      await put(world, doneKey(idOf(order)), encodeOrder(order));
    },
    "row misplaced",
    /^main\/2:/,
  ],
  [
    "an order stands under another's number",
    async (world) => {
      await put(world, ["active", "main", "2"], encodeOrder(await orderOf(world, "1")));
    },
    "row misplaced",
    /^main\/2:/,
  ],
  [
    "an order can't be read",
    async (world) => await put(world, ["active", "main", "2"], new Uint8Array([1, 2, 3])),
    "row unreadable",
    /^main\/2: .*cannot be read/,
  ],
  [
    "an index row is missing",
    async (world) => {
      const [, tail] = indexKeys(await orderOf(world, "6"));
      await remove(world, tail ?? assert.fail());
    },
    "row missing",
    /^main\/6: .*lacks an index row/,
  ],
  [
    "an index row tells something else than its order",
    async (world) => {
      const [server] = indexKeys(await orderOf(world, "6"));
      await put(world, server ?? assert.fail(), "3 confirmed 0 100000 sim");
    },
    "row stale",
    /^main\/6:/,
  ],
  [
    "an index row names no order",
    async (world) => await put(world, ["by", "channel", "sim", 1, "main", "99"], "1"),
    "row stray",
    /^main\/99:/,
  ],
  [
    "an index row says of an order what is not so",
    async (world) => {
      const { receivedAtMs } = await orderOf(world, "6");
      await put(world, ["by", "delivery", "abandoned", receivedAtMs, "main", "6"], "1");
    },
    "row stray",
    /^main\/6:/,
  ],
  [
    "a remembered id is not listed by its time",
    async (world) => {
      const [row] = await rowsBelow(world.kv, ["gone"]);
      await remove(world, row?.key as KeyPart[]);
    },
    "row missing",
    /^main\/10:/,
  ],
  [
    "the time of an id that is not remembered is listed",
    async (world) => await put(world, goneKey({ server: "main", chargeId: "98" }, 5), 0),
    "row stray",
    /^main\/98:/,
  ],
  [
    "the amount of an order is a thousandth of a yuan more than what was counted",
    async (world) => {
      const order = await orderOf(world, "6");
      const fields = { ...order.fields, chargeCash: order.fields.chargeCash + 1n };
      await put(world, orderKey(order), encodeOrder({ ...order, fields }));
    },
    "sums",
    /定单之和是 \d+\.\d\d1/,
  ],
  [
    "a result is a thousandth less than what was counted",
    async (world) => {
      const order = await orderOf(world, "5");
      if (order.state !== "settled") assert.fail();
      const result = { ...order.result, retCash: order.result.retCash - 1n };
      await put(world, orderKey(order), encodeOrder({ ...order, result }));
    },
    "sums",
    /done 是 \d+\.000,定单之和是 \d+\.999/,
  ],
  [
    "a day's sum is too high",
    async ({ kv, clock }) => {
      const day = new Date(clock.nowMs() + 8 * 3_600_000).toISOString().slice(0, 10);
      await kv.atomic().sum(["sum", "day", day, "received", "main", "cash"], 1n).commit();
    },
    "sums",
    /received main cash/,
  ],
  [
    "the total of the received orders is too high",
    async ({ kv }) => void await kv.atomic().sum(["sum", "all", "received"], 1n).commit(),
    "days",
    /各日之和与累计不符 \(received\)/,
  ],
  [
    "the total of the settled orders is too high",
    async ({ kv }) => void await kv.atomic().sum(["sum", "all", "settled", 3], 1n).commit(),
    "totals",
    /by 1$/,
  ],
];

for (const [sentence, plant, rule, line] of PLANTED) {
  Deno.test(`it is found that ${sentence}`, async () => {
    const world = await everything();
    await plant(world);
    const { found, rules } = await auditOf(surveying(world.kv));
    assert.ok(rules.includes(rule), `${rules}: ${found.join("\n")}`);
    assert.match(found.join("\n"), new RegExp(line, "m"));
  });
}

Deno.test("what an order's own story breaks is found with its number", async () => {
  const world = await everything();
  const order = await orderOf(world, "6");
  const timeline = order.timeline.filter(({ kind }) => kind !== "acked");
  await put(world, orderKey(order), encodeOrder({ ...order, timeline }));
  const { found } = await auditOf(surveying(world.kv));
  assert.deepEqual(found, [
    "main/6: 时间线里不可能有这一步: received → started; its timeline has a step that can't be: received → started",
  ]);
});

Deno.test("orders that are received, close or are pushed again meanwhile are no findings", async () => {
  const { kv, orders, clock, writer } = await storeWorld();
  const atMs = clock.nowMs();
  const closed: Order[] = [];
  for (let at = 0; at < EXPORT_PAGE_ROWS * 3; at++) {
    const order = newOrder(`5${String(at).padStart(4, "0")}`, atMs - at * 3_600_000);
    closed.push(order);
    await closeOrder(orders, order);
  }
  const open = ["10000", "90000"].map((chargeId) => newOrder(chargeId, atMs));
  for (const order of open) await take(orders, order, ...SIM);
  let pages = 0;
  const moving = async function* () {
    for await (const piece of surveying(kv, orders)) {
      yield piece;
      pages++;
      // One of those that were met before, and one that is still to come.
      for (const order of [closed[pages], closed.at(-pages)]) {
        if (order === undefined) continue;
        await orders.change(idOf(order), repushedAt(atMs + pages));
        if (pages % 2 === 0) await orders.change(idOf(order), confirmedAt(atMs + pages));
      }
      await closeOrder(orders, newOrder(`7${pages}`, atMs));
      if (pages === 3) {
        for (const order of open) await orders.change(idOf(order), settledAs({}, atMs + 5));
      }
      if (pages === 5) await sweep(kv, writer, { retentionMs: 1e8, idRetentionMs: 1e12 }, atMs);
    }
  };
  const { found, looked } = await auditOf(moving());
  assert.ok(pages > 10, `only ${pages} pages`);
  assert.deepEqual(found, []);
  assert.ok(looked.orders >= EXPORT_PAGE_ROWS, `only ${looked.orders} orders`);
});

Deno.test("an order that moves between all looks at it is no finding, and counts", async () => {
  const { kv, orders, clock } = await storeWorld();
  const atMs = clock.nowMs();
  const order = newOrder("1", atMs);
  await take(orders, order, ...SIM, settledAs(FAILED, atMs), abandonedAt(atMs));
  let moves = 0, isMoving = false;
  const restless: Kv = {
    get: (key) => kv.get(key),
    list: (range, options) => kv.list(range, options),
    atomic: () => kv.atomic(),
    close() {},
    async getMany(keys) {
      if (!isMoving) {
        isMoving = true;
        const move = moves++ % 2 === 0 ? repushedAt(atMs) : abandonedAt(atMs);
        await orders.change(idOf(order), move);
        isMoving = false;
      }
      return await kv.getMany(keys);
    },
  };
  const { found, looked } = await auditOf(surveying(restless));
  assert.ok(moves > 8, `only ${moves} moves`);
  assert.deepEqual([found, looked.orders], [[], 1]);
});

Deno.test("ids that are forgotten for good are no findings, unless none can be forgotten yet", async () => {
  const world = await everything();
  const { kv, writer, clock } = world;
  await sweep(kv, writer, { retentionMs: 180_000_000, idRetentionMs: 1000 }, clock.nowMs());
  assert.equal((await rowsBelow(kv, ["gone"])).length, 0);
  assert.deepEqual((await auditOf(surveying(kv), null, 1000)).found, []);
  assert.deepEqual((await auditOf(surveying(kv))).rules, ["totals", "sums"]);
});

Deno.test("a million findings are a few lines", async () => {
  const { kv, orders } = await storeWorld();
  for (let at = 0; at < 300; at++) await take(orders, newOrder(`${at}`, 0));
  for (let at = 0; at < 300; at++) await kv.atomic().set(["active", "main", `${at}`], 1).commit();
  const { found } = await auditOf(surveying(kv));
  assert.ok(found.length < 40, `${found.length} lines`);
  assert.match(found.join("\n"), /另有 280 处 more like these: row unreadable/);
});

Deno.test("a survey that is cut short is no audit", async () => {
  const { kv } = await everything();
  const pieces = await Array.fromAsync(surveying(kv));
  for (const kept of [0, 1, pieces.length - 1]) {
    const cut = async function* () {
      yield* pieces.slice(0, kept);
    };
    await assert.rejects(auditOf(cut()), SurveyBroken, `${kept} pieces`);
  }
});
