import assert from "node:assert/strict";
import { StoreDown } from "../../lib/store/kv.ts";
import { STORE_RETRY_MS } from "../../lib/store/change.ts";
import {
  acked,
  closeOrder,
  confirmedAt,
  holdCommits,
  idOf,
  newOrder,
  repushedAt,
  rowsBelow,
  settledAs,
  startedAt,
  storeWorld,
} from "../support/store.ts";
import type { StoreWorld } from "../support/store.ts";
import { totalsOf } from "../support/totals.ts";

/** A store with one order that waits for a channel. */
async function withQueued(differences = {}) {
  const world = await storeWorld();
  const order = newOrder("1", world.clock.nowMs(), differences);
  const id = idOf(order);
  await world.orders.accept(order);
  await world.orders.change(id, acked);
  return { ...world, id };
}

function breakReading({ kv }: Pick<StoreWorld, "kv">): void {
  kv.beforeRead = () => {
    throw new TypeError("cannot read");
  };
}

function mend({ kv }: Pick<StoreWorld, "kv">): void {
  kv.fate = () => "made";
  kv.beforeRead = () => {};
}

Deno.test("a change is stored, in memory, and told of with what was before", async () => {
  const { kv, orders, id, told } = await withQueued();
  const before = orders.peek(id);
  const changed = await orders.change(id, startedAt("sim"));
  assert.ok(changed.kind === "changed");
  assert.equal(orders.peek(id), changed.order);
  assert.deepEqual(told.at(-1), { order: changed.order, before });
  const next = await storeWorld(kv.disk);
  assert.deepEqual(next.orders.peek(id), changed.order);
});

Deno.test("a change that is not wanted, or of an order that is not there, stores nothing", async () => {
  const { kv, orders, id } = await withQueued();
  const { commits } = kv;
  assert.deepEqual(await orders.change(id, acked), { kind: "declined", order: orders.peek(id) });
  const nobody = { server: "main", chargeId: "2" };
  assert.deepEqual(await orders.change(nobody, acked), { kind: "notFound" });
  assert.deepEqual(await orders.changeSurely(nobody, acked), { kind: "notFound" });
  assert.equal(kv.commits, commits);
});

Deno.test("a confirmed order leaves memory, and is found all the same", async () => {
  const { kv, orders, clock } = await storeWorld();
  const order = newOrder("1", clock.nowMs());
  await closeOrder(orders, order);
  assert.equal(orders.peek(idOf(order)), null);
  assert.deepEqual([...orders.active()], []);
  assert.equal((await orders.get(idOf(order)))?.state, "settled");
  assert.equal((await rowsBelow(kv, ["active"])).length, 0);
  assert.deepEqual(await orders.accept(order), {
    kind: "known",
    contentDigest: order.contentDigest,
  });
  assert.deepEqual(await orders.changeSurely(idOf(order), repushedAt(1)), { kind: "notFound" });
});

Deno.test("two changes of one order run one after the other", async () => {
  const { kv, orders, clock, id } = await withQueued();
  const held = holdCommits(kv);
  const commitsBefore = kv.commits;
  const first = orders.change(id, startedAt("first"));
  const second = orders.change(id, startedAt("second"));
  const third = orders.changeSurely(id, settledAs({}, clock.nowMs()));
  await clock.settle();
  assert.equal(kv.commits, commitsBefore + 1);
  held.letGo();
  assert.equal((await first).kind, "changed");
  const declined = await second;
  assert.ok(declined.kind === "declined" && declined.order.state === "processing");
  const settled = await third;
  assert.ok(settled.kind === "changed" && settled.order.channel === "first");
});

Deno.test("a change that the store refused is told of, and the order is as it was", async () => {
  const { kv, orders, id } = await withQueued();
  kv.fate = () => "refused";
  const changed = await orders.change(id, startedAt("sim"));
  assert.ok(changed.kind === "storeDown");
  assert.match(changed.reason, /disk I\/O error/);
  assert.equal(orders.peek(id)?.state, "queued");
  mend({ kv });
  assert.equal((await orders.change(id, startedAt("sim"))).kind, "changed");
});

