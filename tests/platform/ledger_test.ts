import assert from "node:assert/strict";
import { Ledger, type LedgerRules } from "../../lib/platform/ledger.ts";
import type { Callback } from "../../lib/platform/ledger_entry.ts";
import type { Ack } from "../../lib/platform/order_sender.ts";

const ORDER = { chargeId: "196", cardId: "0", retRsn: "r", chargeCash: "100.000" };

function ack(more: Partial<Ack> = {}): Ack {
  return {
    kind: "ack",
    chargeId: "196",
    retCode: 0,
    retDetail: "定单已接收",
    retRsn: "r",
    cardId: null,
    signed: true,
    text: "",
    ...more,
  };
}

function callback(more: Partial<Callback> = {}): Callback {
  return {
    kind: "callback",
    chargeId: "196",
    retCode: 1,
    retDetail: "充值成功",
    retRsn: "r",
    cardId: null,
    userContent: "",
    retCost: 99_100n,
    retBalance: 0n,
    retCash: 100_000n,
    signed: true,
    ...more,
  };
}

/** Books with the order sent at 0 and acked at 10. */
function acked(rules: Partial<LedgerRules> = {}): Ledger {
  const ledger = new Ledger({ withinMs: 1000, strict: null, ...rules });
  ledger.sent(ORDER, 0);
  ledger.ackCame("196", ack(), 10, 0);
  return ledger;
}

const at = (begunSeq: number, atMs = 20, refusedMs = 0) => ({ begunSeq, atMs, refusedMs });

Deno.test("an order is finished when it is acked, called back, and the OK is written", () => {
  const ledger = acked();
  assert.equal(ledger.unfinished, 1);
  assert.equal(ledger.callbackCame(callback(), at(1)), "known");
  assert.equal(ledger.unfinished, 1);
  ledger.okWritten("196", 2, 21);
  assert.deepEqual([ledger.unfinished, ledger.acked, ledger.confirmed], [0, 1, 1]);
  assert.equal(ledger.entry("196")?.okAtMs, 21);
});

Deno.test("a callback may come before its ack, as after a restart between storing and acking", () => {
  const ledger = new Ledger({ withinMs: 1000, strict: null });
  ledger.sent(ORDER, 0);
  ledger.callbackCame(callback({ retCode: 3 }), at(1));
  ledger.okWritten("196", 2, 21);
  assert.deepEqual([ledger.unfinished, ledger.confirmed], [1, 0]);
  ledger.sent(ORDER, 30);
  ledger.ackCame("196", ack(), 40, 0);
  assert.deepEqual([ledger.unfinished, ledger.confirmed, ledger.late.count], [0, 1, 0]);
  assert.equal(ledger.entry("196")?.sendings, 2);
});

Deno.test("the same result on a connection begun after our OK is repeated", () => {
  const ledger = acked();
  ledger.callbackCame(callback(), at(1));
  ledger.okWritten("196", 5, 21);
  ledger.callbackCame(callback(), at(6));
  assert.equal(ledger.repeated.count, 1);
  assert.deepEqual(ledger.repeated.chargeIds, ["196"]);
  assert.equal(ledger.differing.count, 0);
});

Deno.test("the same result on a connection begun before our OK was wholly written is neither", () => {
  const ledger = acked();
  ledger.callbackCame(callback(), at(1));
  ledger.okWritten("196", 5, 21);
  ledger.callbackCame(callback(), at(4));
  assert.deepEqual([ledger.repeated.count, ledger.differing.count], [0, 0]);
});

Deno.test("the same result again without an OK between is what the protocol wants", () => {
  const ledger = acked();
  ledger.callbackCame(callback(), at(1));
  ledger.callbackCame(callback(), at(2));
  assert.deepEqual([ledger.repeated.count, ledger.differing.count], [0, 0]);
  assert.equal(ledger.entry("196")?.callbacks, 2);
});

Deno.test("an OK that was not read is no OK: the repeat is right and the order not confirmed", () => {
  const ledger = acked();
  ledger.callbackCame(callback(), at(1));
  ledger.okWritten("196", 5, 21);
  ledger.okUnheard("196", 5);
  assert.deepEqual([ledger.unfinished, ledger.confirmed], [1, 0]);
  ledger.callbackCame(callback(), at(6));
  ledger.okWritten("196", 7, 30);
  ledger.okUnheard("196", 5);
  assert.deepEqual([ledger.repeated.count, ledger.unfinished, ledger.confirmed], [0, 0, 1]);
});

Deno.test("two different results are a double, with or without an OK between", () => {
  const differences: Partial<Callback>[] = [
    { retCode: 3 },
    { retCash: 1n },
    { retCost: 1n },
    { retDetail: "另一说明" },
    { userContent: "空号" },
    { retBalance: 1n },
  ];
  for (const difference of differences) {
    const ledger = acked();
    ledger.callbackCame(callback(), at(1));
    ledger.callbackCame(callback(difference), at(1));
    assert.equal(ledger.differing.count, 1, Object.keys(difference)[0]);
    assert.equal(ledger.entry("196")?.retCode, 1, "the first result stays");
  }
});

