import assert from "node:assert/strict";
import type { Pushed } from "../../lib/callback/push.ts";
import { repushedAt, storeWorld } from "../support/store.ts";
import { delivery, GARBAGE, ID, OK, PLAN, REFUSED } from "../support/delivery.ts";

Deno.test("after OK nothing is pushed, not after a restart either", async () => {
  const { kv, clock, pushed, settle } = await delivery();
  await settle();
  await clock.advance(3_600_000);
  assert.equal(pushed.length, 1);
  assert.equal(clock.pending, 0);
  const next = await delivery({ disk: kv.disk, clock });
  await clock.advance(3_600_000);
  assert.equal(next.pushed.length, 0);
});

Deno.test("after a restart the delivery goes on where it was: its attempts, its next time", async () => {
  const { kv, clock, answers, settle, courier } = await delivery();
  const startMs = clock.nowMs();
  answers.push(GARBAGE, GARBAGE, GARBAGE);
  await settle();
  await clock.advance(3500);
  await courier.stop();
  const next = await delivery({ disk: kv.disk, clock });
  next.answers.push(GARBAGE);
  await clock.advance(60_000);
  assert.deepEqual(next.pushed.map(({ atMs }) => atMs - startMs), [7000, 15_000]);
  const delivered = await next.stored();
  assert.ok(delivered.state === "confirmed" && delivered.attempts === 5);
});

Deno.test("a result that was due while the program was down is pushed at the start", async () => {
  const { kv, clock, answers, settle, courier } = await delivery();
  answers.push(REFUSED);
  await settle();
  await clock.settle();
  await courier.stop();
  await clock.advance(3_600_000);
  const next = await delivery({ disk: kv.disk, clock });
  await clock.settle();
  assert.equal(next.pushed.length, 1);
});

Deno.test("a crash between OK and its note leaves the result due: the same one, once more", async () => {
  const { kv, clock, pushed, answers, settle } = await delivery();
  const answer = Promise.withResolvers<Pushed>();
  answers.push(answer.promise);
  await settle();
  kv.fate = () => "refused";
  answer.resolve(OK);
  await clock.settle();
  const next = await delivery({ disk: kv.disk });
  await next.clock.settle();
  assert.deepEqual(next.pushed.map(({ bytes }) => bytes), pushed.map(({ bytes }) => bytes));
  assert.equal((await next.stored()).state, "confirmed");
});

Deno.test("a re-push of a result that waits for a silent server is tried now", async () => {
  const { clock, orders, pushed, answers, settle, courier } = await delivery();
  answers.push(...Array<Pushed>(12).fill(REFUSED));
  await settle();
  await clock.advance(300_000);
  assert.equal(courier.status("main")?.link, "silent");
  const before = pushed.length;
  answers.length = 0;
  await orders.change(ID, repushedAt(clock.nowMs()));
  await clock.settle();
  assert.equal(pushed.length, before + 1);
  assert.equal(courier.status("main")?.link, "answering");
});

Deno.test("past its horizon a delivery is abandoned, until an operator pushes it again", async () => {
  const plan = { ...PLAN, giveUpAfterMs: 10_000 };
  const { clock, orders, pushed, answers, settle, stored } = await delivery({ plan });
  answers.push(...Array<Pushed>(5).fill(GARBAGE));
  await settle();
  await clock.advance(3_600_000);
  const abandoned = await stored();
  assert.ok(abandoned.state === "abandoned" && abandoned.attempts === 5);
  assert.equal(pushed.length, 5);
  await orders.change(ID, repushedAt(clock.nowMs()));
  await clock.settle();
  assert.equal((await stored()).state, "confirmed");
});

Deno.test("a dead server delays nobody else", async () => {
  const { clock, pushed, answers, settle, courier } = await delivery();
  const never = new Promise<Pushed>(() => {});
  answers.push(...Array<Promise<Pushed>>(4).fill(never));
  for (let at = 0; at < 10; at++) await settle(String(at), { server: "nat" });
  await settle("100");
  await clock.settle();
  assert.equal(pushed.filter(({ target }) => target.port === 7000).length, 4);
  assert.equal(courier.status("nat")?.pending, 10);
  assert.equal(courier.status("main")?.link, "answering");
});

Deno.test("what a silent server did not answer is all there as soon as it answers", async () => {
  const { clock, answers, settle, courier, stored } = await delivery();
  answers.push(...Array<Pushed>(3).fill(REFUSED));
  for (let at = 1; at <= 30; at++) await settle(String(at));
  await clock.settle();
  const silent = courier.status("main");
  assert.deepEqual([silent?.link, silent?.pending, silent?.lastError], [
    "silent",
    30,
    "ConnectionRefused",
  ]);
  await clock.advance(1000);
  assert.deepEqual(courier.status("main"), {
    link: "answering",
    pending: 0,
    nextTryAtMs: null,
    lastError: null,
  });
  for (let at = 1; at <= 30; at++) {
    assert.equal((await stored({ server: "main", chargeId: String(at) })).state, "confirmed");
  }
});

Deno.test("a sign of life hastens what was not answered, over a restart too, but not what was answered", async () => {
  const { kv, clock, pushed, answers, settle, courier } = await delivery();
  const count = () => pushed.length;
  answers.push(REFUSED);
  await settle("unheard");
  await clock.settle();
  answers.push(GARBAGE);
  await settle("garbage");
  await clock.settle();
  // The second answer was a sign of life: the first result is there, the second waits for its time.
  assert.equal(count(), 3);
  assert.equal(courier.status("main")?.pending, 1);
  const [waiting] = [...(await storeWorld(kv.disk)).orders.active()];
  assert.equal(waiting?.fields.chargeId, "garbage");
  await courier.stop();
  const plan = { ...PLAN, firstMs: 3_600_000, maxMs: 3_600_000 };
  const away = await delivery({ plan });
  away.answers.push(REFUSED);
  await away.settle("unheard");
  await away.clock.settle();
  await away.courier.stop();
  const next = await delivery({ disk: away.kv.disk, plan, clock: away.clock });
  await next.clock.settle();
  assert.equal(next.pushed.length, 0);
  await next.settle("new");
  await next.clock.settle();
  assert.equal(next.pushed.length, 2);
  assert.equal(next.courier.status("main")?.pending, 0);
});

Deno.test("a stop waits for the push under way and its note, and begins no other", async () => {
  const { clock, pushed, answers, settle, stored, courier } = await delivery();
  const answer = Promise.withResolvers<Pushed>();
  answers.push(answer.promise);
  await settle();
  let stopped = false;
  const stopping = courier.stop().then(() => stopped = true);
  await settle("2");
  await clock.advance(60_000);
  assert.equal(stopped, false);
  answer.resolve(OK);
  await stopping;
  assert.equal((await stored()).state, "confirmed");
  assert.equal(pushed.length, 1);
});