Deno.test("a change whose answer was lost is found out at once, and counts once", async () => {
  const { kv, orders, clock, id, told } = await withQueued();
  await orders.change(id, startedAt("sim"));
  const toldBefore = told.length;
  kv.fate = () => "answerLost";
  const changed = await orders.change(id, settledAs({}, clock.nowMs()));
  assert.ok(changed.kind === "changed");
  assert.equal(orders.peek(id)?.state, "settled");
  assert.equal(told.length, toldBefore + 1);
  mend({ kv });
  assert.equal((await orders.change(id, confirmedAt(clock.nowMs()))).kind, "changed");
  assert.equal((await totalsOf(kv, clock)).settled[1], 1);
});

Deno.test("a change that nobody can tell about is found out as soon as the store can be read", async () => {
  for (const [fate, state] of [["answerLost", "processing"], ["refused", "queued"]] as const) {
    const { kv, orders, clock, id, told } = await withQueued();
    const toldBefore = told.length;
    kv.fate = () => fate;
    breakReading({ kv });
    assert.equal((await orders.change(id, startedAt("sim"))).kind, "storeDown");
    assert.equal(told.length, toldBefore);
    await clock.advance(3 * STORE_RETRY_MS);
    assert.equal(orders.peek(id)?.state, "queued");
    mend({ kv });
    await clock.advance(STORE_RETRY_MS);
    assert.equal(orders.peek(id)?.state, state);
    assert.equal(told.length, toldBefore + (state === "processing" ? 1 : 0));
    assert.equal(clock.pending, 0);
  }
});

Deno.test("a sure change is tried until the store takes it, and made exactly once", async () => {
  const { kv, orders, clock, id } = await withQueued();
  await orders.change(id, startedAt("sim"));
  for (const fate of ["refused", "answerLost"] as const) {
    kv.fate = () => fate;
    breakReading({ kv });
    let decided = 0;
    const change = orders.changeSurely(id, (order) => {
      decided++;
      const decide = fate === "refused" ? settledAs({}, clock.nowMs()) : confirmedAt(1);
      return decide(order);
    });
    let over = false;
    change.then(() => over = true);
    await clock.advance(10 * STORE_RETRY_MS);
    assert.equal(over, false);
    mend({ kv });
    await clock.advance(STORE_RETRY_MS);
    assert.equal((await change).kind, "changed");
    assert.equal(decided, fate === "refused" ? 2 : 1);
  }
  assert.equal((await totalsOf(kv, clock)).settled[1], 1);
  assert.equal(orders.unsettled, 0);
  const order = await orders.get(id);
  assert.equal(order?.timeline.filter(({ kind }) => kind === "settled").length, 1);
});

Deno.test("the other changes of an order wait for its sure change, those of others don't", async () => {
  const { kv, orders, clock, id } = await withQueued();
  const other = newOrder("2", clock.nowMs());
  await orders.accept(other);
  let failures = 3;
  kv.fate = () => failures-- > 0 ? "refused" : "made";
  const surely = orders.changeSurely(id, startedAt("sim"));
  const next = orders.change(id, settledAs({}, clock.nowMs()));
  await clock.settle();
  failures = 0;
  assert.equal((await orders.change(idOf(other), acked)).kind, "changed");
  assert.equal(orders.peek(id)?.state, "queued");
  await clock.advance(STORE_RETRY_MS);
  assert.deepEqual([(await surely).kind, (await next).kind], ["changed", "changed"]);
});

