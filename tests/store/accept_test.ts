import assert from "node:assert/strict";
import type { Atomic } from "../../lib/store/kv.ts";
import { OrderStore } from "../../lib/store/orders.ts";
import { Writer } from "../../lib/store/writer.ts";
import { MemoryKv } from "../support/memory_kv.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import {
  acked,
  dayOf,
  holdCommits,
  idOf,
  newOrder,
  rowsBelow,
  storeWorld,
} from "../support/store.ts";
import { totalsOf } from "../support/totals.ts";
import { hastyClock } from "../support/hasty_clock.ts";

Deno.test("a new order is stored, in memory, and told of", async () => {
  const { kv, orders, clock, told } = await storeWorld();
  const order = newOrder("1", clock.nowMs());
  assert.deepEqual(await orders.accept(order), { kind: "accepted" });
  assert.equal(orders.peek(idOf(order)), order);
  assert.deepEqual(told, [{ order, before: null }]);
  assert.equal((await rowsBelow(kv, ["active"])).length, 1);
  assert.equal(orders.unsettled, 1);
  const next = await storeWorld(kv.disk);
  assert.deepEqual([...next.orders.active()], [order]);
  assert.equal(next.orders.counts.received, 1);
});

Deno.test("orders that come while a commit runs share the next ones", async () => {
  const { kv, orders, clock } = await storeWorld();
  const held = holdCommits(kv);
  const all = Array.from({ length: 101 }, (_, at) => newOrder(String(at), clock.nowMs()));
  const first = orders.accept(all[0] ?? newOrder("0", 0));
  await clock.settle();
  const others = all.slice(1).map((order) => orders.accept(order));
  assert.equal(orders.unsettled, 101);
  held.letGo();
  const accepted = await Promise.all([first, ...others]);
  assert.ok(accepted.every(({ kind }) => kind === "accepted"));
  assert.ok(kv.commits <= 4, `${kv.commits} commits`);
  assert.equal(orders.unsettled, 101);
});

Deno.test("of two orders under one number only the first is stored, also side by side", async () => {
  const { kv, orders, clock } = await storeWorld();
  const first = newOrder("1", clock.nowMs(), { contentDigest: "first" });
  const second = newOrder("1", clock.nowMs(), { contentDigest: "second" });
  const both = await Promise.all([orders.accept(first), orders.accept(second)]);
  assert.deepEqual(both, [{ kind: "accepted" }, { kind: "known", contentDigest: "first" }]);
  assert.deepEqual(await orders.accept(second), { kind: "known", contentDigest: "first" });
  assert.deepEqual(orders.peek(idOf(first)), first);
  assert.equal((await totalsOf(kv, clock)).received, 1);
});

Deno.test("the same number from two servers is two orders", async () => {
  const { orders, clock } = await storeWorld();
  for (const server of ["main", "other"]) {
    assert.equal((await orders.accept(newOrder("1", clock.nowMs(), { server }))).kind, "accepted");
  }
  assert.equal(orders.unsettled, 2);
});

Deno.test("an accept whose answer was lost is found out by reading again, and counts once", async () => {
  const { kv, orders, clock, told } = await storeWorld();
  kv.fate = () => "answerLost";
  const order = newOrder("1", clock.nowMs());
  assert.deepEqual(await orders.accept(order), { kind: "accepted" });
  kv.fate = () => "made";
  assert.equal(told.length, 1);
  assert.equal(orders.counts.received, 1);
  assert.equal((await orders.change(idOf(order), acked)).kind, "changed");
  assert.deepEqual(orders.counts, {
    received: 0,
    queued: 1,
    processing: 0,
    review: 0,
    settled: 0,
  });
  assert.equal((await totalsOf(kv, clock)).received, 1);
});

Deno.test("a whole group whose answer was lost is found out order by order", async () => {
  const { kv, orders, clock } = await storeWorld();
  kv.fate = (commit) => commit === 0 ? "answerLost" : "made";
  const all = Array.from({ length: 20 }, (_, at) => newOrder(String(at), clock.nowMs()));
  const accepted = await Promise.all(all.map((order) => orders.accept(order)));
  assert.ok(accepted.every(({ kind }) => kind === "accepted"));
  assert.equal(orders.counts.received, 20);
  assert.equal((await totalsOf(kv, clock)).received, 20);
});

Deno.test("an order that the store refused, and that is not there, is refused", async () => {
  const { kv, orders, clock, told } = await storeWorld();
  kv.fate = () => "refused";
  const order = newOrder("1", clock.nowMs());
  const accepted = await orders.accept(order);
  assert.ok(accepted.kind === "refused");
  assert.match(accepted.reason, /disk I\/O error/);
  assert.equal(orders.peek(idOf(order)), null);
  assert.equal(await orders.knownDigest(idOf(order)), null);
  assert.equal(orders.unsettled, 0);
  assert.deepEqual(told, []);
  kv.fate = () => "made";
  assert.equal((await orders.accept(order)).kind, "accepted");
});

Deno.test("an order is in doubt where the store fails and can't be read either", async () => {
  for (const fate of ["refused", "answerLost"] as const) {
    const { kv, orders, clock, told } = await storeWorld();
    kv.fate = () => fate;
    kv.beforeRead = () => {
      throw new TypeError("cannot read");
    };
    const order = newOrder("1", clock.nowMs());
    const accepted = await orders.accept(order);
    assert.ok(accepted.kind === "doubtful");
    assert.match(accepted.reason, /disk I\/O error/);
    assert.equal(orders.peek(idOf(order)), null);
    assert.deepEqual(told, []);
    await assert.rejects(orders.knownDigest(idOf(order)), /cannot read/);
  }
});

Deno.test("asked for an order that is just being stored, the store waits for what becomes of it", async () => {
  const { kv, orders, clock } = await storeWorld();
  const held = holdCommits(kv);
  const order = newOrder("1", clock.nowMs());
  const accepting = orders.accept(order);
  const digest = orders.knownDigest(idOf(order));
  await clock.settle();
  held.letGo();
  assert.deepEqual(await accepting, { kind: "accepted" });
  assert.equal(await digest, order.contentDigest);
});

Deno.test("an order that is looked for before its commit is answered is one order", async () => {
  const answered = Promise.withResolvers<void>();
  class AnswersLate extends MemoryKv {
    override atomic(): Atomic {
      const atomic = super.atomic();
      const commit = atomic.commit;
      atomic.commit = async () => {
        const committed = await commit();
        await answered.promise;
        return committed;
      };
      return atomic;
    }
  }
  const clock = new VirtualClock();
  const kv = new AnswersLate();
  const orders = new OrderStore(kv, new Writer(kv, hastyClock), clock, dayOf);
  const order = newOrder("1", clock.nowMs());
  const accepting = orders.accept(order);
  await clock.settle();
  assert.deepEqual(await orders.get(idOf(order)), order);
  assert.equal((await orders.change(idOf(order), () => null)).kind, "declined");
  answered.resolve();
  assert.equal((await accepting).kind, "accepted");
  assert.equal(orders.counts.received, 1);
  assert.equal((await orders.change(idOf(order), acked)).kind, "changed");
  assert.deepEqual([orders.counts.received, orders.counts.queued], [0, 1]);
});
