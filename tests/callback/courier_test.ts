import assert from "node:assert/strict";
import type { Pushed } from "../../lib/callback/push.ts";
import { isUndelivered } from "../../lib/order.ts";
import { readCallback } from "../../lib/protocol/callback.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { framedObject } from "../support/protocol.ts";
import {
  acked,
  closeOrder,
  newOrder,
  repushedAt,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";
import { delivery, GARBAGE, ID, OK } from "../support/delivery.ts";

Deno.test("a result is pushed as soon as it is settled, to where the order came from, signed", async () => {
  const { clock, pushed, settle, stored } = await delivery();
  await settle();
  await clock.settle();
  assert.deepEqual(pushed.map(({ target }) => target), [{ hostname: "192.168.1.7", port: 50_899 }]);
  const callback = readCallback(framedObject(pushed[0]?.bytes ?? new Uint8Array()), SAMPLE_MD5KEY);
  assert.ok(callback.kind === "callback" && callback.signed);
  assert.deepEqual([callback.chargeId, callback.retCode, callback.retCash], ["1", 1, 100_000n]);
  assert.deepEqual(await stored(), {
    state: "confirmed",
    attempts: 1,
    confirmedAtMs: clock.nowMs(),
  });
});

Deno.test("a server's own callback address comes before the sender's", async () => {
  const { clock, pushed, settle } = await delivery();
  await settle("1", { server: "nat" });
  await clock.settle();
  assert.deepEqual(pushed[0]?.target, { hostname: "10.0.0.9", port: 7000 });
});

Deno.test("an order without a result is never pushed", async () => {
  const { clock, orders, pushed } = await delivery();
  await take(orders, newOrder("1", clock.nowMs()), acked, startedAt("sim"));
  await clock.advance(3_600_000);
  assert.equal(pushed.length, 0);
});

Deno.test("until OK the push is repeated in the plan's intervals, and each failure is kept", async () => {
  const { clock, pushed, answers, settle, stored, log } = await delivery();
  const startMs = clock.nowMs();
  answers.push(GARBAGE, GARBAGE, GARBAGE, GARBAGE);
  await settle();
  await clock.advance(1000);
  assert.deepEqual(await stored(), {
    state: "pending",
    attempts: 2,
    nextAtMs: startMs + 3000,
    sinceMs: startMs,
    lastError: '应答不是 OK not OK: "ERR"',
  });
  await clock.advance(60_000);
  assert.deepEqual(pushed.map(({ atMs }) => atMs - startMs), [0, 1000, 3000, 7000, 15_000]);
  const delivered = await stored();
  assert.ok(delivered.state === "confirmed" && delivered.attempts === 5);
  assert.equal(log.events("warn").length, 4);
});

Deno.test("after OK nothing is pushed while the store can't write that down", async () => {
  const { kv, clock, pushed, answers, settle, stored, courier } = await delivery();
  const answer = Promise.withResolvers<Pushed>();
  answers.push(answer.promise);
  await settle();
  kv.fate = () => "refused";
  answer.resolve(OK);
  await clock.advance(60_000);
  assert.equal(pushed.length, 1);
  assert.equal(courier.status("main")?.pending, 1);
  kv.fate = () => "made";
  await clock.advance(1000);
  assert.equal((await stored()).state, "confirmed");
  assert.equal(pushed.length, 1);
});

Deno.test("a re-push sends the result again, now, even after OK", async () => {
  const { clock, orders, pushed, stored } = await delivery();
  await closeOrder(orders, newOrder("1", clock.nowMs()));
  await clock.settle();
  const before = pushed.length;
  await clock.advance(5000);
  await orders.change(ID, repushedAt(clock.nowMs()));
  await clock.settle();
  assert.equal(pushed.length, before + 1);
  assert.deepEqual(pushed.at(-1)?.bytes, pushed[0]?.bytes);
  const delivered = await stored();
  assert.ok(delivered.state === "confirmed" && delivered.attempts === 1);
});

Deno.test("of a long answer that is no OK only the beginning is kept", async () => {
  const { clock, answers, settle, stored } = await delivery();
  answers.push({ kind: "answered", text: '"x\n'.repeat(100) });
  await settle();
  await clock.settle();
  const pending = await stored();
  assert.ok(pending.state === "pending");
  assert.match(pending.lastError ?? "", /^应答不是 OK not OK: "\\"x\\n/);
  assert.ok((pending.lastError ?? "").length < 300);
});

Deno.test("results of a server that is not configured wait, and are told of", async () => {
  const { kv, clock, orders, pushed, courier } = await delivery();
  const order = newOrder("1", clock.nowMs(), { server: "gone" });
  await take(orders, order, acked, startedAt("sim"), settledAs({}, clock.nowMs()));
  await clock.advance(60_000);
  assert.equal(pushed.length, 0);
  assert.equal(courier.status("gone"), null);
  const next = await storeWorld(kv.disk, clock);
  const [undelivered] = [...next.orders.active()];
  assert.ok(undelivered !== undefined && isUndelivered(undelivered));
  assert.equal(courier.takeUp(undelivered), false);
});
