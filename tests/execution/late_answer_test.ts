import assert from "node:assert/strict";
import { settleByHand } from "../../lib/execution/by_hand.ts";
import type { Outcome } from "../../lib/execution/channel.ts";
import { INQUIRY_PLAN } from "../../lib/execution/channel.ts";
import { ReviewWatch } from "../../lib/execution/review.ts";
import type { Order, Processing } from "../../lib/order.ts";
import { silentLog } from "../../lib/log.ts";
import { move } from "../../lib/move.ts";
import { execution, HOLD_MS, ID, kinds, SUCCEEDED } from "../support/execution.ts";

const { firstMs: QUERY_FIRST_MS, maxMs: QUERY_MAX_MS } = INQUIRY_PLAN;
const UNKNOWN: Outcome = { kind: "unknown", reason: "no answer" };
const FAILED: Outcome = { kind: "failed", details: { retDetail: "空号" } };
const UNTOUCHED: Outcome = { kind: "untouched", reason: "no record" };
const BY_HAND = {
  retDetail: "人工处理",
  userContent: "",
  retCost: 0n,
  retBalance: 0n,
};

/** An order that channel `a` was asked about, and that is in review. */
async function inReview() {
  const world = await execution();
  const { a, orders, clock, send, order } = world;
  const watch = new ReviewWatch(orders, clock, silentLog);
  orders.onChange((changed) => watch.see(changed));
  // It can't be asked, so that only the test's answers count.
  a.canQuery = false;
  a.toSubmit.push(UNKNOWN);
  await send();
  assert.equal(order()?.state, "review");
  const asked = a.submitted[0]?.order;
  assert.ok(asked !== undefined);
  return { ...world, asked };
}

function resultOf(order: Order | null) {
  assert.ok(order?.state === "settled");
  const { retCode, retCash, by } = order.result;
  return [retCode, retCash, by];
}

Deno.test("while an order is on its way to its channel, that the channel knows nothing of it proves nothing", async () => {
  const { a, b, clock, asking, orders, send, order } = await execution();
  const submission = Promise.withResolvers<Outcome>();
  const late = Promise.withResolvers<Outcome>();
  a.toSubmit.push(() => submission.promise);
  a.toQuery.push(UNTOUCHED, () => late.promise);
  const sent = send();
  await clock.settle();
  for (let clicks = 0; clicks < 2; clicks++) {
    assert.equal(asking.inquire(orders.peek(ID) ?? assert.fail()), "asked");
    await clock.settle();
  }
  assert.deepEqual([order()?.state, a.queried.length], ["processing", 2]);
  submission.resolve(UNKNOWN);
  await sent;
  // Asked while it was on its way, answered when it had arrived: older than what came of it.
  late.resolve(UNTOUCHED);
  await clock.settle();
  assert.deepEqual([order()?.state, b.submitted], ["processing", []]);
  // Asked afterwards, it is proof.
  a.toQuery.push(UNTOUCHED);
  asking.inquire(orders.peek(ID) ?? assert.fail());
  await clock.settle();
  assert.deepEqual([order()?.state, b.submitted.length], ["processing", 1]);
});

Deno.test("a clear answer that comes late settles an order in review", async () => {
  const rows: [Outcome, unknown[]][] = [
    [SUCCEEDED, [1, 100_000n, "channel:a"]],
    [{ kind: "succeeded", details: { retCash: 50_000n } }, [1, 50_000n, "channel:a"]],
    [FAILED, [3, 0n, "channel:a"]],
  ];
  for (const [outcome, result] of rows) {
    const { asked, b, clock, asking, order } = await inReview();
    await clock.advance(1000);
    await asking.told(asked, outcome);
    assert.deepEqual(resultOf(order()), result);
    assert.deepEqual(kinds(order()), ["received", "acked", "started", "unclear", "settled"]);
    assert.deepEqual([b.submitted.length, clock.pending], [0, 0]);
  }
});

Deno.test("whatever a channel says of an order that came from a backup is noted, and settles nothing", async () => {
  const { asked, orders, asking, order } = await inReview();
  const restored = (one: Order) =>
    one.state === "review" ? move(one, { kind: "restored", reason: "from a backup" }, 1) : null;
  await orders.change(ID, restored);
  for (const outcome of [SUCCEEDED, SUCCEEDED, FAILED, UNTOUCHED, UNKNOWN]) {
    await asking.told(asked, outcome);
  }
  const held = order();
  assert.equal(held?.state, "review");
  const notes = held?.timeline.filter(({ kind }) => kind === "answered").map(({ note }) => note);
  assert.deepEqual(notes?.slice(-4), [
    "succeeded",
    "failed: 空号",
    "untouched: no record",
    "unknown: no answer",
  ]);
});

