import assert from "node:assert/strict";
import fc from "fast-check";
import { orderFaults } from "../../lib/audit/order_rules.ts";
import { afterFailedPush } from "../../lib/delivery.ts";
import { move } from "../../lib/move.ts";
import type { Order, Review, Settled } from "../../lib/order.ts";
import { HELD_FOR_GOOD_MS } from "../../lib/order.ts";
import { notExecuted, uncertain } from "../../lib/result.ts";
import type { Result } from "../../lib/result.ts";
import { newOrder } from "../support/store.ts";
import { SUCCESS } from "../support/web_orders.ts";

const PLAN = { firstMs: 1, factor: 1, maxMs: 1, giveUpAfterMs: 5 };
const FOREVER = { ...PLAN, giveUpAfterMs: null };

/** One of the moves that an order may make, by any number. */
function step(order: Order, which: number, atMs: number): Order {
  const pick = (moves: (() => Order)[]) => (moves[which % moves.length] ?? (() => order))();
  const restored = { kind: "restored", reason: "backup" } as const;
  switch (order.state) {
    case "received":
      return pick([
        () => move(order, { kind: "ackSent" }, atMs),
        () => move(order, { kind: "ackLost" }, atMs),
        () => move(order, { kind: "doubted", reason: "d", holdUntilMs: atMs }, atMs),
        () => move(order, restored, atMs),
      ]);
    case "queued": {
      const channel = `c${order.passedOver.length}`;
      const result = { ...notExecuted("x", atMs), retCode: 3 as const, by: "operator:a" };
      return pick([
        () => move(order, { kind: "started", channel }, atMs),
        () => move(order, { kind: "started", channel }, atMs),
        () => move(order, { kind: "unroutable", reason: "none" }, atMs),
        () => move(order, { kind: "cancelled", result }, atMs),
      ]);
    }
    case "processing": {
      const by = `channel:${order.channel}`;
      const holdUntilMs = HELD_FOR_GOOD_MS;
      return pick([
        () => move(order, { kind: "settled", result: { ...SUCCESS, by, atMs } }, atMs),
        () => move(order, { kind: "unclear", reason: "u", holdUntilMs }, atMs),
        () => move(order, { kind: "untouched", reason: "n" }, atMs),
        () => move(order, { kind: "untouched", reason: "n" }, atMs),
        () => move(order, { kind: "answered", note: "a" }, atMs),
        () => move(order, { kind: "claimed", by: "token:w", untilMs: null }, atMs),
        () => move(order, { kind: "released", by: "token:w" }, atMs),
        () => move(order, restored, atMs),
      ]);
    }
    case "review":
      return pick([
        () => move(order, { kind: "settled", result: uncertain("?", atMs) }, atMs),
        () => move(order, { kind: "settled", result: bySomebody(order, atMs) }, atMs),
        () => move(order, { kind: "answered", note: "a" }, atMs),
        () => move(order, restored, atMs),
      ]);
    case "settled":
      return pick(settledMoves(order, atMs));
  }
}

function settledMoves(order: Settled, atMs: number): (() => Order)[] {
  const always = [
    () => move(order, { kind: "repushed", by: "operator:a" }, atMs),
    () => move(order, { kind: "contradicted", note: "3" }, atMs),
  ];
  const { delivery } = order;
  if (delivery.state !== "pending") return always;
  const undelivered = { ...order, delivery };
  const failed = afterFailedPush(delivery, PLAN, "refused", atMs, 0);
  return [
    ...always,
    () => move(undelivered, { kind: "confirmed" }, atMs),
    () => move(undelivered, { kind: "pushFailed", delivery: failed }, atMs),
    () => move(undelivered, { kind: "pushFailed", delivery: failed }, atMs),
    () => move(undelivered, { kind: "restored", reason: "backup" }, atMs),
  ];
}

function bySomebody({ channel }: Review, atMs: number): Result {
  return { ...SUCCESS, atMs, by: channel === null ? "operator:a" : `channel:${channel}` };
}

