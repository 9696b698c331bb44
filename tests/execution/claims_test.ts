import assert from "node:assert/strict";
import { settleByHand } from "../../lib/execution/by_hand.ts";
import { Claims } from "../../lib/execution/claims.ts";
import { move } from "../../lib/move.ts";
import { isUndelivered } from "../../lib/order.ts";
import { kinds } from "../support/execution.ts";
import { MemoryDisk } from "../support/memory_kv.ts";
import { recordingLog } from "../support/recording_log.ts";
import { acked, newOrder, settledAs, startedAt, storeWorld, take } from "../support/store.ts";
import { SUCCESS } from "../support/web_orders.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const HOLD_MS = 600_000;
const LEASE_MS = 60_000;
const ONE = "token:one", TWO = "token:two";

const id = (chargeId: string) => ({ server: "main", chargeId });

/** Claims over a store in memory; `jobs` and `desk` are worked on from outside, `acme` is not. */
async function claimsWorld(disk?: MemoryDisk, clock = new VirtualClock()) {
  const world = await storeWorld(disk, clock);
  const { orders } = world;
  const log = recordingLog();
  const lost: string[] = [];
  const claims = new Claims({
    orders,
    channel: (name) =>
      name === "gone" ? undefined : { settledFromOutside: name === "jobs" || name === "desk" },
    clock,
    log,
    leaseLost: (channel) => void lost.push(channel),
    holdMs: () => HOLD_MS,
  });
  orders.onChange((order) => claims.see(order));
  // As at a start: what is stored is seen once.
  for (const order of orders.active()) claims.takeUp(order);
  /** Orders under these numbers that wait at a channel. */
  const wait = async (channel: string, ...chargeIds: string[]) => {
    for (const chargeId of chargeIds) {
      await take(orders, newOrder(chargeId, clock.nowMs()), acked, startedAt(channel));
    }
  };
  const peek = (chargeId: string) => orders.peek(id(chargeId));
  const claimOf = (chargeId: string) => {
    const order = peek(chargeId);
    return order?.state === "processing" ? order.claim : undefined;
  };
  const claimed = async (channel: string, max: number, by = ONE) => {
    const answer = await claims.claimNext(channel, max, LEASE_MS, by);
    return answer === "storeDown" ? answer : answer.map(({ fields }) => fields.chargeId);
  };
  return { ...world, claims, lost, log, wait, peek, claimOf, claimed };
}

Deno.test("the oldest orders of a channel are leased, each once, and no others", async () => {
  const { claims, clock, wait, claimed, claimOf } = await claimsWorld();
  await wait("jobs", "1", "2", "3");
  await wait("desk", "4");
  await wait("acme", "5");
  assert.equal(claims.waiting("jobs"), 3);
  assert.deepEqual(await claimed("jobs", 2), ["1", "2"]);
  assert.deepEqual(await claimed("jobs", 9), ["3"]);
  assert.deepEqual(await claimed("jobs", 9), []);
  assert.deepEqual(await claimed("acme", 9), []);
  assert.deepEqual(await claimed("gone", 9), []);
  assert.equal(claims.waiting("jobs"), 0);
  assert.equal(claims.waiting("desk"), 1);
  const atMs = clock.nowMs();
  assert.deepEqual(claimOf("1"), { by: ONE, atMs, untilMs: atMs + LEASE_MS });
  claims.stop();
});

Deno.test("two programs that claim at once never have the same order", async () => {
  const { claims, wait, claimed } = await claimsWorld();
  const numbers = Array.from({ length: 20 }, (_, at) => `${at + 1}`);
  await wait("jobs", ...numbers);
  const answers = await Promise.all(
    [ONE, TWO, ONE, TWO].map((by) => claimed("jobs", 6, by)),
  );
  const all = answers.flat();
  assert.equal(all.length, 20);
  assert.deepEqual(new Set(all), new Set(numbers));
  claims.stop();
});

Deno.test("orders that can't be claimed for the store keep their place: the oldest comes first afterwards", async () => {
  const { claims, kv, wait, claimed } = await claimsWorld();
  await wait("jobs", "1", "2", "3", "4");
  kv.fate = () => "refused";
  assert.deepEqual(await Promise.all([claimed("jobs", 2), claimed("jobs", 2, TWO)]), [
    "storeDown",
    "storeDown",
  ]);
  assert.equal(claims.waiting("jobs"), 4);
  kv.fate = () => "made";
  assert.deepEqual(await claimed("jobs", 4), ["1", "2", "3", "4"]);
  claims.stop();
});

