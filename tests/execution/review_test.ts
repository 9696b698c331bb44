import assert from "node:assert/strict";
import { ReviewWatch } from "../../lib/execution/review.ts";
import { silentLog } from "../../lib/log.ts";
import { move } from "../../lib/move.ts";
import type { Order } from "../../lib/order.ts";
import { acked, idOf, newOrder, startedAt, storeWorld, take } from "../support/store.ts";
import { SUCCESS } from "../support/web_orders.ts";

const HOLD_MS = 1_800_000;
const ID = { server: "main", chargeId: "1" };

/** A store with one order in review, watched. */
async function inReview(holdMs = HOLD_MS) {
  const world = await storeWorld();
  const { orders, clock } = world;
  const watch = new ReviewWatch(orders, clock, silentLog);
  orders.onChange((order) => watch.see(order));
  const holdUntilMs = clock.nowMs() + holdMs;
  const unclear = (order: Order) =>
    order.state === "processing"
      ? move(order, { kind: "unclear", reason: "timeout", holdUntilMs }, clock.nowMs())
      : null;
  await take(orders, newOrder("1", clock.nowMs()), acked, startedAt("sim"), unclear);
  return { ...world, watch, order: () => orders.peek(ID) };
}

Deno.test("an order in review is settled 2 once its hold is over, not before", async () => {
  const { clock, order } = await inReview();
  await clock.advance(HOLD_MS - 1);
  assert.equal(order()?.state, "review");
  await clock.advance(1);
  const settled = order();
  assert.ok(settled?.state === "settled");
  assert.deepEqual([settled.result.retCode, settled.result.by], [2, "czdock"]);
  assert.equal(settled.result.atMs, clock.nowMs());
  assert.equal(settled.channel, "sim");
  assert.equal(clock.pending, 0);
});

Deno.test("a hold of nothing is over at once", async () => {
  const { clock, order } = await inReview(0);
  await clock.advance(0);
  assert.equal(order()?.state, "settled");
});

Deno.test("an answer in time ends the hold", async () => {
  const { clock, orders, order } = await inReview();
  await clock.advance(1000);
  await orders.change(
    ID,
    (order) =>
      order.state === "review" ? move(order, { kind: "settled", result: SUCCESS }, 1) : null,
  );
  assert.equal(clock.pending, 0);
  await clock.advance(HOLD_MS);
  const settled = order();
  assert.ok(settled?.state === "settled" && settled.result.retCode === 1);
});

Deno.test("after a restart the hold goes on with the same deadline, also one that is over", async () => {
  for (const awayMs of [1000, 2 * HOLD_MS]) {
    const { kv, clock, watch } = await inReview();
    watch.stop();
    await clock.advance(awayMs);
    const next = await storeWorld(kv.disk, clock);
    const nextWatch = new ReviewWatch(next.orders, clock, silentLog);
    for (const order of next.orders.active()) nextWatch.see(order);
    await clock.advance(Math.max(0, HOLD_MS - awayMs - 1));
    if (awayMs < HOLD_MS) assert.equal(next.orders.peek(ID)?.state, "review");
    await clock.advance(1);
    const settled = next.orders.peek(ID);
    assert.ok(settled?.state === "settled" && settled.result.retCode === 2);
  }
});

Deno.test("a timer that comes too early by the clock is set again", async () => {
  const { clock, orders, watch } = await inReview();
  watch.stop();
  // The clock is set back by a minute while the timer runs.
  let backMs = 0;
  const setBack = { nowMs: () => clock.nowMs() - backMs, after: clock.after.bind(clock) };
  const order = orders.peek(ID);
  assert.ok(order !== null);
  new ReviewWatch(orders, setBack, silentLog).see(order);
  backMs = 60_000;
  await clock.advance(HOLD_MS);
  assert.equal(orders.peek(ID)?.state, "review");
  await clock.advance(60_000);
  assert.equal(orders.peek(ID)?.state, "settled");
});

Deno.test("a stop lets go of every hold", async () => {
  const { clock, orders, watch, order } = await inReview();
  await take(orders, newOrder("2", clock.nowMs()));
  watch.stop();
  assert.equal(clock.pending, 0);
  await clock.advance(HOLD_MS);
  assert.equal(order()?.state, "review");
  assert.deepEqual(idOf(order() ?? newOrder("", 0)), ID);
});
