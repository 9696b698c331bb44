import assert from "node:assert/strict";
import { NO_LIMITS } from "../../lib/config.ts";
import type { Channel, Outcome } from "../../lib/execution/channel.ts";
import { Fleet } from "../../lib/execution/fleet.ts";
import { settleByHand } from "../../lib/execution/by_hand.ts";
import { Zone } from "../../lib/zone.ts";
import { execution, ID, kinds, SUCCEEDED } from "../support/execution.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { holdCommits, newOrder } from "../support/store.ts";

const UNKNOWN: Outcome = { kind: "unknown", reason: "time-out" };
const at = (chargeId: string) => ({ server: "main", chargeId });

Deno.test("no more orders are submitted at a time than may, and the others come in their order", async () => {
  const { a, clock, orders, dispatcher, send } = await execution({
    routed: ["a"],
    limits: { a: { concurrency: 2 } },
  });
  const ends: (() => void)[] = [];
  const held = () =>
    new Promise<Outcome>((resolve) => ends.push(() => resolve({ kind: "failed", details: {} })));
  a.toSubmit.push(held, held, held, held);
  const sent = ["1", "2", "3", "4"].map((id) => send({}, id));
  await clock.settle();
  const submitted = () => a.submitted.map(({ order }) => order.fields.chargeId);
  assert.deepEqual(submitted(), ["1", "2"]);
  assert.equal(orders.peek(at("3"))?.state, "queued");
  assert.equal(dispatcher.waiting("a"), 2);
  ends[1]?.();
  await clock.settle();
  assert.deepEqual(submitted(), ["1", "2", "3"]);
  ends[0]?.();
  await clock.settle();
  assert.deepEqual(submitted(), ["1", "2", "3", "4"]);
  ends[2]?.();
  ends[3]?.();
  await clock.settle();
  await Promise.all(sent);
  assert.equal(dispatcher.waiting("a"), 0);
});

Deno.test("an order whose channel is only busy waits for it, and does not go to the next", async () => {
  const { a, b, clock, send } = await execution({
    routed: ["a", "b"],
    limits: { a: { concurrency: 1 } },
  });
  const first = Promise.withResolvers<Outcome>();
  a.toSubmit.push(() => first.promise, SUCCEEDED);
  const sent = [send({}, "1"), send({}, "2")];
  await clock.settle();
  assert.deepEqual([a.submitted.length, b.submitted.length], [1, 0]);
  first.resolve(SUCCEEDED);
  await Promise.all(sent);
  await clock.settle();
  assert.deepEqual([a.submitted.length, b.submitted.length], [2, 0]);
});

Deno.test("a place that comes free while a waiting order is being written down is not missed", async () => {
  const { a, kv, clock, orders, dispatcher, send } = await execution({
    routed: ["a"],
    limits: { a: { concurrency: 1 } },
  });
  const first = Promise.withResolvers<Outcome>();
  a.toSubmit.push(() => first.promise, SUCCEEDED);
  const sentFirst = send({}, "1");
  await clock.settle();
  await orders.accept(newOrder("2", clock.nowMs()));
  const held = holdCommits(kv);
  const sent = dispatcher.ackSent(at("2"));
  await clock.settle();
  first.resolve(SUCCEEDED);
  await clock.settle();
  assert.equal(a.submitted.length, 1);
  held.letGo();
  await Promise.all([sentFirst, sent]);
  await clock.settle();
  assert.equal(a.submitted.length, 2);
});

Deno.test("an order that is written down while a reload takes its channel away goes where the routes lead now", async () => {
  const { b, kv, clock, orders, fleet, settings, dispatcher } = await execution({ routed: ["a"] });
  const gate = fleet.gate("a");
  assert.ok(gate !== undefined);
  gate.pause = { by: "operator:admin", atMs: 0, reason: "" };
  await orders.accept(newOrder("1", clock.nowMs()));
  const held = holdCommits(kv);
  const sent = dispatcher.ackSent(ID);
  await clock.settle();
  fleet.use({
    ...settings,
    channels: new Map([["b", b]]),
    limits: new Map([["b", NO_LIMITS]]),
    router: () => ({ channels: ["b"], maxWaitMs: null }),
  });
  held.letGo();
  await sent;
  assert.equal(b.submitted.length, 1);
});