Deno.test("after a restart the oldest still comes first, whatever its number and its server", async () => {
  const before = await claimsWorld();
  const { clock, kv, wait, claims } = before;
  await wait("jobs", "90");
  await clock.advance(1000);
  await take(
    before.orders,
    newOrder("5", clock.nowMs(), { server: "another" }),
    acked,
    startedAt("jobs"),
  );
  await clock.advance(1000);
  await wait("jobs", "10", "3");
  // Given back, it stands behind the others, as before the restart.
  assert.equal(await claims.claim(id("10"), LEASE_MS, ONE), "done");
  await clock.advance(1000);
  assert.equal(await claims.release(id("10"), ONE), "done");
  claims.stop();
  const after = await claimsWorld(kv.disk, clock);
  await clock.advance(1000);
  await after.wait("jobs", "1");
  assert.deepEqual(await after.claimed("jobs", 9), ["90", "5", "3", "10", "1"]);
  after.claims.stop();
});

Deno.test("one order whose row is damaged does not hold up those behind it", async () => {
  const { claims, kv, wait, claimed } = await claimsWorld();
  await wait("jobs", "1", "2");
  await kv.atomic().set(["active", "main", "1"], new TextEncoder().encode("{}")).commit();
  assert.deepEqual(await claimed("jobs", 1), ["2"]);
  assert.deepEqual(await claimed("jobs", 1), "storeDown");
  claims.stop();
});

Deno.test("a lease that is over leads to review, never to the next program", async () => {
  const { claims, clock, log, lost, wait, claimed, peek } = await claimsWorld();
  await wait("jobs", "1");
  await claimed("jobs", 1);
  await clock.advance(LEASE_MS - 1);
  assert.equal(peek("1")?.state, "processing");
  assert.deepEqual(lost, []);
  await clock.advance(1);
  const order = peek("1");
  assert.equal(order?.state, "review");
  assert.ok(order?.state === "review" && order.reason.includes(ONE), "who had it is told");
  assert.equal(order?.state === "review" && order.holdUntilMs, clock.nowMs() + HOLD_MS);
  assert.deepEqual(await claimed("jobs", 1, TWO), []);
  assert.equal(claims.waiting("jobs"), 0);
  assert.equal(log.lines.length, 1);
  assert.deepEqual(lost, ["jobs"]);
  assert.equal(await claims.extend(id("1"), LEASE_MS, ONE), "notClaimable");
  assert.equal(await claims.release(id("1"), ONE), "notClaimable");
});

Deno.test("an extended lease ends so much later from then on", async () => {
  const { claims, clock, wait, claimed, peek, claimOf } = await claimsWorld();
  await wait("jobs", "1");
  await claimed("jobs", 1);
  for (let beat = 0; beat < 5; beat++) {
    await clock.advance(LEASE_MS - 1);
    assert.equal(await claims.extend(id("1"), LEASE_MS, ONE), "done");
    assert.equal(claimOf("1")?.untilMs, clock.nowMs() + LEASE_MS);
  }
  assert.equal(clock.pending, 1, "one lease, one timer");
  await clock.advance(LEASE_MS - 1);
  assert.equal(peek("1")?.state, "processing");
  await clock.advance(1);
  assert.equal(peek("1")?.state, "review");
  assert.equal(clock.pending, 0);
});

Deno.test("only whoever has a claim extends it or gives it back", async () => {
  const { claims, wait, claimed, claimOf } = await claimsWorld();
  await wait("jobs", "1", "2");
  await wait("acme", "3");
  await claimed("jobs", 1);
  assert.equal(await claims.extend(id("1"), LEASE_MS, TWO), "taken");
  assert.equal(await claims.release(id("1"), TWO), "taken");
  assert.equal(claimOf("1")?.by, ONE);
  assert.equal(await claims.extend(id("2"), LEASE_MS, ONE), "taken", "nobody has it");
  assert.equal(await claims.release(id("2"), ONE), "taken");
  assert.equal(await claims.extend(id("3"), LEASE_MS, ONE), "notClaimable");
  assert.equal(await claims.extend(id("4"), LEASE_MS, ONE), "notFound");
  assert.equal(await claims.release(id("4"), ONE), "notFound");
  claims.stop();
});

Deno.test("an order that is given back waits for the next program, without a lease", async () => {
  const { claims, clock, wait, claimed, claimOf } = await claimsWorld();
  await wait("jobs", "1", "2");
  await claimed("jobs", 1);
  assert.equal(await claims.release(id("1"), ONE), "done");
  assert.equal(claimOf("1"), null);
  assert.equal(clock.pending, 0);
  await clock.advance(2 * LEASE_MS);
  assert.deepEqual(await claimed("jobs", 2, TWO), ["2", "1"]);
  claims.stop();
});

