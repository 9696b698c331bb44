import assert from "node:assert/strict";
import type { Outcome, OutcomeDetails } from "../../lib/execution/channel.ts";
import { INQUIRY_PLAN } from "../../lib/execution/channel.ts";
import { holdCommits, newOrder } from "../support/store.ts";
import { execution, HOLD_MS, ID, kinds, SECRETS, SUCCEEDED } from "../support/execution.ts";

Deno.test("from received to processing is one commit, and only after it the channel is asked", async () => {
  const { kv, clock, orders, dispatcher, a, order } = await execution();
  await orders.accept(newOrder("1", clock.nowMs(), { sealed: "sealed" }));
  const held = holdCommits(kv);
  const commits = kv.commits;
  const sent = dispatcher.ackSent(ID);
  await clock.settle();
  assert.equal(kv.commits, commits + 1);
  assert.equal(a.submitted.length, 0);
  held.letGo();
  await sent;
  assert.equal(kv.commits, commits + 1);
  assert.deepEqual(kinds(order()), ["received", "acked", "started"]);
  const [task] = a.submitted;
  assert.deepEqual([task?.order, task?.secrets(), task?.reference], [order(), SECRETS, "main-1-1"]);
});

Deno.test("a channel is never asked while the store does not take the intent", async () => {
  const { kv, clock, orders, dispatcher, a } = await execution();
  await orders.accept(newOrder("1", clock.nowMs()));
  kv.fate = () => "refused";
  const sent = dispatcher.ackSent(ID);
  await clock.advance(60_000);
  assert.equal(a.submitted.length, 0);
  kv.fate = () => "made";
  await clock.advance(1000);
  await sent;
  assert.equal(a.submitted.length, 1);
});

Deno.test("an order is executed once, however often its ack is told", async () => {
  const { dispatcher, a, send } = await execution();
  await send();
  await dispatcher.ackSent(ID);
  await dispatcher.ackLost(ID);
  assert.equal(a.submitted.length, 1);
});

Deno.test("an order whose ack is lost is settled 3 and never executed", async () => {
  const { clock, orders, dispatcher, a, order } = await execution();
  await orders.accept(newOrder("1", clock.nowMs()));
  await dispatcher.ackLost(ID);
  await dispatcher.ackSent(ID);
  const settled = order();
  assert.ok(settled?.state === "settled");
  assert.deepEqual([settled.result.retCode, settled.channel], [3, null]);
  assert.deepEqual(a.submitted, []);
});

Deno.test("a clear answer settles the order, with the order's own defaults for what the channel left out", async () => {
  const given: OutcomeDetails = {
    retDetail: "ok",
    userContent: "谢谢",
    retCost: 99_000n,
    retBalance: 5n,
    retCash: 50_000n,
  };
  const rows: [Outcome, unknown[]][] = [
    [SUCCEEDED, [1, "充值成功", "", 0n, 0n, 100_000n]],
    [{ kind: "succeeded", details: given }, [1, "ok", "谢谢", 99_000n, 5n, 50_000n]],
    [
      { kind: "succeeded", details: { retCash: 50_000n } },
      [1, "部分成功:100.000 元中成功 50.000 元", "", 0n, 0n, 50_000n],
    ],
    [{ kind: "failed", details: {} }, [3, "充值失败", "", 0n, 0n, 0n]],
    [{ kind: "failed", details: { userContent: "空号" } }, [3, "充值失败", "空号", 0n, 0n, 0n]],
  ];
  for (const [outcome, expected] of rows) {
    const { a, send, order } = await execution();
    a.toSubmit.push(outcome);
    await send();
    const settled = order();
    assert.ok(settled?.state === "settled");
    const { result } = settled;
    const { retCode, retDetail, userContent, retCost, retBalance, retCash } = result;
    assert.deepEqual([retCode, retDetail, userContent, retCost, retBalance, retCash], expected);
    assert.equal(result.by, "channel:a");
  }
});

Deno.test("what is not a clear answer of a channel that can't be asked leads to review, and no channel is asked again", async () => {
  for (
    const answer of [{ kind: "unknown", reason: "no answer" } as const, new Error("no answer")]
  ) {
    const { a, b, clock, send, order } = await execution();
    a.canQuery = false;
    a.toSubmit.push(answer);
    await send();
    const review = order();
    assert.ok(review?.state === "review");
    assert.deepEqual([review.channel, review.reason], ["a", "no answer"]);
    assert.equal(review.holdUntilMs, clock.nowMs() + HOLD_MS);
    assert.deepEqual([a.submitted.length, b.submitted.length], [1, 0]);
  }
});

