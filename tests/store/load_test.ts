import assert from "node:assert/strict";
import type { Order } from "../../lib/order.ts";
import { PAGE_ROWS } from "../../lib/store/backlog.ts";
import type { Kv } from "../../lib/store/kv.ts";
import { STORE_RETRY_MS } from "../../lib/store/change.ts";
import { OrderStore } from "../../lib/store/orders.ts";
import { Writer } from "../../lib/store/writer.ts";
import { HeldPages } from "../support/held_pages.ts";
import { MemoryKv } from "../support/memory_kv.ts";
import {
  acked,
  closeOrder,
  confirmedAt,
  dayOf,
  newOrder,
  repushedAt,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";
import { hastyClock } from "../support/hasty_clock.ts";

const ID = { server: "main", chargeId: "1" };

/** The next start on what `before` left; `over` is put between it and the disk. */
async function nextStart(
  before: (world: Awaited<ReturnType<typeof storeWorld>>) => Promise<void>,
  over: (kv: Kv) => Kv = (kv) => kv,
) {
  const last = await storeWorld();
  await before(last);
  const { clock } = last;
  const kv = new MemoryKv(last.kv.disk);
  const seen = over(kv);
  const orders = new OrderStore(seen, new Writer(seen, hastyClock), clock, dayOf);
  /** What was taken up, in its order. */
  const takenUp: Order[] = [];
  const unreadable: string[] = [];
  const failed: string[] = [];
  const load = () =>
    orders.load({
      loaded: (order) => takenUp.push(order),
      unreadable: (key) => unreadable.push(key.join(" ")),
      failed: (reason) => failed.push(reason),
    });
  return { orders, kv, clock, takenUp, unreadable, failed, load };
}

/** The next start, its load begun and its first page read but not there yet. */
async function loading(
  before: (world: Awaited<ReturnType<typeof storeWorld>>) => Promise<void>,
  early: (next: Awaited<ReturnType<typeof nextStart>>) => Promise<void> = () => Promise.resolve(),
  over: (kv: Kv) => Kv = (kv) => kv,
) {
  const pages = new HeldPages();
  const next = await nextStart(before, (kv) => pages.over(over(kv)));
  await early(next);
  const loaded = next.load();
  await next.clock.settle();
  assert.equal(pages.held.length, 1);
  const end = async () => {
    pages.letGo();
    await loaded;
  };
  return { ...next, end };
}

const nothing = () => Promise.resolve();
const numbers = (orders: Order[]) => orders.map(({ fields: { chargeId } }) => chargeId);

Deno.test("every order of an earlier process is taken up once, however many pages they are", async () => {
  const count = 2 * PAGE_ROWS + 7;
  const next = await nextStart(async ({ orders, clock }) => {
    for (let at = 0; at < count; at++) await orders.accept(newOrder(`${at}`, clock.nowMs()));
    await closeOrder(orders, newOrder("closed", clock.nowMs()));
  });
  await next.load();
  assert.equal(next.takenUp.length, count);
  assert.equal(new Set(numbers(next.takenUp)).size, count);
  assert.equal(next.orders.counts.received, count);
  assert.deepEqual([next.orders.backlog.loading, next.orders.backlog.loaded], [false, count]);
});

Deno.test("an order that this process has stored is not taken up", async () => {
  const next = await loading(nothing, async ({ orders, clock }) => {
    await orders.accept(newOrder("1", clock.nowMs()));
  });
  await next.end();
  assert.deepEqual(next.takenUp, []);
  assert.equal(next.orders.peek(ID)?.state, "received");
  assert.equal(next.orders.counts.received, 1);
});

Deno.test("an order whose commit is made and not answered yet is not taken up", async () => {
  const answer = Promise.withResolvers<void>();
  const slowAnswers = (kv: Kv): Kv => ({
    ...kv,
    get: (key) => kv.get(key),
    getMany: (keys) => kv.getMany(keys),
    list: (range, options) => kv.list(range, options),
    atomic() {
      const atomic = kv.atomic();
      const commit = atomic.commit;
      atomic.commit = async () => {
        const committed = await commit();
        await answer.promise;
        return committed;
      };
      return atomic;
    },
  });
  let accepting: Promise<unknown> = Promise.resolve();
  const next = await loading(nothing, async ({ orders, clock }) => {
    accepting = orders.accept(newOrder("1", clock.nowMs()));
    await clock.settle();
  }, slowAnswers);
  await next.end();
  assert.deepEqual([next.takenUp, next.orders.peek(ID)], [[], null]);
  answer.resolve();
  assert.deepEqual(await accepting, { kind: "accepted" });
  assert.equal(next.orders.counts.received, 1);
});

Deno.test("an order of which nobody knows whether it is stored is not taken up, nor after it was sent again", async () => {
  const next = await loading(nothing, async ({ orders, kv, clock }) => {
    kv.fate = () => "answerLost";
    kv.beforeRead = () => {
      throw new TypeError("disk I/O error");
    };
    const first = newOrder("1", clock.nowMs());
    assert.equal((await orders.accept(first)).kind, "doubtful");
    kv.beforeRead = () => {};
    kv.fate = () => "made";
    assert.equal((await orders.accept(newOrder("1", clock.nowMs() + 1))).kind, "known");
  });
  await next.end();
  assert.deepEqual(next.takenUp, []);
});

Deno.test("an order of this process that has closed since its row was read does not come back", async () => {
  const next = await loading(nothing, async ({ orders, clock }) => {
    const atMs = clock.nowMs();
    await take(orders, newOrder("1", atMs), acked, startedAt("sim"), settledAs({}, atMs));
  });
  await next.orders.change(ID, confirmedAt(next.clock.nowMs()));
  await next.end();
  assert.deepEqual([next.takenUp, next.orders.peek(ID)], [[], null]);
  assert.equal(next.orders.counts.settled, 0);
});

Deno.test("a repeated order that is not loaded yet is known, and is taken up once", async () => {
  const next = await loading(async ({ orders, clock }) => {
    await take(orders, newOrder("1", clock.nowMs()), acked);
  });
  const again = await next.orders.accept(newOrder("1", next.clock.nowMs() + 5));
  assert.deepEqual(again, { kind: "known", contentDigest: "digest-1" });
  assert.equal(await next.orders.knownDigest(ID), "digest-1");
  await next.end();
  assert.deepEqual(next.takenUp.map(({ state }) => state), ["queued"]);
  assert.equal(next.orders.counts.queued, 1);
});

Deno.test("an order that a change found before it was loaded is taken up once, as it is then", async () => {
  const next = await loading(async ({ orders, clock }) => {
    await take(orders, newOrder("1", clock.nowMs()), acked, startedAt("desk"));
    await take(orders, newOrder("2", clock.nowMs()), acked, startedAt("desk"));
  });
  assert.equal((await next.orders.change(ID, () => null)).kind, "declined");
  const two = { server: "main", chargeId: "2" };
  await next.orders.change(two, settledAs({}, next.clock.nowMs()));
  assert.equal(next.orders.unsettled, 1);
  await next.end();
  assert.deepEqual(next.takenUp.map(({ state }) => state), ["processing", "settled"]);
  assert.deepEqual([next.orders.counts.processing, next.orders.counts.settled], [1, 1]);
  assert.equal(next.orders.backlog.loaded, 2);
  assert.equal(next.orders.unsettled, 1);
});

Deno.test("an order that a change found and closed before it was loaded does not come back", async () => {
  const next = await loading(async ({ orders, clock }) => {
    const atMs = clock.nowMs();
    await take(orders, newOrder("1", atMs), acked, startedAt("sim"), settledAs({}, atMs));
  });
  await next.orders.change(ID, repushedAt(next.clock.nowMs()));
  await next.orders.change(ID, confirmedAt(next.clock.nowMs()));
  await next.end();
  assert.deepEqual([next.takenUp, next.orders.peek(ID)], [[], null]);
  assert.equal(next.orders.counts.settled, 0);
});

Deno.test("a closed order that was pushed again is left to whoever pushed it", async () => {
  const pages = new HeldPages(1);
  const next = await nextStart(async ({ orders, clock }) => {
    await orders.accept(newOrder("0", clock.nowMs()));
    await closeOrder(orders, newOrder("1", clock.nowMs()));
  }, (kv) => pages.over(kv));
  const loaded = next.load();
  await next.clock.settle();
  await next.orders.change(ID, repushedAt(next.clock.nowMs()));
  pages.letGo();
  await loaded;
  assert.deepEqual(numbers(next.takenUp), ["0"]);
  assert.equal(next.orders.counts.settled, 1);
});

Deno.test("what has happened to an order that is not loaded yet is written down once it is", async () => {
  const next = await loading(async ({ orders, clock }) => {
    await take(orders, newOrder("1", clock.nowMs()), acked, startedAt("sim"));
  });
  const changing = next.orders.changeSurely(ID, settledAs({}, next.clock.nowMs()));
  const nobody = next.orders.changeSurely({ server: "main", chargeId: "2" }, () => null);
  await next.end();
  assert.equal((await changing).kind, "changed");
  assert.deepEqual(await nobody, { kind: "notFound" });
  assert.equal(next.orders.peek(ID)?.state, "settled");
});

Deno.test("orders without a result count as waiting before they are loaded", async () => {
  const next = await loading(async ({ orders, clock }) => {
    const atMs = clock.nowMs();
    for (const chargeId of ["1", "2", "3"]) await orders.accept(newOrder(chargeId, atMs));
    await take(orders, newOrder("4", atMs), acked, startedAt("sim"), settledAs({}, atMs));
    await closeOrder(orders, newOrder("5", atMs));
  });
  assert.equal(next.orders.unsettled, 3);
  await next.orders.accept(newOrder("6", next.clock.nowMs()));
  assert.equal(next.orders.unsettled, 4);
  await next.end();
  assert.equal(next.orders.unsettled, 4);
});

Deno.test("a row that holds no order is left alone, and the others are taken up", async () => {
  const next = await nextStart(async ({ orders, kv, clock }) => {
    for (const chargeId of ["1", "3"]) await orders.accept(newOrder(chargeId, clock.nowMs()));
    await kv.atomic().set(["active", "main", "2"], new Uint8Array([1, 2, 3])).commit();
  });
  await next.load();
  assert.deepEqual(numbers(next.takenUp), ["1", "3"]);
  assert.deepEqual(next.unreadable, ["active main 2"]);
  assert.equal(next.orders.backlog.unreadable, 1);
});

Deno.test("a load that the store fails goes on where it was, once the store works", async () => {
  const pages = new HeldPages(1);
  const next = await nextStart(async ({ orders, clock }) => {
    for (const chargeId of ["1", "2", "3"]) await orders.accept(newOrder(chargeId, clock.nowMs()));
  }, (kv) => pages.over(kv));
  const loaded = next.load();
  await next.clock.settle();
  next.kv.beforeRead = () => {
    throw new TypeError("disk I/O error");
  };
  pages.letGo();
  await next.clock.advance(2 * STORE_RETRY_MS);
  assert.equal(next.orders.backlog.loading, true);
  assert.deepEqual(next.failed, Array(3).fill("TypeError: disk I/O error"));
  next.kv.beforeRead = () => {};
  await next.clock.advance(STORE_RETRY_MS);
  await loaded;
  assert.deepEqual(numbers(next.takenUp), ["1", "2", "3"]);
});

Deno.test("a load that is abandoned ends, also while the store fails, and never counts as complete", async () => {
  const next = await nextStart(async ({ orders, clock }) => {
    await orders.accept(newOrder("1", clock.nowMs()));
  });
  next.kv.beforeRead = () => {
    throw new TypeError("disk I/O error");
  };
  const loaded = next.load();
  await next.clock.settle();
  const changing = next.orders.changeSurely(ID, acked);
  next.orders.backlog.abandon();
  await loaded;
  assert.deepEqual(await changing, { kind: "notFound" });
  assert.deepEqual([next.takenUp, next.orders.backlog.loading], [[], true]);
  assert.equal(next.clock.pending, 0);
});
