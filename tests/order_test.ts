import assert from "node:assert/strict";
import fc from "fast-check";
import { newDelivery } from "../lib/delivery.ts";
import { move, receive } from "../lib/move.ts";
import { NOTE_CHARACTERS_MAX, TIMELINE_FIRST_KEPT, TIMELINE_LAST_KEPT } from "../lib/timeline.ts";
import type {
  Closed,
  Order,
  Processing,
  Queued,
  Received,
  Review,
  Undelivered,
} from "../lib/order.ts";
import { isClosed, isContradicted, isUndelivered } from "../lib/order.ts";
import type { Result } from "../lib/result.ts";
import { SAMPLE_FIELDS, SUCCESS } from "./support/web_orders.ts";

const REASON = "上游超时,".repeat(100);
const CHANNELS = ["sim", "desk"];

function received(): Received {
  const order = {
    server: "main",
    fields: SAMPLE_FIELDS,
    from: "127.0.0.1",
    contentDigest: "digest",
    sealed: "the-sealed-secrets",
  };
  return receive(order, 1000);
}

const result: Result = { ...SUCCESS, atMs: 2000 };

/** Everything that can legally happen to an order. */
function nexts(order: Order, atMs: number): Order[] {
  const holdUntilMs = atMs + 5;
  switch (order.state) {
    case "received":
      return [
        move(order, { kind: "ackSent" }, atMs),
        move(order, { kind: "ackLost" }, atMs),
        move(order, { kind: "doubted", reason: REASON, holdUntilMs }, atMs),
      ];
    case "queued":
      return [
        ...CHANNELS.map((channel) => move(order, { kind: "started", channel }, atMs)),
        move(order, { kind: "unroutable", reason: REASON }, atMs),
      ];
    case "processing":
      return [
        move(order, { kind: "untouched", reason: REASON }, atMs),
        move(order, { kind: "unclear", reason: REASON, holdUntilMs }, atMs),
        move(order, { kind: "settled", result }, atMs),
      ];
    case "review":
      return [move(order, { kind: "settled", result }, atMs)];
    case "settled": {
      const later = [
        move(order, { kind: "repushed", by: "operator:a" }, atMs),
        move(order, { kind: "contradicted", note: REASON }, atMs),
      ];
      if (!isUndelivered(order)) return later;
      const { attempts } = order.delivery;
      const pending = { ...newDelivery(atMs), attempts: attempts + 1, lastError: REASON };
      const abandoned = {
        state: "abandoned",
        attempts: attempts + 1,
        abandonedAtMs: atMs,
        lastError: REASON,
      } as const;
      return [
        ...later,
        move(order, { kind: "pushFailed", delivery: pending }, atMs),
        move(order, { kind: "pushFailed", delivery: abandoned }, atMs),
        move(order, { kind: "confirmed" }, atMs),
      ];
    }
  }
}

/** Moves to where nothing more is due, at least. */
function movesToTheEnd(order: Order): number {
  if (isClosed(order)) return 0;
  return 1 + Math.min(...nexts(order, 9000).filter(comesNearer(order)).map(movesToTheEnd));
}

/** Leaves out what leads round in a circle, so that the search ends. */
function comesNearer(order: Order): (next: Order) => boolean {
  const rank = (one: Order) => {
    if (isClosed(one)) return 5;
    return ["received", "queued", "processing", "review", "settled"].indexOf(one.state);
  };
  return (next) => rank(next) > rank(order);
}

const walk = fc.array(fc.nat(), { maxLength: 120 });

Deno.test("whatever has legally happened to an order, it can still reach an end", () => {
  fc.assert(fc.property(walk, (choices) => {
    let order: Order = received();
    for (const [step, choice] of choices.entries()) {
      const next: Order[] = nexts(order, 1000 + step);
      order = next[choice % next.length] as Order;
      assert.ok(movesToTheEnd(order) <= 4);
    }
  }));
});

