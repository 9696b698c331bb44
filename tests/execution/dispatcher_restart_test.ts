import assert from "node:assert/strict";
import type { Outcome } from "../../lib/execution/channel.ts";
import { acked, idOf, newOrder, take } from "../support/store.ts";
import { execution, ID, SUCCEEDED } from "../support/execution.ts";

/** What a process left behind that died after `until`, taken up by the next one. */
async function restarted(
  until: (life: Awaited<ReturnType<typeof execution>>) => Promise<void>,
  routed?: string[],
) {
  const before = await execution();
  await until(before);
  return await execution({ disk: before.kv.disk, routed });
}

Deno.test("after a restart an order whose ack may not be out is settled 3", async () => {
  const next = await restarted(async ({ orders, clock }) => {
    await orders.accept(newOrder("1", clock.nowMs()));
  });
  for (const order of [...next.orders.active()]) await next.dispatcher.takeUp(order);
  const settled = next.order();
  assert.ok(settled?.state === "settled" && settled.result.retCode === 3);
  assert.deepEqual(next.a.submitted, []);
});

Deno.test("after a restart a queued order goes on", async () => {
  const next = await restarted(async ({ orders, clock }) => {
    await take(orders, newOrder("1", clock.nowMs()), acked);
  });
  for (const order of [...next.orders.active()]) await next.dispatcher.takeUp(order);
  assert.equal(next.a.submitted.length, 1);
  assert.equal(next.order()?.state, "processing");
});

Deno.test("after a restart an order that was being executed is queried, never submitted again", async () => {
  const rows: [Outcome | Error, string, number][] = [
    [SUCCEEDED, "settled", 0],
    [{ kind: "failed", details: {} }, "settled", 0],
    [{ kind: "unknown", reason: "no record" }, "review", 0],
    [new Error("cannot ask"), "review", 0],
    [{ kind: "pending" }, "processing", 0],
    [{ kind: "untouched", reason: "no record" }, "processing", 1],
  ];
  for (const [answer, state, submittedToNext] of rows) {
    const next = await restarted(({ send }) => send());
    next.a.toQuery.push(answer);
    const [order] = [...next.orders.active()];
    assert.ok(order !== undefined);
    await next.dispatcher.takeUp(order);
    assert.equal(next.order()?.state, state);
    assert.deepEqual(next.a.submitted, []);
    assert.deepEqual(next.a.queried.map(({ reference }) => reference), ["main-1-1"]);
    assert.equal(next.b.submitted.length, submittedToNext);
  }
});

Deno.test("after a restart an order whose channel is gone goes to review", async () => {
  const next = await restarted(({ send }) => send());
  next.fleet.use({ ...next.settings, channels: new Map([["b", next.b]]) });
  const [order] = [...next.orders.active()];
  assert.ok(order !== undefined);
  await next.dispatcher.takeUp(order);
  const review = next.order();
  assert.ok(review?.state === "review");
  assert.match(review.reason, /there is no channel a/);
  assert.deepEqual(next.b.submitted, []);
});

Deno.test("after a restart an order in review is asked about too, where its channel can say something", async () => {
  for (const canQuery of [true, false]) {
    const next = await restarted(async ({ a, send }) => {
      a.canQuery = false;
      a.toSubmit.push({ kind: "unknown", reason: "no answer" });
      await send();
    });
    next.a.canQuery = canQuery;
    next.a.toQuery.push(SUCCEEDED);
    const [order] = [...next.orders.active()];
    assert.ok(order?.state === "review");
    await next.dispatcher.takeUp(order);
    assert.equal(next.order()?.state, canQuery ? "settled" : "review");
    assert.deepEqual(next.a.submitted, []);
  }
});

Deno.test("after a restart a settled order is left to its courier", async () => {
  const next = await restarted(async ({ a, send }) => {
    a.toSubmit.push(SUCCEEDED);
    await send();
  });
  const [order] = [...next.orders.active()];
  assert.ok(order !== undefined);
  await next.dispatcher.takeUp(order);
  assert.equal(next.order(), order);
  assert.deepEqual([next.a.submitted, next.a.queried], [[], []]);
  assert.deepEqual(idOf(order), ID);
});
