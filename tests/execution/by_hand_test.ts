import type { RetCode } from "../../lib/result.ts";
import { NO_LIMITS } from "../../lib/config.ts";
import assert from "node:assert/strict";
import { settleByHand } from "../../lib/execution/by_hand.ts";
import { makeChannels } from "../../lib/execution/channels/make.ts";
import { taskOf } from "../../lib/execution/channel.ts";
import { move } from "../../lib/move.ts";
import type { Order, OrderId } from "../../lib/order.ts";
import { kinds } from "../support/execution.ts";
import {
  acked,
  closeOrder,
  newOrder,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { processing } from "../support/web_orders.ts";

const ID = { server: "main", chargeId: "1" };
const RESULT = {
  retCode: 3,
  retDetail: "空号",
  userContent: "",
  retCost: 0n,
  retBalance: 0n,
  retCash: 0n,
} as const;

const channels = makeChannels(
  new Map([
    ["desk", { type: "manual", limits: NO_LIMITS }],
    ["sim", { type: "simulate", outcome: "success", delayMs: 0, journal: null, limits: NO_LIMITS }],
  ]),
  new VirtualClock(),
);

/** A store, and settling the order of the test in it by hand. */
async function withDesk() {
  const world = await storeWorld();
  const heard: string[] = [], contradicted: string[][] = [];
  const parts = {
    orders: world.orders,
    channels,
    heard: (channel: string) => void heard.push(channel),
    contradicted: ({ chargeId }: OrderId, channel: string) => {
      contradicted.push([chargeId, channel]);
    },
    clock: world.clock,
  };
  const settle = () => settleByHand(parts, ID, RESULT, "operator:admin");
  const settleAs = (retCode: RetCode, by = "operator:admin") =>
    settleByHand(parts, ID, { ...RESULT, retCode }, by);
  const received = newOrder("1", world.clock.nowMs());
  return { ...world, heard, contradicted, settle, settleAs, received };
}

function unclear(order: Order): Order | null {
  if (order.state !== "processing") return null;
  return move(order, { kind: "unclear", reason: "timeout", holdUntilMs: 1 }, 1);
}

Deno.test("an order at the desk is settled by hand, with who said so and when", async () => {
  const { orders, clock, heard, settle, received } = await withDesk();
  await take(orders, received, acked, startedAt("desk"));
  await clock.advance(5000);
  assert.equal(await settle(), "settled");
  const settled = orders.peek(ID);
  assert.ok(settled?.state === "settled");
  assert.deepEqual(settled.result, { ...RESULT, atMs: clock.nowMs(), by: "operator:admin" });
  assert.equal(settled.channel, "desk");
  assert.deepEqual(heard, ["desk"]);
});

Deno.test("an order in review is settled by hand, whichever channel it came from", async () => {
  const { orders, heard, settle, received } = await withDesk();
  await take(orders, received, acked, startedAt("sim"), unclear);
  assert.equal(await settle(), "settled");
  assert.deepEqual(heard, [], "what the operator says of it tells nothing of the channel");
});

Deno.test("an order that a channel is executing can't be settled by hand, nor one that is not executed yet", async () => {
  for (const moves of [[], [acked, startedAt("sim")], [acked, startedAt("gone")]]) {
    const { orders, settle, received } = await withDesk();
    await take(orders, received, ...moves);
    const before = orders.peek(ID);
    assert.equal(await settle(), "notSettleable");
    assert.equal(orders.peek(ID), before);
  }
});

Deno.test("an order that waits for a channel is cancelled with 3, and settled as nothing else", async () => {
  for (const retCode of [1, 2] as const) {
    const { orders, settleAs, received } = await withDesk();
    await take(orders, received, acked);
    assert.equal(await settleAs(retCode), "notSettleable");
  }
  const { orders, settleAs, received } = await withDesk();
  await take(orders, received, acked);
  assert.equal(await settleAs(3), "settled");
  const order = orders.peek(ID);
  assert.ok(order?.state === "settled");
  assert.deepEqual([order.result.retCode, order.channel], [3, null]);
});

Deno.test("a settled order is not settled again, whether its result is delivered or not", async () => {
  const pending = await withDesk();
  await take(pending.orders, pending.received, acked, startedAt("desk"), settledAs({}, 1));
  assert.equal(await pending.settle(), "alreadySettled");
  const closed = await withDesk();
  await closeOrder(closed.orders, closed.received);
  assert.equal(await closed.settle(), "alreadySettled");
});

/** The order that a program had taken on, with 2 as its result all the same. */
async function withUncertain(claimedBy: string) {
  const world = await withDesk();
  const claimed = (order: Order) =>
    order.state === "processing"
      ? move(order, { kind: "claimed", by: claimedBy, untilMs: 1 }, 1)
      : null;
  const uncertain = settledAs({ retCode: 2, by: "czdock" }, 1);
  await take(world.orders, world.received, acked, startedAt("desk"), claimed, uncertain);
  return world;
}

Deno.test("what a worker tells after 2 was said in its place is kept, told of once and not applied", async () => {
  const { orders, contradicted, settleAs } = await withUncertain("token:jobs");
  const before = orders.peek(ID);
  for (const retCode of [1, 1, 2] as const) {
    assert.equal(await settleAs(retCode, "token:jobs"), "alreadySettled");
  }
  const after = orders.peek(ID);
  assert.ok(before?.state === "settled" && after?.state === "settled");
  assert.deepEqual([after.result, after.delivery], [before.result, before.delivery]);
  assert.deepEqual(after.timeline.at(-1)?.note, "1 token:jobs 空号");
  assert.equal(kinds(after).filter((kind) => kind === "contradicted").length, 1);
  assert.deepEqual(contradicted, [["1", "desk"]]);
});

Deno.test("of a settled order nobody but the program that had it is believed to know otherwise", async () => {
  const person = await withUncertain("operator:li");
  assert.equal(await person.settleAs(1, "operator:li"), "alreadySettled");
  const other = await withUncertain("token:jobs");
  assert.equal(await other.settleAs(1, "token:erp"), "alreadySettled");
  const same = await withUncertain("token:jobs");
  const { settleAs } = same;
  assert.equal(await settleAs(2, "token:jobs"), "alreadySettled");
  for (const { orders, contradicted } of [person, other, same]) {
    assert.deepEqual(contradicted, []);
    assert.ok(!kinds(orders.peek(ID)).includes("contradicted"));
  }
});

Deno.test("of two who settle at once one is told that he was late", async () => {
  const { orders, settle, received } = await withDesk();
  await take(orders, received, acked, startedAt("desk"));
  assert.deepEqual(await Promise.all([settle(), settle()]), ["settled", "alreadySettled"]);
});

Deno.test("an order that is not there, or a store that fails, is said to be so", async () => {
  const { kv, orders, settle, received } = await withDesk();
  assert.equal(await settle(), "notFound");
  await take(orders, received, acked, startedAt("desk"));
  kv.fate = () => "refused";
  assert.equal(await settle(), "storeDown");
});

Deno.test("the desk has its orders until a person settles them, over a restart too", async () => {
  const desk = channels.get("desk");
  const order = processing();
  const secrets = () => ({ cardPassword: "", agentPass: "" });
  const task = taskOf(order, secrets);
  assert.deepEqual(await desk?.submit(task), { kind: "pending" });
  assert.deepEqual(await desk?.query(task), { kind: "pending" });
  assert.deepEqual([desk?.settledFromOutside, channels.get("sim")?.settledFromOutside], [
    true,
    false,
  ]);
});