Deno.test("late is counted from the ack, without the time our listener refused", () => {
  const late = (atMs: number, refusedMs: number) => {
    const ledger = new Ledger({ withinMs: 1000, strict: null });
    ledger.sent(ORDER, 0);
    ledger.ackCame("196", ack(), 10, 500);
    ledger.callbackCame(callback(), at(1, atMs, refusedMs));
    return ledger.late.count;
  };
  assert.equal(late(1010, 500), 0);
  assert.equal(late(1011, 500), 1);
  assert.equal(late(3010, 2500), 0);
  assert.equal(late(3011, 2500), 1);
});

Deno.test("a wrongly signed callback is counted and changes nothing", () => {
  const ledger = acked();
  assert.equal(ledger.callbackCame(callback({ signed: false }), at(1)), "wrongSign");
  assert.equal(ledger.wrongSignedCallbacks.count, 1);
  assert.equal(ledger.entry("196")?.result, null);
});

Deno.test("a callback for an order that was not sent is a stranger's", () => {
  const ledger = acked();
  assert.equal(ledger.callbackCame(callback({ chargeId: "7" }), at(1)), "stranger");
  assert.deepEqual(ledger.strangers.chargeIds, ["7"]);
});

Deno.test("a callback with retCode 0 says nothing a server could use", () => {
  const ledger = acked();
  ledger.callbackCame(callback({ retCode: 0 }), at(1));
  assert.deepEqual(ledger.unreadable.counts, { "retCode 0": 1 });
});

Deno.test("acks other than 0 finish the order and are counted by retCode and reason", () => {
  const ledger = new Ledger({ withinMs: 1000, strict: null });
  for (const [chargeId, retDetail] of [["1", "太忙"], ["2", "太忙"], ["3", "缺字段"]] as const) {
    ledger.sent({ ...ORDER, chargeId }, 0);
    ledger.ackCame(chargeId, ack({ chargeId, retCode: 3, retDetail }), 1, 0);
  }
  assert.deepEqual(ledger.refused.counts, { "3 太忙": 2, "3 缺字段": 1 });
  assert.deepEqual([ledger.unfinished, ledger.acked], [0, 0]);
});

Deno.test("an ack with a wrong signature, or with another order's number, is not believed", () => {
  for (const wrong of [{ signed: false }, { chargeId: "197" }]) {
    const ledger = new Ledger({ withinMs: 1000, strict: null });
    ledger.sent(ORDER, 0);
    ledger.ackCame("196", ack(wrong), 1, 0);
    assert.deepEqual([ledger.acked, ledger.wrongSignedAcks.count], [0, 1]);
  }
});

Deno.test("only the first ack counts, and a given up order is finished", () => {
  const ledger = acked();
  ledger.ackCame("196", ack({ retCode: 3 }), 11, 0);
  assert.deepEqual([ledger.acked, ledger.refused.total], [1, 0]);
  ledger.sent({ ...ORDER, chargeId: "2" }, 0);
  assert.equal(ledger.unfinished, 2);
  ledger.gaveUp("2");
  assert.equal(ledger.unfinished, 1);
});

Deno.test("retRsn and cardId must come back as they went; a cardId of 0 may be left out", () => {
  const altered = (order: typeof ORDER, echo: { retRsn: string; cardId: string | null }) => {
    const ledger = new Ledger({ withinMs: 1000, strict: null });
    ledger.sent(order, 0);
    ledger.ackCame("196", ack(echo), 1, 0);
    ledger.callbackCame(callback(echo), at(1));
    return ledger.altered.count;
  };
  assert.equal(altered(ORDER, { retRsn: "r", cardId: null }), 0);
  assert.equal(altered(ORDER, { retRsn: "r", cardId: "0" }), 0);
  assert.equal(altered(ORDER, { retRsn: "", cardId: null }), 2);
  assert.equal(altered({ ...ORDER, cardId: "00" }, { retRsn: "r", cardId: null }), 0);
  const big = { ...ORDER, cardId: "9007199254740993" };
  assert.equal(altered(big, { retRsn: "r", cardId: "9007199254740993" }), 0);
  assert.equal(altered(big, { retRsn: "r", cardId: "9007199254740992" }), 2);
  assert.equal(altered(big, { retRsn: "r", cardId: null }), 2);
});

Deno.test("repeats count as doubles until czdock was seen to be away, unless the rules say otherwise", () => {
  assert.equal(acked().strict, true);
  for (const reason of ["refused", "reset", "closed"] as const) {
    const ledger = acked();
    ledger.noAck(reason);
    assert.equal(ledger.strict, false, reason);
  }
  const slow = acked();
  slow.noAck("deadline");
  assert.equal(slow.strict, true);
  const strict = acked({ strict: true });
  strict.noAck("refused");
  assert.equal(strict.strict, true);
  assert.equal(acked({ strict: false }).strict, false);
});

Deno.test("results whose texts differ only in where one ends and the next begins are two", () => {
  const ledger = acked();
  ledger.callbackCame(callback({ retDetail: "a|b", userContent: "c" }), at(1));
  ledger.callbackCame(callback({ retDetail: "a", userContent: "b|c" }), at(2));
  assert.equal(ledger.differing.count, 1);
});
