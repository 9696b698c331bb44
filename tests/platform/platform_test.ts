import assert from "node:assert/strict";
import { makeOrder } from "../../lib/platform/order_maker.ts";
import { Platform, type PlatformOptions } from "../../lib/platform/platform.ts";
import type { FaultName } from "../../lib/platform/fault_plan.ts";
import { summarize } from "../../lib/platform/report.ts";
import { writeAck } from "../../lib/protocol/ack.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { FakeCzdock, type Misdeed } from "./fake_czdock.ts";
import { connect, listen, ShiftedClock } from "./test_io.ts";

/** How long a condition may take before its test has failed. */
const PATIENCE_MS = 20_000;

function start(fake: FakeCzdock, more: Partial<PlatformOptions> = {}): Platform {
  const platform = new Platform({
    connect,
    listen,
    clock: new ShiftedClock(),
    target: { hostname: "127.0.0.1", port: fake.port },
    md5key: SAMPLE_MD5KEY,
    callbackHost: "127.0.0.1",
    callbackPort: 0,
    ...more,
  });
  fake.callbackPort = platform.callbackPort;
  return platform;
}

/** Sends orders 0 to `count` - 1, waits until `reached`, and sums up. */
async function play(
  count: number,
  misdeed: (chargeId: string, sending: number) => Misdeed,
  reached: (platform: Platform) => boolean,
  more: Partial<PlatformOptions> = {},
) {
  await using fake = new FakeCzdock(({ chargeId }, sending) => misdeed(chargeId, sending));
  const platform = start(fake, more);
  const orders = Array.from({ length: count }, (_, index) => makeOrder(BigInt(index)));
  await Promise.all(orders.map((order) => platform.sendUntilAcked(order)));
  assert.equal(await platform.until(() => reached(platform), PATIENCE_MS), true);
  const summary = summarize(platform, count);
  await platform.stop();
  await fake.stop();
  return { summary, fake };
}

const third = (misdeed: Misdeed) => (chargeId: string): Misdeed =>
  chargeId === "3" ? misdeed : "none";
const allConfirmed = ({ ledger }: Platform) => ledger.unfinished === 0;

Deno.test("orders that are acked, called back and confirmed are fine", async () => {
  const { summary, fake } = await play(50, () => "none", allConfirmed);
  assert.equal(summary.fine, true);
  assert.deepEqual([summary.acked, summary.confirmed, summary.results], [50, 50, { 1: 50 }]);
  assert.equal(fake.answers.length, 50);
  assert.equal(summary.acksPerSecond > 0 && summary.confirmedPerSecond > 0, true);
});

Deno.test("an acked order that is never called back is lost", async () => {
  const reached = ({ ledger }: Platform) => ledger.confirmed === 5;
  const { summary } = await play(6, third("neverPushes"), reached);
  assert.deepEqual([summary.fine, summary.lost], [false, { count: 1, chargeIds: ["3"] }]);
});

Deno.test("a callback after our OK is repeated, and a double while czdock was never away", async () => {
  const again = ({ ledger }: Platform) => ledger.repeated.count === 1;
  const { summary } = await play(6, third("pushesAgain"), again);
  assert.deepEqual([summary.fine, summary.double.chargeIds], [false, ["3"]]);
  const lenient = await play(6, third("pushesAgain"), (platform) => {
    return again(platform) && allConfirmed(platform);
  }, { strict: false });
  const { fine, repeated, double } = lenient.summary;
  assert.deepEqual([fine, repeated.count, double.count], [true, 1, 0]);
});

Deno.test("another result after our OK is a double, strict or not", async () => {
  const reached = ({ ledger }: Platform) => ledger.differing.count === 1;
  const { summary } = await play(6, third("pushesOther"), reached, { strict: false });
  assert.deepEqual([summary.fine, summary.double], [false, { count: 1, chargeIds: ["3"] }]);
});

Deno.test("a callback that comes too long after the ack is late", async () => {
  const clock = new ShiftedClock();
  await using fake = new FakeCzdock();
  const platform = start(fake, { clock, withinMs: 60_000 });
  // The push may only get through when the ack is booked, or there is nothing to be late against.
  const { callbackPort } = fake;
  fake.callbackPort = 1;
  await platform.sendUntilAcked(makeOrder(1n));
  clock.forward(60_001);
  fake.callbackPort = callbackPort;
  assert.equal(await platform.until((ledger) => ledger.unfinished === 0, PATIENCE_MS), true);
  const summary = summarize(platform, 1);
  assert.deepEqual([summary.fine, summary.late], [false, { count: 1, chargeIds: ["1"] }]);
  await platform.stop();
});

Deno.test("time in which our port refused connections makes nothing late", async () => {
  const clock = new ShiftedClock();
  await using fake = new FakeCzdock();
  const platform = start(fake, { clock, withinMs: 60_000 });
  platform.refuseCallbacks();
  await platform.sendUntilAcked(makeOrder(1n));
  clock.forward(3_600_000);
  await platform.acceptCallbacks();
  assert.equal(await platform.until((ledger) => ledger.unfinished === 0, PATIENCE_MS), true);
  assert.equal(summarize(platform, 1).fine, true);
  assert.equal(platform.refusedMs >= 3_600_000, true);
  await platform.stop();
});