Deno.test("a settled order has no lease any more", async () => {
  const { claims, clock, orders, wait, claimed, peek } = await claimsWorld();
  await wait("jobs", "1", "2");
  await claimed("jobs", 1);
  await orders.change(id("1"), settledAs({}, clock.nowMs()));
  await orders.change(id("2"), settledAs({}, clock.nowMs()));
  assert.equal(clock.pending, 0);
  assert.equal(claims.waiting("jobs"), 0);
  await clock.advance(2 * LEASE_MS);
  const order = peek("1");
  assert.ok(order !== null && isUndelivered(order));
  assert.deepEqual(kinds(order), ["received", "acked", "started", "claimed", "settled"]);
});

Deno.test("a person's claim lasts as long as it takes, and he may take it on again", async () => {
  const { claims, clock, wait, claimOf } = await claimsWorld();
  await wait("desk", "1");
  assert.equal(await claims.claim(id("1"), null, "operator:li"), "done");
  assert.equal(await claims.claim(id("1"), null, "operator:li"), "done");
  assert.equal(await claims.claim(id("1"), null, "operator:wang"), "taken");
  assert.equal(clock.pending, 0);
  await clock.advance(86_400_000);
  assert.equal(claimOf("1")?.by, "operator:li");
  assert.equal(await claims.release(id("1"), "operator:wang"), "taken");
  assert.equal(await claims.takeBack(id("1"), "operator:wang"), "done");
  assert.equal(claims.waiting("desk"), 1);
  assert.equal(await claims.claim(id("9"), null, "operator:li"), "notFound");
});

Deno.test("what is leased to a program nobody takes away from it, for nobody else may have it as new", async () => {
  const { claims, wait, claimed, claimOf } = await claimsWorld();
  await wait("jobs", "1");
  await claimed("jobs", 1);
  assert.equal(await claims.takeBack(id("1"), "operator:wang"), "taken");
  assert.equal(claimOf("1")?.by, ONE);
  claims.stop();
});

Deno.test("leases outlast a restart: one that ran out meanwhile leads to review, one that did not goes on", async () => {
  const disk = new MemoryDisk(), clock = new VirtualClock();
  const before = await claimsWorld(disk, clock);
  await before.wait("jobs", "1", "2", "3");
  await before.claimed("jobs", 1);
  before.claims.stop();
  await clock.advance(LEASE_MS / 2);
  await before.claims.claimNext("jobs", 1, LEASE_MS, TWO);
  await clock.advance(LEASE_MS / 2);

  const after = await claimsWorld(disk, clock);
  await clock.advance(0);
  assert.equal(after.peek("1")?.state, "review");
  assert.equal(after.claimOf("2")?.by, TWO);
  assert.equal(after.claims.waiting("jobs"), 1);
  assert.deepEqual(await after.claimed("jobs", 9), ["3"]);
  await clock.advance(LEASE_MS / 2);
  assert.equal(after.peek("2")?.state, "review");
  after.claims.stop();
});

Deno.test("after a stop no lease ends, for the next start sees to it", async () => {
  const { claims, clock, wait, claimed, peek } = await claimsWorld();
  await wait("jobs", "1", "2");
  await claimed("jobs", 1);
  claims.stop();
  await claimed("jobs", 1);
  assert.equal(clock.pending, 0);
  await clock.advance(2 * LEASE_MS);
  assert.equal(peek("1")?.state, "processing");
});

Deno.test("a clock that is set back does not end a lease before its time", async () => {
  const passing = new VirtualClock();
  let aheadMs = 0;
  const clock = {
    nowMs: () => passing.nowMs() + aheadMs,
    after: (delayMs: number, run: () => void) => passing.after(delayMs, run),
  };
  const { orders } = await storeWorld(undefined, passing);
  const log = recordingLog();
  const channel = () => ({ settledFromOutside: true });
  const claims = new Claims({ orders, channel, clock, log, leaseLost() {}, holdMs: () => HOLD_MS });
  orders.onChange((order) => claims.see(order));
  await take(orders, newOrder("1", clock.nowMs()), acked, startedAt("jobs"));
  await claims.claimNext("jobs", 1, LEASE_MS, ONE);
  aheadMs = -30_000;
  await passing.advance(LEASE_MS);
  assert.equal(orders.peek(id("1"))?.state, "processing");
  await passing.advance(30_000);
  assert.equal(orders.peek(id("1"))?.state, "review");
});