Deno.test("another instance that was faster is seen, and the decision is made anew", async () => {
  const { kv, orders, clock, id } = await withQueued();
  const elsewhere = await storeWorld(kv.disk);
  assert.equal((await elsewhere.orders.change(id, startedAt("theirs"))).kind, "changed");
  const declined = await orders.change(id, startedAt("ours"));
  assert.ok(declined.kind === "declined" && declined.order.state === "processing");
  assert.equal(declined.order.channel, "theirs");
  const settled = await orders.change(id, settledAs({}, clock.nowMs()));
  assert.equal(settled.kind, "changed");
  assert.equal((await totalsOf(kv, clock)).settled[1], 1);
});

Deno.test("a re-push takes a closed order back, and its OK closes it again", async () => {
  const { kv, orders, clock, told } = await storeWorld();
  const order = newOrder("1", clock.nowMs());
  const id = idOf(order);
  await closeOrder(orders, order);
  const again = await orders.change(id, repushedAt(clock.nowMs()));
  assert.ok(again.kind === "changed");
  assert.deepEqual(orders.peek(id), again.order);
  assert.equal(orders.counts.settled, 1);
  assert.deepEqual(told.at(-1)?.order, again.order);
  assert.equal((await rowsBelow(kv, ["done"])).length, 0);
  const next = await storeWorld(kv.disk);
  assert.deepEqual(next.orders.peek(id), again.order);
  await orders.changeSurely(id, confirmedAt(clock.nowMs()));
  assert.equal(orders.peek(id), null);
  assert.equal(orders.counts.settled, 0);
  assert.equal((await rowsBelow(kv, ["active"])).length, 0);
  assert.equal((await totalsOf(kv, clock)).settled[1], 1);
});

Deno.test("two re-pushes side by side leave one order, counted once", async () => {
  const { orders, clock } = await storeWorld();
  const order = newOrder("1", clock.nowMs());
  const id = idOf(order);
  await closeOrder(orders, order);
  const both = await Promise.all([
    orders.change(id, repushedAt(clock.nowMs())),
    orders.change(id, repushedAt(clock.nowMs())),
    orders.get(id),
  ]);
  assert.deepEqual([both[0].kind, both[1].kind], ["changed", "changed"]);
  assert.equal(orders.counts.settled, 1);
  assert.equal([...orders.active()].length, 1);
  await orders.changeSurely(id, confirmedAt(clock.nowMs()));
  assert.equal(orders.counts.settled, 0);
});

Deno.test("a re-push whose answer was lost is pushed all the same", async () => {
  const { kv, orders, clock, told } = await storeWorld();
  const order = newOrder("1", clock.nowMs());
  const id = idOf(order);
  await closeOrder(orders, order);
  kv.fate = () => "answerLost";
  let reads = 0;
  kv.beforeRead = () => {
    if (reads++ > 0) throw new TypeError("cannot read");
  };
  assert.equal((await orders.change(id, repushedAt(clock.nowMs()))).kind, "storeDown");
  mend({ kv });
  await clock.advance(STORE_RETRY_MS);
  assert.ok(orders.peek(id)?.state === "settled");
  assert.deepEqual(told.at(-1)?.order, orders.peek(id));
  assert.equal(orders.counts.settled, 1);
});

Deno.test("an order that can't be read can't be changed or shown", async () => {
  const { kv, orders, clock } = await storeWorld();
  const order = newOrder("1", clock.nowMs());
  await closeOrder(orders, order);
  breakReading({ kv });
  assert.deepEqual(await orders.change(idOf(order), repushedAt(1)), {
    kind: "storeDown",
    reason: "TypeError: cannot read",
  });
  await assert.rejects(orders.get(idOf(order)), StoreDown);
});

Deno.test("passwords are gone from the store once the order is settled", async () => {
  const sealed = "sealed-passwords";
  const { kv, orders, clock, id } = await withQueued({ sealed });
  await orders.change(id, startedAt("sim"));
  const stored = () =>
    [...kv.disk.rows.values()].some(({ value }) =>
      value instanceof Uint8Array && new TextDecoder().decode(value).includes(sealed)
    );
  assert.equal(stored(), true);
  await orders.change(id, settledAs({}, clock.nowMs()));
  assert.equal(stored(), false);
});