Deno.test("wrong signatures are counted and get no OK", async () => {
  const wrong = ({ ledger }: Platform) => ledger.wrongSignedCallbacks.count === 1;
  const { summary, fake } = await play(6, third("pushesUnsigned"), (platform) => {
    return wrong(platform) && platform.ledger.confirmed === 5;
  });
  assert.equal(summary.fine, false);
  assert.deepEqual(summary.wrongSignedCallbacks.chargeIds, ["3"]);
  assert.equal(fake.answers.filter((answer) => answer === "OK").length, 5);
  const acks = await play(6, third("acksUnsigned"), allConfirmed);
  assert.deepEqual([acks.summary.fine, acks.summary.wrongSignedAcks.count], [false, 1]);
});

Deno.test("refused orders are counted by reason and end the wait for them", async () => {
  const { summary } = await play(6, third("refuses"), allConfirmed);
  assert.deepEqual([summary.fine, summary.acked], [false, 5]);
  assert.deepEqual(summary.refused, { "3 太忙": 1 });
});

Deno.test("values that do not come back as they went, and packets that can't be read, are not fine", async () => {
  const altered = await play(6, third("altersRetRsn"), allConfirmed);
  assert.deepEqual([altered.summary.fine, altered.summary.altered.chargeIds], [false, ["3"]]);
  const unread = ({ ledger }: Platform) => ledger.unreadable.total === 1;
  const broken = await play(6, third("pushesBroken"), unread);
  assert.equal(broken.summary.fine, false);
});

Deno.test("an order whose connection fails is sent again with the same content until it is acked", async () => {
  const twice = (_: string, sending: number): Misdeed => sending < 3 ? "closesWithoutAck" : "none";
  const { summary, fake } = await play(4, twice, allConfirmed);
  assert.deepEqual([summary.fine, summary.strict], [true, false]);
  assert.deepEqual(summary.unanswered, { closed: 8 });
  assert.equal(fake.received.length, 12);
  const first = fake.received.filter(({ chargeId }) => chargeId === "0");
  assert.deepEqual(first[0], first[2]);
});

Deno.test("a callback for an order that was not sent here is confirmed only where that is wanted", async () => {
  const without = await play(1, () => "pushesForOther", allConfirmed);
  assert.equal(without.fake.answers.includes("REFUSED"), true);
  assert.deepEqual(without.summary.strangers.chargeIds, ["77777"]);
  const withIt = await play(1, () => "pushesForOther", allConfirmed, { confirmStrangers: true });
  assert.deepEqual(withIt.fake.answers, ["OK", "OK"]);
});

for (const fault of ["hanging", "garbage", "reset", "split"] satisfies FaultName[]) {
  Deno.test(`under --fault ${fault} every order is confirmed in the end and none is double`, async () => {
    const rules = { fault, share: 1, callbacksMax: 12, random: () => 0 };
    const { summary, fake } = await play(20, () => "none", allConfirmed, { faults: rules });
    assert.equal(summary.fine, true, JSON.stringify(summary));
    const { refusedMs: _, ...played } = summary.faults;
    assert.equal(Object.values(played).reduce((sum, count) => sum + count, 0), 12);
    assert.equal(fake.answers.length, fault === "split" ? 20 : 32);
  });
}

Deno.test("stop ends what hangs, and a closed port can be had again", async () => {
  await using fake = new FakeCzdock(() => "neverPushes");
  const platform = start(fake);
  const { callbackPort } = platform;
  const waiting = platform.until(() => false, PATIENCE_MS);
  const hanging = await Deno.connect({ hostname: "127.0.0.1", port: callbackPort });
  await platform.stop();
  assert.equal(await waiting, false);
  hanging.close();
  listen("127.0.0.1", callbackPort).close();
});

Deno.test("a reset after the whole ack is seen, and the ack still counts", async () => {
  const { cardId, retRsn } = makeOrder(1n);
  const ids = { chargeIdLiteral: "1", cardIdLiteral: cardId };
  const ack = writeAck({ ...ids, retCode: 0, retDetail: "定单已接收", retRsn }, SAMPLE_MD5KEY);
  let read = false;
  await using fake = new FakeCzdock();
  const platform = start(fake, {
    connect: () =>
      Promise.resolve({
        read(into) {
          if (read) return Promise.reject(new Deno.errors.ConnectionReset("reset"));
          read = true;
          into.set(ack);
          return Promise.resolve(ack.length);
        },
        write: (bytes) => Promise.resolve(bytes.length),
        closeWrite: () => Promise.resolve(),
        close() {},
      }),
  });
  const outcome = await platform.send(makeOrder(1n));
  assert.equal(outcome.kind === "acked" && outcome.ended, "reset");
  assert.deepEqual([platform.ledger.acked, platform.ledger.ackResets], [1, 1]);
  await platform.stop();
});
