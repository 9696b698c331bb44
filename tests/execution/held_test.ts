import assert from "node:assert/strict";
import { Dispatcher } from "../../lib/execution/dispatcher.ts";
import { HELD_FOR_GOOD_MS } from "../../lib/order.ts";
import { execution, ID, kinds } from "../support/execution.ts";
import { newOrder } from "../support/store.ts";

/** A dispatcher over a restored store. */
async function restored() {
  const world = await execution();
  let reason: string | null = "restored";
  const { orders, fleet, asking, clock, log } = world;
  const reasonToHold = () => reason;
  const dispatcher = new Dispatcher({ orders, fleet, asking, reasonToHold, clock, log });
  const receive = () => world.orders.accept(newOrder("1", world.clock.nowMs()));
  return { ...world, dispatcher, receive, goOn: () => reason = null };
}

for (const how of ["ackSent", "ackLost"] as const) {
  Deno.test(`a new order of a restored store is neither executed nor told of (${how})`, async () => {
    const { dispatcher, receive, order, a } = await restored();
    await receive();
    await dispatcher[how](ID);
    const held = order();
    assert.ok(held?.state === "review");
    assert.deepEqual([held.reason, held.holdUntilMs], ["restored", HELD_FOR_GOOD_MS]);
    assert.deepEqual(kinds(held), ["received", "doubted"]);
    assert.equal(a.submitted.length, 0);
  });
}

Deno.test("an order that was received in a restored store when the process died is not told 3", async () => {
  const { dispatcher, receive, orders, order } = await restored();
  await receive();
  const found = orders.peek(ID);
  assert.ok(found !== null);
  await dispatcher.takeUp(found);
  assert.equal(order()?.state, "review");
});

Deno.test("once the operator says so, new orders are executed", async () => {
  const { dispatcher, receive, order, goOn } = await restored();
  goOn();
  await receive();
  await dispatcher.ackSent(ID);
  assert.equal(order()?.state, "processing");
});