Deno.test("proof in review that nothing was done settles 3: a person may be at it, so no other channel is asked", async () => {
  const { asked, b, asking, order } = await inReview();
  await asking.told(asked, UNTOUCHED);
  assert.deepEqual(resultOf(order()), [3, 0n, "channel:a"]);
  assert.deepEqual(b.submitted, []);
});

Deno.test("an answer that says nothing for certain leaves an order in review as it is", async () => {
  const { asked, asking, order } = await inReview();
  const before = order();
  await asking.told(asked, { kind: "pending" });
  assert.equal(order(), before);
  await asking.told(asked, UNKNOWN);
  await asking.told(asked, UNKNOWN);
  const after = order();
  assert.ok(before?.state === "review" && after?.state === "review");
  assert.equal(after.holdUntilMs, before.holdUntilMs);
  // What was said is kept, once.
  assert.equal(after.timeline.length, before.timeline.length + 1);
});

Deno.test("an answer to another attempt does not settle an order in review", async () => {
  const { asked, asking, order } = await inReview();
  const before = order();
  await asking.told({ ...asked, attempt: 2 }, SUCCEEDED);
  assert.equal(order(), before);
});

/** What an order was settled with before the channel's answer came, and whether that answer contradicts it. */
const ROWS: [string, 1 | 2 | 3, Outcome, string | null][] = [
  ["succeeded after 2", 2, SUCCEEDED, "1 channel:a 充值成功"],
  ["failed after 2", 2, FAILED, "3 channel:a 空号"],
  ["untouched after 2", 2, UNTOUCHED, "3 channel:a 通道未受理,定单未执行"],
  ["failed after 1 by hand", 1, FAILED, "3 channel:a 空号"],
  [
    "less after 1 by hand",
    1,
    { kind: "succeeded", details: { retCash: 1n } },
    "1 channel:a 部分成功:100.000 元中成功 0.001 元",
  ],
  ["succeeded after 3 by hand", 3, SUCCEEDED, "1 channel:a 充值成功"],
  ["succeeded after 1 by hand", 1, SUCCEEDED, null],
  ["failed after 3 by hand", 3, FAILED, null],
  ["untouched after 3 by hand", 3, UNTOUCHED, null],
  ["unknown after 2", 2, UNKNOWN, null],
];

for (const [name, retCode, outcome, note] of ROWS) {
  Deno.test(`a late answer never changes a result, and is ${note ? "kept and warned of" : "nothing new"}: ${name}`, async () => {
    const { asked, orders, fleet, clock, asking, order, log, alarms } = await inReview();
    const parts = { orders, channels: fleet.channels, heard() {}, contradicted() {}, clock };
    if (retCode === 2) await clock.advance(HOLD_MS);
    else {
      const result = { ...BY_HAND, retCode, retCash: retCode === 1 ? 100_000n : 0n };
      assert.equal(await settleByHand(parts, ID, result, "operator:admin"), "settled");
    }
    const before = order();
    assert.ok(before?.state === "settled");
    await asking.told(asked, outcome);
    await asking.told(asked, outcome);
    const after = order();
    assert.ok(after?.state === "settled");
    assert.deepEqual([after.result, after.delivery], [before.result, before.delivery]);
    const kept = after.timeline.filter(({ kind }) => kind === "contradicted");
    assert.deepEqual(kept.map((entry) => entry.note), note === null ? [] : [note]);
    assert.equal(log.events("warn").length, kept.length);
    assert.deepEqual(alarms.told, kept.map(() => ["raise", "contradiction", "main/1"]));
  });
}

Deno.test("an answer that contradicts a result which the server has is kept too, as soon as the store takes it", async () => {
  const { asked, clock, asking, orders, kv, order } = await inReview();
  await clock.advance(HOLD_MS);
  await orders.changeSurely(
    ID,
    (settled) =>
      settled.state === "settled" && settled.delivery.state === "pending"
        ? move({ ...settled, delivery: settled.delivery }, { kind: "confirmed" }, clock.nowMs())
        : null,
  );
  assert.equal(order(), null);
  kv.fate = () => "refused";
  const concluded = asking.told(asked, SUCCEEDED);
  await clock.advance(5000);
  kv.fate = () => "made";
  await clock.advance(5000);
  await concluded;
  const kept = await orders.get(ID);
  assert.deepEqual(resultOf(kept), [2, 0n, "czdock"]);
  assert.equal(kinds(kept).at(-1), "contradicted");
});