function lived(choices: readonly number[]): Order {
  return choices.reduce<Order>((order, which, at) => step(order, which, at + 1), newOrder("1", 0));
}

/** What is wrong, by the names of the rules. */
function rules(order: Order): string[] {
  return orderFaults(order).map(({ rule }) => rule);
}

Deno.test("whatever an order lives through, nothing is found", () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 120, size: "max" }), (choices) => {
      const order = lived(choices);
      const trimmed = order.timeline.length === 40 ? "trimmed " : "";
      ends.add(trimmed + (order.state === "settled" ? order.delivery.state : order.state));
      assert.deepEqual(orderFaults(order), []);
    }),
    { numRuns: 1000 },
  );
  for (const end of ["queued", "processing", "review", "pending", "confirmed", "abandoned"]) {
    assert.ok(ends.has(end), `${end} was never reached: ${[...ends]}`);
  }
  assert.ok(ends.has("trimmed confirmed"), `no long timeline: ${[...ends]}`);
});

/** The order after so many pushes that all failed. */
function afterFailures(order: Settled, pushes: number, fromMs: number): Settled {
  let now = order;
  for (let atMs = fromMs; atMs < fromMs + pushes; atMs++) {
    assert.ok(now.delivery.state === "pending");
    const undelivered = { ...now, delivery: now.delivery };
    const delivery = afterFailedPush(now.delivery, FOREVER, "refused", atMs, 0);
    now = move(undelivered, { kind: "pushFailed", delivery }, atMs);
  }
  return now;
}

Deno.test("a re-push whose line had to make room for later ones is no finding", () => {
  const failed = afterFailures(pending(), 10, 100);
  const repushed = move(failed, { kind: "repushed", by: "operator:a" }, 200);
  const order = afterFailures(repushed, 40, 201);
  assert.ok(!order.timeline.some(({ kind }) => kind === "repushed"));
  assert.deepEqual(orderFaults(order), []);
});

Deno.test("an OK whose line had to make room for later ones is no finding", () => {
  const failed = afterFailures(pending(), 10, 100);
  assert.ok(failed.delivery.state === "pending");
  let order: Settled = move({ ...failed, delivery: failed.delivery }, { kind: "confirmed" }, 200);
  for (let atMs = 201; atMs < 241; atMs++) {
    order = move(order, { kind: "contradicted", note: `${atMs}` }, atMs);
  }
  assert.ok(!order.timeline.some(({ kind }) => kind === "confirmed"));
  assert.deepEqual(orderFaults(order), []);
});

Deno.test("a long story does not hide a step that can't be, right behind what was dropped", () => {
  const order = afterFailures(pending(), 60, 100);
  const timeline = order.timeline.with(12, { atMs: 130, kind: "confirmed" });
  assert.ok(rules({ ...order, timeline }).includes("timeline"));
});

Deno.test("a long story does not hide that its last re-push was another one", () => {
  const failed = afterFailures(pending(), 50, 100);
  const order = move(failed, { kind: "repushed", by: "operator:a" }, 200);
  assert.deepEqual(rules({ ...order, delivery: { ...order.delivery, sinceMs: 199 } }), ["since"]);
});

/** Asked at one channel, then at another, and there settled and confirmed. */
function closed(): Settled {
  // ackSent, started, untouched, started, settled; confirmed is the third thing that can happen then.
  const order = lived([0, 0, 2, 0, 0, 2]);
  assert.ok(order.state === "settled" && order.delivery.state === "confirmed");
  return order;
}

function pending(): Settled {
  const order = lived([0, 0, 0, 3]);
  assert.ok(order.state === "settled" && order.delivery.state === "pending");
  return order;
}

function processing(): Order {
  return lived([0, 0]);
}

/** The order without, or with other, lines. */
function without(order: Order, kind: string): Order {
  return { ...order, timeline: order.timeline.filter((entry) => entry.kind !== kind) };
}

