import assert from "node:assert/strict";
import { newOrder, storeWorld } from "../support/store.ts";

Deno.test("an order that comes twice at once and is refused is refused for both", async () => {
  const { kv, orders, clock } = await storeWorld();
  kv.fate = (commit) => commit === 0 ? "refused" : "made";
  const order = newOrder("1", clock.nowMs());
  const both = await Promise.all([orders.accept(order), orders.accept(order)]);
  assert.deepEqual(both.map(({ kind }) => kind), ["refused", "refused"]);
  assert.equal(orders.unsettled, 0);
  assert.equal((await orders.accept(order)).kind, "accepted");
});