Deno.test("after a restart whoever has waited longest is the first, whatever its number and its server", async () => {
  const before = await execution({ routed: ["a"] });
  const pause = { by: "operator:admin", atMs: 0, reason: "" };
  const shut = ({ fleet }: Pick<typeof before, "fleet">) => {
    const gate = fleet.gate("a") ?? assert.fail();
    gate.pause = pause;
    return gate;
  };
  shut(before);
  for (const [chargeId, server] of [["9", "main"], ["5", "other"], ["10", "another"]] as const) {
    await before.orders.accept(newOrder(chargeId, before.clock.nowMs(), { server }));
    await before.dispatcher.ackSent({ server, chargeId });
    await before.clock.advance(1000);
  }
  before.dispatcher.stop();
  const next = await execution({ disk: before.kv.disk, routed: ["a"] });
  const gate = shut(next);
  await next.clock.advance(before.clock.nowMs() - next.clock.nowMs());
  // One that comes while they are taken up stands behind them all the same.
  await next.send({}, "1");
  for (const order of [...next.orders.active()]) await next.dispatcher.takeUp(order);
  next.dispatcher.allTakenUp();
  gate.pause = null;
  await next.clock.settle();
  assert.deepEqual(next.a.submitted.map(({ reference }) => reference), [
    "main-9-1",
    "other-5-1",
    "another-10-1",
    "main-1-1",
  ]);
});

Deno.test("a paused channel is passed over where there is another, and waited for where there is none", async () => {
  const pause = { by: "operator:admin", atMs: 0, reason: "no balance" };
  const both = await execution({ routed: ["a", "b"] });
  const gate = both.fleet.gate("a");
  assert.ok(gate !== undefined);
  gate.pause = pause;
  await both.send();
  assert.deepEqual([both.a.submitted.length, both.b.submitted.length], [0, 1]);

  const one = await execution({ routed: ["a"] });
  const only = one.fleet.gate("a");
  assert.ok(only !== undefined);
  only.pause = pause;
  await one.send();
  assert.equal(one.order()?.state, "queued");
  only.pause = null;
  await one.clock.settle();
  assert.equal(one.a.submitted.length, 1);
  assert.deepEqual(kinds(one.order()), ["received", "acked", "started"]);
});

Deno.test("orders that wait for a channel go to the next one when it is paused", async () => {
  const { a, b, clock, fleet, send } = await execution({
    routed: ["a", "b"],
    limits: { a: { concurrency: 1 } },
  });
  a.toSubmit.push(() => new Promise(() => {}));
  send({}, "1");
  send({}, "2");
  await clock.settle();
  const gate = fleet.gate("a");
  assert.ok(gate !== undefined);
  gate.pause = { by: "operator:admin", atMs: 0, reason: "" };
  await clock.settle();
  assert.deepEqual(b.submitted.map(({ order }) => order.fields.chargeId), ["2"]);
});

Deno.test("an order that has waited too long is settled 3 and never executed, also over a restart", async () => {
  const before = await execution({
    routed: ["a"],
    maxWaitMs: 60_000,
    limits: { a: { hours: [{ fromMinute: 0, toMinute: 1 }] } },
  });
  await before.clock.advance(3_600_000);
  await before.send();
  await before.clock.advance(59_000);
  assert.equal(before.order()?.state, "queued");
  before.dispatcher.stop();
  const next = await execution({ disk: before.kv.disk, routed: ["a"], maxWaitMs: 60_000 });
  const gate = next.fleet.gate("a");
  assert.ok(gate !== undefined);
  gate.pause = { by: "operator:admin", atMs: 0, reason: "" };
  await next.clock.advance(before.clock.nowMs() - next.clock.nowMs());
  for (const order of [...next.orders.active()]) await next.dispatcher.takeUp(order);
  await next.clock.advance(999);
  assert.equal(next.order()?.state, "queued");
  await next.clock.advance(1);
  const settled = next.order();
  assert.ok(settled?.state === "settled");
  assert.equal(settled.result.retCode, 3);
  gate.pause = null;
  await next.clock.settle();
  assert.deepEqual(next.a.submitted, []);
});

