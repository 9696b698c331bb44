import assert from "node:assert/strict";
import { Doubts, DOUBTS_MAX } from "../../lib/store/doubts.ts";
import { STORE_RETRY_MS } from "../../lib/store/change.ts";
import { acked, idOf, newOrder, storeWorld } from "../support/store.ts";
import { recordingLog } from "../support/recording_log.ts";

const HOLD_MS = 60_000;

/** A store that has just failed to say whether it took an order, and holds it. */
async function inDoubt(fate: "refused" | "answerLost") {
  const world = await storeWorld();
  const { kv, orders, clock } = world;
  const log = recordingLog();
  const doubts = new Doubts(orders, clock, log, () => HOLD_MS);
  const order = newOrder("1", clock.nowMs(), { sealed: "sealed" });
  kv.fate = () => fate;
  kv.beforeRead = () => {
    throw new TypeError("cannot read");
  };
  assert.equal((await orders.accept(order)).kind, "doubtful");
  const holding = doubts.hold(order, "disk I/O error");
  const mend = () => {
    kv.fate = () => "made";
    kv.beforeRead = () => {};
  };
  return { ...world, log, doubts, order, id: idOf(order), holding, mend };
}

for (const fate of ["refused", "answerLost"] as const) {
  Deno.test(`an order in doubt gets into review once the store works again (${fate})`, async () => {
    const { orders, clock, log, doubts, id, holding, mend } = await inDoubt(fate);
    await clock.advance(5 * STORE_RETRY_MS);
    assert.deepEqual([doubts.size, doubts.has(id)], [1, true]);
    assert.equal(doubts.has({ ...id, chargeId: "2" }), false);
    assert.equal(orders.peek(id), null);
    mend();
    await clock.advance(STORE_RETRY_MS);
    await holding;
    assert.deepEqual([doubts.size, doubts.has(id)], [0, false]);
    const held = orders.peek(id);
    assert.ok(held?.state === "review");
    assert.deepEqual(log.events("warn"), ["an order of doubtful storage is in review"]);
    assert.equal(held.reason, "disk I/O error");
    assert.equal(held.holdUntilMs, clock.nowMs() + HOLD_MS);
    assert.equal(held.channel, null);
    assert.equal((await orders.change(id, acked)).kind, "declined");
  });
}

Deno.test("an order in doubt that the server has sent again, and that was accepted then, goes its own way", async () => {
  const { orders, clock, log, order, id, holding, mend } = await inDoubt("refused");
  mend();
  const again = newOrder("1", clock.nowMs() + 10, { contentDigest: order.contentDigest });
  assert.equal((await orders.accept(again)).kind, "accepted");
  await clock.advance(STORE_RETRY_MS);
  await holding;
  assert.deepEqual(orders.peek(id), again);
  assert.deepEqual(log.events("warn"), []);
});

Deno.test("an order in doubt that was stored after all is known when the server sends it again", async () => {
  const { orders, clock, order, id, holding, mend } = await inDoubt("answerLost");
  mend();
  const again = newOrder("1", clock.nowMs() + 10, { contentDigest: order.contentDigest });
  assert.deepEqual(await orders.accept(again), {
    kind: "known",
    contentDigest: order.contentDigest,
  });
  await clock.advance(STORE_RETRY_MS);
  await holding;
  assert.equal(orders.peek(id)?.state, "review");
});

Deno.test("not more orders are held than the bound, and the log says so", async () => {
  const { kv, orders, clock } = await storeWorld();
  kv.fate = () => "refused";
  const log = recordingLog();
  const doubts = new Doubts(orders, clock, log, () => HOLD_MS);
  for (let at = 0; at < DOUBTS_MAX; at++) {
    doubts.hold(newOrder(String(at), clock.nowMs()), "disk I/O error");
  }
  assert.equal(doubts.size, DOUBTS_MAX);
  await doubts.hold(newOrder("one more", clock.nowMs()), "disk I/O error");
  assert.equal(doubts.size, DOUBTS_MAX);
  assert.deepEqual(log.events("error"), ["too many orders of doubtful storage, not held"]);
});
