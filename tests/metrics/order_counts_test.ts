import assert from "node:assert/strict";
import { OrderCounts } from "../../lib/metrics/order_counts.ts";
import { move } from "../../lib/move.ts";
import type { Order } from "../../lib/order.ts";
import { notExecuted, uncertain } from "../../lib/result.ts";
import { newOrder } from "../support/store.ts";

const AT = 1_000_000;

/** Tells the counts of a way that an order goes. */
function told(...way: readonly Order[]): OrderCounts {
  const counts = new OrderCounts();
  way.forEach((order, at) => counts.see(order, way[at - 1] ?? null));
  return counts;
}

const received = newOrder("1", AT);
const queued = move(received, { kind: "ackSent" }, AT + 4);
const started = move(queued, { kind: "started", channel: "acme" }, AT + 4);
const failed = move(started, { kind: "settled", result: notExecuted("no", AT + 100) }, AT + 100);
const confirmed = move(failed, { kind: "confirmed" }, AT + 700);

Deno.test("an order that goes straight through is counted once at each step", () => {
  const counts = told(received, started, failed, confirmed);
  assert.equal(counts.received.get("main", ""), 1);
  assert.deepEqual(counts.settled, { 1: 0, 2: 0, 3: 1 });
  assert.equal(counts.outcomes.get("acme", "failed"), 1);
  assert.equal(counts.pushes.get("main", "ok"), 1);
  assert.equal(counts.ack.sum, 0.004);
  assert.equal(counts.life[3].sum, 0.7);
});

Deno.test("an order that a restart found is no new one, and has no ack of this run", () => {
  const counts = new OrderCounts();
  counts.see(started, null);
  assert.equal(counts.received.get("main", ""), 0);
  assert.equal(counts.ack.sum, 0);
});

Deno.test("what a channel leaves open is unknown, once, and what comes of it later is the result's", () => {
  const review = move(started, { kind: "unclear", reason: "?", holdUntilMs: AT + 9 }, AT + 5);
  const settled = move(review, { kind: "settled", result: uncertain("?", AT + 9) }, AT + 9);
  const counts = told(started, review, settled);
  assert.equal(counts.outcomes.get("acme", "unknown"), 1);
  assert.deepEqual(counts.settled, { 1: 0, 2: 1, 3: 0 });
});

Deno.test("a channel that did nothing is untouched, whether another is asked next or none is left", () => {
  const again = move(started, { kind: "untouched", reason: "busy" }, AT + 5);
  const next = move(again, { kind: "started", channel: "other" }, AT + 5);
  assert.equal(told(started, next).outcomes.get("acme", "untouched"), 1);
  const ended = move(again, { kind: "unroutable", reason: "none" }, AT + 5);
  const counts = told(started, ended);
  assert.equal(counts.outcomes.get("acme", "untouched"), 1);
  assert.equal(counts.outcomes.get("acme", "failed"), 0);
});

Deno.test("a push that fails is counted, an operator's re-push is none", () => {
  const delivery = { ...failed.delivery, attempts: 1 };
  const again = move(failed, { kind: "pushFailed", delivery }, AT + 200);
  const repushed = move(again, { kind: "repushed", by: "operator:a" }, AT + 300);
  const counts = told(failed, again, repushed);
  assert.equal(counts.pushes.get("main", "failed"), 1);
  assert.equal(counts.pushes.get("main", "ok"), 0);
});

Deno.test("a life ends once, also where an operator has the result pushed again later", () => {
  const repushed = move(confirmed, { kind: "repushed", by: "operator:a" }, AT + 90_000);
  const again = move(repushed, { kind: "confirmed" }, AT + 90_001);
  const counts = told(received, started, failed, confirmed, repushed, again);
  assert.equal(counts.pushes.get("main", "ok"), 2);
  assert.equal(counts.life[3].sum, 0.7);
});