const PLANTED: readonly [sentence: string, plant: () => Order, rule: string][] = [
  ["executed before its ack was out", () => without(closed(), "acked"), "timeline"],
  [
    "asked of a second channel without proof that the first did nothing",
    () => without(closed(), "untouched"),
    "timeline",
  ],
  ["settled twice", () => {
    const order = closed();
    const settled = order.timeline.filter(({ kind }) => kind === "settled");
    return { ...order, timeline: [...order.timeline, ...settled] };
  }, "timeline"],
  ["settled, and its timeline knows nothing of it", () => {
    const order = pending();
    return { ...order, timeline: order.timeline.slice(0, 3) };
  }, "state"],
  ["processing, and its timeline ends before", () => without(processing(), "started"), "state"],
  ["of another result than it was settled with", () => {
    const order = closed();
    return { ...order, result: { ...order.result, retCode: 3, retCash: 0n } };
  }, "resultChanged"],
  ["settled at another time than its timeline says", () => {
    const order = closed();
    return { ...order, result: { ...order.result, atMs: 77 } };
  }, "resultChanged"],
  ["confirmed without an OK", () => {
    const order = closed();
    return { ...order, delivery: { state: "confirmed", attempts: 1, confirmedAtMs: 99 } };
  }, "unconfirmed"],
  ["confirmed, and its timeline has no OK", () => without(closed(), "confirmed"), "state"],
  ["settled without a delivery", () => {
    const { delivery: _, ...rest } = closed();
    return rest as Order;
  }, "noDelivery"],
  ["pending and never due", () => {
    const order = pending();
    return { ...order, delivery: { ...order.delivery, nextAtMs: NaN } } as Order;
  }, "notDue"],
  ["pending with a push that nobody made", () => {
    const order = pending();
    return { ...order, delivery: { ...order.delivery, attempts: 7 } };
  }, "pushes"],
  ["given up, and its timeline does not say so", () => {
    const order = pending();
    const delivery = { state: "abandoned", attempts: 1, abandonedAtMs: 9, lastError: "" } as const;
    return { ...order, delivery };
  }, "unabandoned"],
  ["closed with its passwords", () => ({ ...closed(), sealed: "c2VhbGVk" }) as Order, "sealed"],
  ["stored with a password in the clear", () => {
    const order = closed();
    const fields = { ...order.fields, cardPassword: "8888" };
    return { ...order, fields };
  }, "plain"],
  ["submitted twice for one attempt", () => {
    const order = processing();
    return { ...order, attempt: 2 } as Order;
  }, "attempt"],
  ["asked twice of the same channel", () => {
    const order = closed();
    const timeline = order.timeline.map((entry) =>
      entry.kind === "started" ? { ...entry, note: "c1" } : entry
    );
    return { ...order, timeline };
  }, "askedTwice"],
  ["settled by a channel that never had it", () => {
    const order = closed();
    return { ...order, channel: "other" };
  }, "channel"],
  ["settled by another channel than its own", () => {
    const order = closed();
    return { ...order, result: { ...order.result, by: "channel:other" } };
  }, "by"],
  ["guessed to have succeeded", () => {
    const order = closed();
    return { ...order, result: { ...order.result, by: "czdock" } };
  }, "guessed"],
  ["said to have brought more than was ordered", () => {
    const order = closed();
    return { ...order, result: { ...order.result, retCash: 100_001n } };
  }, "retCash"],
  ["said to have succeeded, and to have brought nothing", () => {
    const order = closed();
    return { ...order, result: { ...order.result, retCash: 0n } };
  }, "successOfNothing"],
  ["said to have failed, and to have brought something", () => {
    const order = closed();
    return { ...order, result: { ...order.result, retCode: 3, retCash: 1n } };
  }, "cashOfFailure"],
  [
    "received at another time than its timeline says",
    () => ({ ...closed(), receivedAtMs: 5 }),
    "receivedAt",
  ],
];

for (const [sentence, plant, rule] of PLANTED) {
  Deno.test(`an order is found that is ${sentence}`, () => {
    const found = rules(plant());
    assert.ok(found.includes(rule), `found ${found}`);
  });
}