Deno.test("an unclear answer of a channel that can be asked is asked about first, and leads to review only then", async () => {
  const unknown = { kind: "unknown", reason: "time-out" } as const;
  const rows: [Outcome, string, string[]][] = [
    [SUCCEEDED, "settled", ["answered", "settled"]],
    [{ kind: "untouched", reason: "no record" }, "processing", [
      "answered",
      "untouched",
      "started",
    ]],
    [unknown, "review", ["answered", "unclear"]],
  ];
  for (const [answer, state, after] of rows) {
    const { a, clock, send, order } = await execution();
    a.toSubmit.push(unknown);
    a.toQuery.push(answer);
    await send();
    assert.equal(order()?.state, "processing");
    await clock.advance(INQUIRY_PLAN.firstMs);
    assert.equal(order()?.state, state);
    assert.deepEqual(kinds(order()).slice(3), after);
    assert.equal(a.submitted.length, 1);
  }
});

Deno.test("an order whose passwords a channel wants and can't have goes to review", async () => {
  const { a, send, order } = await execution();
  a.canQuery = false;
  a.toSubmit.push(() => {
    a.submitted.at(-1)?.secrets();
    return Promise.resolve(SUCCEEDED);
  });
  await send({ sealed: "broken" });
  const review = order();
  assert.ok(review?.state === "review");
  assert.equal(review.reason, "sealed under another key");
});

Deno.test("only where a channel certainly did nothing the next one is asked, after its own commit", async () => {
  const { kv, clock, a, b, dispatcher, orders, order } = await execution();
  const untouched = Promise.withResolvers<Outcome>();
  a.toSubmit.push(() => untouched.promise);
  b.toSubmit.push(SUCCEEDED);
  await orders.accept(newOrder("1", clock.nowMs()));
  const sent = dispatcher.ackSent(ID);
  await clock.settle();
  const held = holdCommits(kv);
  const { commits } = kv;
  untouched.resolve({ kind: "untouched", reason: "refused" });
  await clock.settle();
  assert.deepEqual([kv.commits, b.submitted.length], [commits + 1, 0]);
  held.letGo();
  await sent;
  assert.equal(b.submitted[0]?.reference, "main-1-2");
  const settled = order();
  assert.ok(settled?.state === "settled" && settled.channel === "b");
  assert.deepEqual(kinds(settled), [
    "received",
    "acked",
    "started",
    "untouched",
    "started",
    "settled",
  ]);
});

Deno.test("an order that no channel took is settled 3", async () => {
  const { a, b, desk, send, order } = await execution();
  for (const channel of [a, b, desk]) {
    channel.toSubmit.push({ kind: "untouched", reason: "refused" });
  }
  await send();
  const settled = order();
  assert.ok(settled?.state === "settled");
  assert.deepEqual([settled.result.retCode, settled.result.retDetail], [3, "所有通道均未受理"]);
  assert.deepEqual([a, b, desk].map(({ submitted }) => submitted.length), [1, 1, 1]);
});

Deno.test("an order that no route fits, or only channels that are gone, is settled 3", async () => {
  for (const routed of [[], ["gone"]]) {
    const { send, order } = await execution({ routed });
    await send();
    const settled = order();
    assert.ok(settled?.state === "settled");
    assert.deepEqual([settled.result.retCode, settled.result.retDetail], [3, "没有可用通道"]);
    assert.deepEqual(kinds(settled), ["received", "acked", "settled"]);
  }
});

Deno.test("an order that its channel has stays with it until it says more", async () => {
  const { a, asking, send, order } = await execution();
  await send();
  const processing = order();
  assert.ok(processing?.state === "processing");
  await asking.told(processing, { kind: "pending" });
  assert.equal(order(), processing);
  await asking.told(processing, SUCCEEDED);
  assert.equal(order()?.state, "settled");
  assert.equal(a.submitted.length, 1);
});

Deno.test("an answer to an earlier attempt changes nothing of a later one", async () => {
  const { a, b, asking, send, order, log } = await execution();
  a.toSubmit.push({ kind: "untouched", reason: "refused" });
  await send();
  const [first] = a.submitted;
  const second = order();
  assert.ok(first !== undefined && second?.state === "processing" && second.channel === "b");
  await asking.told(first.order, { kind: "failed", details: {} });
  assert.deepEqual(log.events("error"), []);
  await asking.told(first.order, SUCCEEDED);
  assert.deepEqual(log.events("error"), ["a channel takes back its word"]);
  assert.equal(order(), second);
  assert.equal(b.submitted.length, 1);
});