Deno.test("an order that is cancelled while it waits is not executed when its channel opens", async () => {
  const { a, clock, orders, fleet, send, dispatcher } = await execution({ routed: ["a"] });
  const gate = fleet.gate("a");
  assert.ok(gate !== undefined);
  gate.pause = { by: "operator:admin", atMs: 0, reason: "" };
  await send();
  const none = { userContent: "", retCost: 0n, retBalance: 0n, retCash: 0n };
  const parts = { orders, channels: fleet.channels, heard() {}, contradicted() {}, clock };
  const result = { retCode: 3, retDetail: "撤单", ...none } as const;
  assert.equal(await settleByHand(parts, ID, result, "operator:admin"), "settled");
  assert.equal(dispatcher.waiting("a"), 0);
  gate.pause = null;
  await clock.settle();
  assert.deepEqual(a.submitted, []);
});

Deno.test("a channel that is unclear too often is told of, and what it said clearly begins the count anew", async () => {
  const { a, tooMany, send } = await execution({
    routed: ["a"],
    limits: { a: { pauseAfterUnknown: 2 } },
  });
  a.toSubmit.push(UNKNOWN, SUCCEEDED, UNKNOWN, UNKNOWN);
  for (const id of ["1", "2", "3"]) await send({}, id);
  assert.deepEqual(tooMany, []);
  await send({}, "4");
  assert.deepEqual(tooMany, [["a", 2]]);
});

Deno.test("an order that is only handed over to somebody does not begin the count anew", async () => {
  const { fleet, tooMany, send } = await execution({
    routed: ["desk"],
    limits: { desk: { pauseAfterUnknown: 2 } },
  });
  await send({}, "1");
  fleet.gate("desk")?.heard("unknown");
  await send({}, "2");
  fleet.gate("desk")?.heard("unknown");
  assert.deepEqual(tooMany, [["desk", 2]]);
});

Deno.test("new limits, routes and channels are in force at once, and what waits is looked at again", async () => {
  const { a, b, clock, fleet, settings, send } = await execution({ routed: ["a"] });
  const gate = fleet.gate("a");
  assert.ok(gate !== undefined);
  gate.pause = { by: "operator:admin", atMs: 0, reason: "" };
  await send();
  fleet.use({ ...settings, router: () => ({ channels: ["b"], maxWaitMs: null }) });
  await clock.settle();
  assert.deepEqual([a.submitted.length, b.submitted.length], [0, 1]);
  assert.ok(fleet.gate("a")?.pause, "a pause outlasts a reload");
});

Deno.test("an order that waits is held to the maxWait that is in force now", async () => {
  const { clock, fleet, settings, send, order } = await execution({ routed: ["a"] });
  const gate = fleet.gate("a");
  assert.ok(gate !== undefined);
  gate.pause = { by: "operator:admin", atMs: 0, reason: "" };
  await send();
  await clock.advance(59_999);
  fleet.use({ ...settings, router: () => ({ channels: ["a"], maxWaitMs: 60_000 }) });
  await clock.settle();
  assert.equal(order()?.state, "queued");
  await clock.advance(1);
  assert.equal(order()?.state, "settled");
});

Deno.test("whoever stands behind an order that waits on goes where the new routes lead", async () => {
  const { a, b, clock, fleet, settings, dispatcher, send } = await execution({
    routed: ["a"],
    limits: { a: { concurrency: 1 } },
  });
  a.toSubmit.push(() => new Promise(() => {}));
  for (const id of ["1", "2", "3"]) void send({}, id);
  await clock.settle();
  assert.equal(dispatcher.waiting("a"), 2);
  fleet.use({
    ...settings,
    router: ({ fields: { chargeId } }) => ({
      channels: chargeId === "3" ? ["b"] : ["a"],
      maxWaitMs: null,
    }),
  });
  await clock.settle();
  assert.deepEqual(b.submitted.map(({ order }) => order.fields.chargeId), ["3"]);
  assert.deepEqual([a.submitted.length, dispatcher.waiting("a")], [1, 1]);
});

Deno.test("a channel that was paused when the last process ended takes nothing from the first moment on", async () => {
  const world = await execution({ routed: ["a"] });
  const pause = { by: "operator:admin", atMs: 0, reason: "" };
  let changes = 0;
  const fleet = new Fleet(world.settings, {
    clock: world.clock,
    zone: new Zone("UTC"),
    changed: () => changes++,
    rerouted: () => changes++,
    tooManyUnknown: () => {},
  }, new Map([["a", pause], ["gone", pause]]));
  assert.equal(fleet.gate("a")?.enter(1n), "closed");
  assert.equal(fleet.gate("b")?.enter(1n), "entered");
  // Whoever would have to be told is not there yet.
  assert.equal(changes, 0);
});

