/**
 * An order as the API shows it.
 *
 * @module
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { move, receive } from "../../lib/move.ts";
import { orderJson } from "../../lib/api/order_json.ts";
import {
  inReview,
  NOW_MS,
  processing,
  queued,
  SAMPLE_FIELDS,
  settled,
  SUCCESS,
} from "../support/web_orders.ts";

const TARGET = "192.168.1.7:50899";
const NO_DELIVERY = {
  state: "none",
  attempts: 0,
  nextAt: null,
  confirmedAt: null,
  target: TARGET,
  lastError: null,
};

Deno.test("a settled order shows every field under its protocol name, money with three decimals", () => {
  assert.deepEqual(orderJson(settled(), TARGET), {
    server: "main",
    chargeId: "196",
    state: "settled",
    action: "CZ",
    chargeAcct: "13530017201",
    chargeCash: "100.000",
    chargeType: 0,
    amount: 1,
    faceValue: "100.000",
    nbrArea: "广东省深圳-移动",
    var1: "",
    var2: "",
    var3: "",
    var4: "",
    productSn: 0,
    cardSn: "",
    agentAcct: "",
    cardId: "0",
    retRsn: "0",
    channel: "desk",
    supplierRef: null,
    receivedAt: "2026-03-01T07:59:51.000Z",
    result: {
      retCode: 1,
      retDetail: "充值成功",
      userContent: "",
      retCost: "99.100",
      retBalance: "58921.980",
      retCash: "100.000",
      at: "2026-03-01T07:59:59.000Z",
      by: "channel:sim",
    },
    delivery: { ...NO_DELIVERY, state: "pending", nextAt: "2026-03-01T07:59:59.000Z" },
    timeline: [
      { at: "2026-03-01T07:59:51.000Z", kind: "received", note: "192.168.1.7" },
      { at: "2026-03-01T07:59:52.000Z", kind: "acked", note: null },
      { at: "2026-03-01T07:59:53.000Z", kind: "started", note: "desk" },
      { at: "2026-03-01T07:59:59.000Z", kind: "settled", note: "1 channel:sim" },
    ],
  });
});

Deno.test("an order without a result has none, and no delivery", () => {
  const order = orderJson(queued(), TARGET);
  assert.equal(order.state, "queued");
  assert.equal(order.channel, null);
  assert.equal(order.result, null);
  assert.deepEqual(order.delivery, NO_DELIVERY);
  assert.ok(!("reason" in order) && !("holdUntil" in order));
});

Deno.test("an order in review says why, and how long it is held", () => {
  const order = orderJson(inReview(), TARGET);
  assert.equal(order.channel, "desk");
  assert.equal(order.reason, "timeout");
  assert.equal(order.holdUntil, "2026-03-01T08:01:00.000Z");
});

Deno.test("a delivery shows its attempts, its last error, and when the server said OK", () => {
  const pending = {
    state: "pending" as const,
    attempts: 3,
    nextAtMs: NOW_MS + 500,
    sinceMs: NOW_MS,
    lastError: "refused",
  };
  const failed = move(settled(), { kind: "pushFailed", delivery: pending }, NOW_MS);
  assert.deepEqual(orderJson(failed, TARGET).delivery, {
    ...NO_DELIVERY,
    state: "pending",
    attempts: 3,
    nextAt: "2026-03-01T08:00:00.500Z",
    lastError: "refused",
  });
  const confirmed = move(settled(), { kind: "confirmed" }, NOW_MS);
  assert.deepEqual(orderJson(confirmed, TARGET).delivery, {
    ...NO_DELIVERY,
    state: "confirmed",
    attempts: 1,
    confirmedAt: "2026-03-01T08:00:00.000Z",
  });
  const delivery = {
    state: "abandoned" as const,
    attempts: 9,
    abandonedAtMs: NOW_MS,
    lastError: "reset",
  };
  const abandoned = move(settled(), { kind: "pushFailed", delivery }, NOW_MS);
  assert.deepEqual(orderJson(abandoned, TARGET).delivery, {
    ...NO_DELIVERY,
    state: "abandoned",
    attempts: 9,
    lastError: "reset",
  });
});

Deno.test("nothing of the secrets, the digest or unknown fields gets out, in any state", () => {
  const fields = { unknown: { cardPassword2: '"an-unknown-value"' } };
  const received = receive({
    server: "main",
    fields: { ...SAMPLE_FIELDS, ...fields },
    from: "192.168.1.7",
    contentDigest: "the-content-digest",
    sealed: "the-sealed-secrets",
  }, NOW_MS);
  const states = [received, queued(fields), processing(fields), inReview(fields), settled(fields)];
  for (const order of states) {
    const text = JSON.stringify(orderJson(order, TARGET));
    for (const hidden of ["sealed", "digest", "Password", "agentPass", "unknown", "md5"]) {
      assert.ok(!text.includes(hidden), `${order.state}: ${hidden}`);
    }
  }
});

Deno.test("ids and money of any size keep every digit", () => {
  const digits = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n });
  fc.assert(fc.property(digits, digits, digits, (id, cash, cost) => {
    const order = move(processing({ chargeId: `${id}`, cardId: `${id}`, chargeCash: cash }), {
      kind: "settled",
      result: { ...SUCCESS, retCost: cost },
    }, NOW_MS);
    const json = orderJson(order, TARGET);
    assert.equal(json.chargeId, `${id}`);
    assert.equal(json.cardId, `${id}`);
    assert.equal(BigInt(json.chargeCash.replace(".", "")), cash);
    assert.equal(BigInt(json.result?.retCost.replace(".", "") ?? -1), cost);
  }));
});