Deno.test("whatever happens, a timeline keeps its beginning and its end, and its notes are short", () => {
  fc.assert(fc.property(walk, (choices) => {
    let order: Order = received();
    let moves = 1;
    for (const [step, choice] of choices.entries()) {
      const next: Order[] = nexts(order, 1001 + step);
      order = next[choice % next.length] as Order;
      moves++;
    }
    const { timeline } = order;
    assert.equal(timeline.length, Math.min(moves, TIMELINE_FIRST_KEPT + TIMELINE_LAST_KEPT));
    const first = timeline.slice(0, TIMELINE_FIRST_KEPT).map(({ atMs }) => atMs);
    // A contradiction stays behind the first ones, also when what came around it is gone.
    const kept = timeline[TIMELINE_FIRST_KEPT]?.kind === "contradicted" ? 1 : 0;
    const last = timeline.slice(TIMELINE_FIRST_KEPT + kept).map(({ atMs }) => atMs);
    assert.deepEqual(first, first.map((_, at) => 1000 + at));
    assert.deepEqual(last, last.map((_, at) => 1000 + moves - last.length + at));
    for (const { note = "" } of timeline) assert.ok(note.length <= NOTE_CHARACTERS_MAX);
  }));
});

Deno.test("a contradiction stays in the timeline, however often the push fails afterwards", () => {
  let order: Undelivered = move(
    move(move(received(), { kind: "ackSent" }, 1), { kind: "started", channel: "sim" }, 1),
    { kind: "settled", result },
    2,
  );
  order = move(order, { kind: "contradicted", note: "3 channel:sim" }, 3);
  for (let atMs = 4; atMs < 200; atMs++) {
    order = move(order, { kind: "pushFailed", delivery: newDelivery(atMs) }, atMs);
  }
  assert.ok(isContradicted(order));
  assert.equal(order.timeline.length, TIMELINE_FIRST_KEPT + TIMELINE_LAST_KEPT);
});

Deno.test("the secrets are gone exactly when an order is settled, and its result never changes", () => {
  fc.assert(fc.property(walk, (choices) => {
    let order: Order = received();
    for (const [step, choice] of choices.entries()) {
      const next: Order[] = nexts(order, 1000 + step);
      const after = next[choice % next.length] as Order;
      assert.equal(JSON.stringify(after, asText).includes("sealed"), after.state !== "settled");
      if (order.state === "settled") {
        assert.equal(after.state, "settled");
        if (after.state === "settled") assert.deepEqual(after.result, order.result);
      }
      order = after;
    }
  }));
});

Deno.test("each attempt is counted, and a channel that did nothing is remembered", () => {
  const queued = move(received(), { kind: "ackSent" }, 1);
  assert.equal(queued.attempt, 0);
  const first = move(queued, { kind: "started", channel: "a" }, 2);
  assert.deepEqual([first.attempt, first.channel, first.startedAtMs], [1, "a", 2]);
  const again = move(first, { kind: "untouched", reason: "refused" }, 3);
  assert.deepEqual([again.state, again.attempt, again.passedOver], ["queued", 1, ["a"]]);
  const second = move(again, { kind: "started", channel: "b" }, 4);
  assert.deepEqual([second.attempt, second.passedOver], [2, ["a"]]);
});

Deno.test("an order whose ack is lost, or that nothing can take, is settled 3 and due at once", () => {
  const lost = move(received(), { kind: "ackLost" }, 7000);
  const unroutable = move(move(received(), { kind: "ackSent" }, 1), {
    kind: "unroutable",
    reason: "没有可用通道",
  }, 7000);
  assert.equal(lost.result.retDetail, "应答未送达,定单未执行");
  assert.equal(unroutable.result.retDetail, "没有可用通道");
  for (const order of [lost, unroutable]) {
    assert.equal(order.result.retCode, 3);
    assert.equal(order.result.retCash, 0n);
    assert.deepEqual(order.delivery, newDelivery(7000));
    assert.equal(order.channel, null);
  }
});