Deno.test("an order that waits for a channel that a reload takes away goes where the routes lead now", async () => {
  const { a, b, clock, fleet, settings, dispatcher, send } = await execution({ routed: ["a"] });
  const gate = fleet.gate("a");
  assert.ok(gate !== undefined);
  gate.pause = { by: "operator:admin", atMs: 0, reason: "" };
  await send();
  assert.equal(dispatcher.waiting("a"), 1);
  b.toSubmit.push(SUCCEEDED);
  fleet.use({
    ...settings,
    channels: new Map([["b", b]]),
    limits: new Map([["b", NO_LIMITS]]),
    router: () => ({ channels: ["b"], maxWaitMs: null }),
  });
  await clock.settle();
  assert.deepEqual([a.submitted.length, b.submitted.length], [0, 1]);
  assert.equal(dispatcher.waiting("a"), 0);
});

Deno.test("an untouched answer after midnight gives its share back to the day it was given on", async () => {
  const { a, clock, fleet, send } = await execution({
    routed: ["a"],
    limits: { a: { dailyCount: 1 } },
  });
  // To the last second of a day in Shanghai.
  await clock.advance(16 * 3_600_000 - 1000 - clock.nowMs() % 86_400_000);
  const late = Promise.withResolvers<Outcome>();
  a.toSubmit.push(() => late.promise, { kind: "pending" });
  const first = send({}, "1");
  await clock.settle();
  await clock.advance(2000);
  await send({}, "2");
  assert.equal(fleet.gate("a")?.status.todayCount, 1);
  late.resolve({ kind: "untouched", reason: "refused" });
  await first;
  assert.equal(fleet.gate("a")?.status.todayCount, 1);
  fleet.stop();
});

Deno.test("a place that was taken before midnight and is not needed after it goes back to the day before", async () => {
  const limits = { dailyCount: 9, rate: { count: 9, perMs: 60_000 } };
  const { a, kv, clock, orders, fleet, send } = await execution({
    routed: ["a"],
    limits: { a: limits },
  });
  await clock.advance(16 * 3_600_000 - 1000 - clock.nowMs() % 86_400_000);
  const gate = fleet.gate("a");
  assert.ok(gate !== undefined);
  gate.pause = { by: "operator:admin", atMs: 0, reason: "" };
  await send();
  const held = holdCommits(kv);
  const parts = { orders, channels: fleet.channels, heard() {}, contradicted() {}, clock };
  const result = {
    retCode: 3,
    retDetail: "",
    userContent: "",
    retCost: 0n,
    retBalance: 0n,
  } as const;
  const cancelled = settleByHand(parts, ID, { ...result, retCash: 0n }, "operator:admin");
  await clock.settle();
  gate.pause = null;
  assert.equal(gate.status.todayCount, 1);
  await clock.advance(2000);
  gate.enter(1n);
  held.letGo();
  assert.equal(await cancelled, "settled");
  await clock.settle();
  assert.deepEqual([gate.status.todayCount, a.submitted], [1, []]);
  fleet.stop();
});

Deno.test("a paused channel that one reload takes away and another brings back is still paused", () => {
  const clock = new VirtualClock();
  const limits = new Map([["a", NO_LIMITS], ["b", NO_LIMITS]]);
  const channels = new Map<string, Channel>();
  const router = () => ({ channels: [], maxWaitMs: null });
  const settings = { channels, limits, router, holdMs: 0 };
  const pause = { by: "operator:admin", atMs: 0, reason: "对账" };
  const parts = {
    clock,
    zone: new Zone("Asia/Shanghai"),
    changed: () => {},
    rerouted: () => {},
    tooManyUnknown: () => {},
  };
  const fleet = new Fleet(settings, parts, new Map([["a", pause]]));
  fleet.use({ ...settings, limits: new Map([["b", NO_LIMITS]]) });
  fleet.use(settings);
  assert.deepEqual(fleet.gate("a")?.pause, pause);
  assert.equal(fleet.gate("b")?.pause, null);
});