Deno.test("a contradiction that is said again and again is kept and told of once, however long it is", async () => {
  const { asked, alarms, asking, order } = await inReview();
  await asking.told(asked, SUCCEEDED);
  const contrary: Outcome = { kind: "failed", details: { retDetail: "空号".repeat(500) } };
  for (let time = 0; time < 3; time++) await asking.told(asked, contrary);
  assert.equal(kinds(order()).filter((kind) => kind === "contradicted").length, 1);
  assert.equal(alarms.told.length, 1);
});

Deno.test("the success of a channel that had passed the order on contradicts another's failure and success alike", async () => {
  for (const outcome of [SUCCEEDED, FAILED]) {
    const { a, b, asking, send, order } = await execution();
    a.toSubmit.push(UNTOUCHED);
    b.toSubmit.push(outcome);
    await send();
    const asked = a.submitted[0]?.order;
    assert.ok(asked !== undefined);
    await asking.told(asked, FAILED);
    await asking.told(asked, UNTOUCHED);
    assert.equal(kinds(order()).includes("contradicted"), false);
    await asking.told(asked, SUCCEEDED);
    assert.equal(kinds(order()).at(-1), "contradicted");
  }
});

Deno.test("an order that its channel has is queried again, after longer and longer, until the answer is clear", async () => {
  const { a, b, clock, send, order } = await execution();
  const tries = 10;
  for (let at = 0; at < tries; at++) a.toQuery.push({ kind: "pending" });
  a.toQuery.push(SUCCEEDED);
  await send();
  const times: number[] = [];
  let sinceMs = clock.nowMs();
  while (order()?.state === "processing") {
    const { length } = a.queried;
    await clock.advance(1000);
    if (a.queried.length === length) continue;
    times.push(clock.nowMs() - sinceMs);
    sinceMs = clock.nowMs();
  }
  assert.equal(times.length, tries + 1);
  assert.deepEqual(times.slice(0, 3), [1, 2, 4].map((times) => times * QUERY_FIRST_MS));
  assert.equal(times.at(-1), QUERY_MAX_MS);
  assert.deepEqual(resultOf(order()), [1, 100_000n, "channel:a"]);
  assert.deepEqual(new Set(a.queried.map(({ reference }) => reference)), new Set(["main-1-1"]));
  assert.deepEqual([a.submitted.length, b.submitted.length, clock.pending], [1, 0, 0]);
});

Deno.test("a query that fails leads to review, and the channel is asked on until it is clear or the hold is over", async () => {
  const { a, clock, send, order } = await execution();
  a.toQuery.push(new Error("no connection"), UNKNOWN, FAILED);
  await send();
  await clock.advance(QUERY_FIRST_MS);
  assert.equal(order()?.state, "review");
  await clock.advance(2 * QUERY_FIRST_MS);
  assert.equal(order()?.state, "review");
  await clock.advance(4 * QUERY_FIRST_MS);
  assert.deepEqual(resultOf(order()), [3, 0n, "channel:a"]);
  assert.equal(clock.pending, 0);
});

Deno.test("a query that proves that nothing was done gives the order to the next channel, which is timed anew", async () => {
  const { a, b, clock, send, order } = await execution();
  a.toQuery.push({ kind: "pending" }, UNTOUCHED);
  b.toQuery.push(SUCCEEDED);
  await send();
  await clock.advance(3 * QUERY_FIRST_MS);
  assert.equal(b.submitted.length, 1);
  await clock.advance(QUERY_FIRST_MS);
  assert.equal(resultOf(order())[2], "channel:b");
  assert.equal(clock.pending, 0);
});

Deno.test("an order at a channel that is settled from outside is not asked about again", async () => {
  const { desk, clock, send } = await execution({ routed: ["desk"] });
  await send();
  await clock.advance(QUERY_MAX_MS);
  assert.deepEqual([desk.queried.length, clock.pending], [0, 0]);
});

Deno.test("after a restart a pending order is queried at once, and then again", async () => {
  const before = await execution();
  await before.send();
  const next = await execution({ disk: before.kv.disk });
  next.a.toQuery.push({ kind: "pending" }, SUCCEEDED);
  for (const order of [...next.orders.active()]) await next.dispatcher.takeUp(order);
  assert.equal(next.a.queried.length, 1);
  await next.clock.advance(QUERY_FIRST_MS);
  assert.equal(resultOf(next.order())[0], 1);
  assert.deepEqual(next.a.submitted, []);
});

Deno.test("after a stop no channel is asked again", async () => {
  const { a, clock, asking, send, order } = await execution();
  await send();
  asking.stop();
  await asking.told(order() as Processing, { kind: "pending" });
  await clock.advance(QUERY_MAX_MS);
  assert.deepEqual([a.queried.length, clock.pending], [0, 0]);
});
