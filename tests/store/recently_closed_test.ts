import assert from "node:assert/strict";
import type { OrderFilter } from "../../lib/order_query.ts";
import { RECENTLY_CLOSED_MAX } from "../../lib/store/recently_closed.ts";
import { sweep } from "../../lib/store/retention.ts";
import type { StoreWorld } from "../support/store.ts";
import { closeOrder, confirmedAt, newOrder, repushedAt, storeWorld } from "../support/store.ts";

const ID = { server: "main", chargeId: "1" };

async function list({ queries }: StoreWorld, filter: OrderFilter = {}) {
  return (await queries.list(filter, 50, null)).orders;
}

Deno.test("what is listed of an order that closed a moment ago is what stands in the store", async () => {
  const world = await storeWorld();
  await closeOrder(world.orders, newOrder("1", world.clock.nowMs()));
  const [listed] = await list(world);
  const [stored] = await list(await storeWorld(world.kv.disk, world.clock));
  assert.ok(listed?.state === "settled" && listed.delivery.state === "confirmed");
  assert.deepEqual(listed, stored);
});

Deno.test("an order that is pushed again is listed as it is now, each time", async () => {
  const world = await storeWorld();
  const { orders, clock } = world;
  await closeOrder(orders, newOrder("1", clock.nowMs()));
  await orders.change(ID, repushedAt(clock.nowMs()));
  assert.equal((await list(world, { delivery: "confirmed" })).length, 0);
  assert.equal((await list(world, { delivery: "pending" })).length, 1);
  await orders.change(ID, confirmedAt(clock.nowMs()));
  const [again] = await list(world, { delivery: "confirmed" });
  assert.equal(again?.timeline.filter(({ kind }) => kind === "confirmed").length, 2);
});

Deno.test("an order is listed no more once it is forgotten, however few came after it", async () => {
  const world = await storeWorld();
  const { kv, writer, orders, clock } = world;
  await closeOrder(orders, newOrder("1", clock.nowMs()));
  await sweep(kv, writer, { retentionMs: 1000, idRetentionMs: 5000 }, clock.nowMs() + 2000);
  assert.deepEqual(await list(world), []);
  assert.deepEqual(await list(world, { q: "1" }), []);
});

Deno.test("of the orders that closed, only so many stay in memory, the last ones", async () => {
  const { orders, clock } = await storeWorld();
  const receivedAtMs = clock.nowMs();
  for (let at = 0; at <= RECENTLY_CLOSED_MAX; at++) {
    await closeOrder(orders, newOrder(String(at), receivedAtMs));
  }
  const kept = (chargeId: string) =>
    orders.recentlyClosed({ server: "main", chargeId, receivedAtMs }) !== null;
  assert.deepEqual([kept("0"), kept("1"), kept(String(RECENTLY_CLOSED_MAX))], [false, true, true]);
});
