import assert from "node:assert/strict";
import { LastHeard } from "../../lib/wiring/last_heard.ts";
import {
  acked,
  closeOrder,
  confirmedAt,
  newOrder,
  repushedAt,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";

const SETTLED = [acked, startedAt("sim"), settledAs({}, 1)];

/** What is known of a server's last order, and of its last `OK`. */
function told(heard: LastHeard, server = "main"): (number | null)[] {
  return [heard.orderAtMs(server), heard.okAtMs(server)];
}

Deno.test("the last order is the one that was stored last, and the last OK the one that was written down last", async () => {
  const { orders, clock } = await storeWorld();
  const heard = new LastHeard();
  orders.onChange((order, before) => heard.see(order, before));
  const atMs = clock.nowMs();
  assert.deepEqual(told(heard), [null, null]);
  await take(orders, newOrder("1", atMs), ...SETTLED);
  assert.deepEqual(told(heard), [atMs, null]);
  await orders.change({ server: "main", chargeId: "1" }, confirmedAt(atMs + 5));
  await take(orders, newOrder("2", atMs + 3));
  await take(orders, newOrder("3", atMs + 9, { server: "other" }));
  assert.deepEqual([told(heard), told(heard, "other")], [[atMs + 3, atMs + 5], [atMs + 9, null]]);
  // One of long ago, pushed once more.
  await orders.change({ server: "main", chargeId: "1" }, repushedAt(atMs + 20));
  assert.deepEqual(told(heard), [atMs + 3, atMs + 5]);
  await orders.change({ server: "main", chargeId: "1" }, confirmedAt(atMs + 21));
  assert.deepEqual(told(heard), [atMs + 3, atMs + 21]);
});

Deno.test("after a restart the store tells, in as many looks as there are servers, however much is stored", async () => {
  const { kv, orders, queries, clock } = await storeWorld();
  const atMs = clock.nowMs();
  for (let at = 0; at < 400; at++) await closeOrder(orders, newOrder(`${at}`, atMs + at));
  // The one that came in last but one was confirmed last, and the newest has no OK yet.
  await take(orders, newOrder("900", atMs + 900), ...SETTLED, confirmedAt(atMs + 5000));
  await take(orders, newOrder("901", atMs + 901), ...SETTLED, confirmedAt(atMs + 4000));
  await take(orders, newOrder("902", atMs + 902), ...SETTLED);
  const heard = new LastHeard();
  let reads = 0;
  kv.beforeRead = () => void reads++;
  await heard.lookBack("main", queries);
  assert.deepEqual(told(heard), [atMs + 902, atMs + 5000]);
  assert.ok(reads < 20, `${reads} reads`);
  await heard.lookBack("nobody", queries);
  assert.deepEqual(told(heard, "nobody"), [null, null]);
});

Deno.test("behind however many results that a silent server lacks there is its last OK", async () => {
  const { orders, queries, clock } = await storeWorld();
  const atMs = clock.nowMs();
  await closeOrder(orders, newOrder("1", atMs));
  for (let at = 1; at <= 50; at++) await take(orders, newOrder(`9${at}`, atMs + at), ...SETTLED);
  const heard = new LastHeard();
  await heard.lookBack("main", queries);
  assert.deepEqual(told(heard), [atMs + 50, atMs]);
});

Deno.test("what was heard since the start is later than whatever the store tells of the time before", async () => {
  const { orders, queries, clock } = await storeWorld();
  const atMs = clock.nowMs();
  await closeOrder(orders, newOrder("1", atMs));
  const heard = new LastHeard();
  orders.onChange((order, before) => heard.see(order, before));
  // The clock was set back.
  await closeOrder(orders, newOrder("2", atMs - 1000));
  await heard.lookBack("main", queries);
  assert.deepEqual(told(heard), [atMs - 1000, atMs - 1000]);
});