Deno.test("an OK counts as one more push, and a re-push begins anew", () => {
  const settled = move(processing(), { kind: "settled", result }, 3000);
  const failed = move(settled, {
    kind: "pushFailed",
    delivery: { ...settled.delivery, attempts: 1, nextAtMs: 9, lastError: "refused" },
  }, 3001);
  const confirmed = move(failed as Undelivered, { kind: "confirmed" }, 3002);
  assert.deepEqual(confirmed.delivery, { state: "confirmed", attempts: 2, confirmedAtMs: 3002 });
  const again = move(confirmed, { kind: "repushed", by: "operator:a" }, 3003);
  assert.deepEqual(again.delivery, newDelivery(3003));
});

Deno.test("an illegal move does not compile, and one that got past the compiler is refused", () => {
  const [queued, settled] = [move(received(), { kind: "ackSent" }, 1), closed()];
  const illegal: (() => Order)[] = [
    // @ts-expect-error a settled order is never reopened
    () => move(settled, { kind: "ackSent" }, 1),
    // @ts-expect-error a settled order is never executed again
    () => move(settled, { kind: "started", channel: "a" }, 1),
    // @ts-expect-error a result never changes
    () => move(settled, { kind: "settled", result }, 1),
    // @ts-expect-error nobody can confirm what has no result
    () => move(queued, { kind: "confirmed" }, 1),
    // @ts-expect-error nor push it again
    () => move(queued, { kind: "repushed", by: "operator:a" }, 1),
  ];
  for (const one of illegal) assert.throws(one, TypeError);
});

/** Only for the compiler: what an order of a known state, or of one of several states, must not be moved by. */
export function illegalMoves(
  some: { received: Received; queued: Queued; processing: Processing; review: Review },
  ends: { undelivered: Undelivered; closed: Closed },
  several: { unclear: Processing | Review; order: Order },
): Order[] {
  const holdUntilMs = 1;
  return [
    // @ts-expect-error nothing is executed before the ack is out
    move(some.received, { kind: "started", channel: "a" }, 1),
    // @ts-expect-error nor settled by a channel
    move(some.received, { kind: "settled", result }, 1),
    // @ts-expect-error an ack is out or lost once
    move(some.queued, { kind: "ackLost" }, 1),
    // @ts-expect-error no channel has been asked
    move(some.queued, { kind: "settled", result }, 1),
    // @ts-expect-error nor can it be in doubt what the channel did
    move(some.queued, { kind: "unclear", reason: "", holdUntilMs }, 1),
    // @ts-expect-error a channel is never asked twice for one attempt
    move(some.processing, { kind: "started", channel: "a" }, 1),
    // @ts-expect-error it has been routed
    move(some.processing, { kind: "unroutable", reason: "" }, 1),
    // @ts-expect-error from review no channel is asked again
    move(some.review, { kind: "untouched", reason: "" }, 1),
    // @ts-expect-error nor is it queued
    move(some.review, { kind: "ackSent" }, 1),
    // @ts-expect-error what is confirmed is not confirmed again
    move(ends.closed, { kind: "confirmed" }, 1),
    // @ts-expect-error nor does a push of it fail
    move(ends.closed, { kind: "pushFailed", delivery: newDelivery(1) }, 1),
    // @ts-expect-error a result never changes
    move(ends.undelivered, { kind: "settled", result }, 1),
    // @ts-expect-error of several states, all must allow it
    move(several.unclear, { kind: "untouched", reason: "" }, 1),
    // @ts-expect-error and there is nothing that every state allows
    move(several.order, { kind: "confirmed" }, 1),
  ];
}

function processing(): Processing {
  const queued = move(received(), { kind: "ackSent" }, 1);
  return move(queued, { kind: "started", channel: "a" }, 2);
}

function closed(): Closed {
  const settled = move(processing(), { kind: "settled", result }, 3);
  return move(settled, { kind: "confirmed" }, 4);
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