Deno.test("while the store is down nothing is leased, and what waits is leased once it works again", async () => {
  const { kv, claims, wait, claimed, claimOf } = await claimsWorld();
  await wait("jobs", "1", "2");
  kv.fate = () => "refused";
  assert.equal(await claimed("jobs", 9), "storeDown");
  assert.equal(await claims.claim(id("2"), null, "operator:li"), "storeDown");
  kv.fate = () => "made";
  assert.equal(claimOf("1"), null);
  const orders = await claimed("jobs", 9);
  assert.deepEqual(new Set(orders), new Set(["1", "2"]));
  claims.stop();
});

Deno.test("a claim whose commit was made and whose answer was lost is handed to nobody, and its lease ends", async () => {
  const { kv, claims, clock, wait, claimed, peek } = await claimsWorld();
  await wait("jobs", "1");
  kv.fate = () => "answerLost";
  const first = await claimed("jobs", 1);
  kv.fate = () => "made";
  const second = await claimed("jobs", 1, TWO);
  // Found out at once, it is its claimant's; found out later, it is nobody's; it is never two's.
  assert.ok(first.length === 0 || first === "storeDown" || first[0] === "1", String(first));
  assert.deepEqual(second, []);
  await clock.advance(LEASE_MS + 5000);
  assert.equal(peek("1")?.state, "review");
  claims.stop();
});

Deno.test("a lease that ends while the store is down leads to review once it works again", async () => {
  const { kv, claims, clock, wait, claimed, peek } = await claimsWorld();
  await wait("jobs", "1");
  await claimed("jobs", 1);
  kv.fate = () => "refused";
  await clock.advance(LEASE_MS + 10_000);
  assert.equal(peek("1")?.state, "processing");
  kv.fate = () => "made";
  await clock.advance(10_000);
  assert.equal(peek("1")?.state, "review");
  claims.stop();
});

Deno.test("a result that comes after the lease is the order's result, for it waits in review", async () => {
  const { claims, clock, orders, wait, claimed } = await claimsWorld();
  await wait("jobs", "1");
  await claimed("jobs", 1);
  await clock.advance(LEASE_MS);
  const channels = new Map([["jobs", { settledFromOutside: true }]]);
  const { atMs: _at, by: _by, ...result } = SUCCESS;
  assert.equal(
    await settleByHand(
      { orders, channels, heard() {}, contradicted() {}, clock },
      id("1"),
      result,
      ONE,
    ),
    "settled",
  );
  claims.stop();
});

Deno.test("an order that another instance was faster to hand out is not handed out here", async () => {
  const { clock, orders, log, wait, peek } = await claimsWorld();
  await wait("jobs", "1");
  const waiting = peek("1");
  assert.ok(waiting?.state === "processing");
  const event = { kind: "claimed", by: TWO, untilMs: null } as const;
  const claims = new Claims({
    orders: {
      peek: (id) => orders.peek(id),
      changeSurely: (id, decide) => orders.changeSurely(id, decide),
      async change(id, decide) {
        // Decided upon, then in vain, and once more upon what the other one has made of it.
        decide(waiting);
        await orders.change(id, () => move(waiting, event, clock.nowMs()));
        return await orders.change(id, decide);
      },
    },
    channel: () => ({ settledFromOutside: true }),
    clock,
    log,
    leaseLost() {},
    holdMs: () => HOLD_MS,
  });
  claims.see(waiting);
  assert.deepEqual(await claims.claimNext("jobs", 1, LEASE_MS, ONE), []);
  assert.equal(await claims.claim(id("1"), null, ONE), "taken");
  claims.stop();
});

Deno.test("only whoever has claimed an order settles it while the lease lasts", async () => {
  const { claims, clock, orders, wait, claimed } = await claimsWorld();
  await wait("jobs", "1", "2");
  await claimed("jobs", 1);
  const channels = new Map([["jobs", { settledFromOutside: true }]]);
  const { atMs: _at, by: _by, ...result } = SUCCESS;
  const settle = (chargeId: string, by: string) =>
    settleByHand(
      { orders, channels, heard() {}, contradicted() {}, clock },
      id(chargeId),
      result,
      by,
    );
  assert.equal(await settle("1", TWO), "taken");
  assert.equal(await settle("1", ONE), "settled");
  assert.equal(await settle("1", ONE), "alreadySettled");
  assert.equal(await settle("2", TWO), "settled");
  assert.equal(claims.waiting("jobs"), 0);
});
