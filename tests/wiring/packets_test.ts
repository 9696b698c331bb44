import assert from "node:assert/strict";
import { move } from "../../lib/move.ts";
import { packetsOf } from "../../lib/wiring/packets.ts";
import { inReview, queued, settled } from "../support/web_orders.ts";

const KEY = "bff0378ea5ef0d5d";

Deno.test("the ack and the callback are the document's samples, byte for byte", () => {
  const order = settled({ retRsn: "" });
  const [, ack, callback] = packetsOf(order, KEY);
  assert.equal(
    ack?.text,
    `{"action":"CZ","chargeId":196,"retCode":0,"retDetail":"定单已接收","retRsn":"",` +
      `"sign":"6de2b30585c463d5fa6d7188400522ed"}`,
  );
  assert.match(
    callback?.text ?? "",
    /^\{"action":"CZ","chargeId":196,"retCode":1,"retDetail":"充值成功",.*"sign":"30b0e1dc67695ebfd501ac1ab9fcb7fd"\}$/,
  );
  assert.deepEqual([ack?.exact, callback?.exact], [true, true]);
  // GBK: two bytes for each of the four characters.
  assert.equal(callback?.bytes.length, (callback?.text.length ?? 0) + 4);
});

Deno.test("the order's packet has its own signature, and no password", () => {
  const [packet, ...more] = packetsOf(
    inReview({ literals: { chargeId: '"196"', cardId: "0" } }),
    KEY,
  );
  assert.match(packet?.text ?? "", /^\{"action":"CZ","chargeId":"196","chargeAcct":"13530017201",/);
  assert.match(packet?.text ?? "", /"cardPassword":"\*\*\*".*"agentPass":"\*\*\*"/);
  assert.match(packet?.text ?? "", /"sign":"8e6f40693e0380fdb0c504768e5e70ab"/);
  assert.equal(packet?.exact, false);
  assert.deepEqual(more.map(({ kind }) => kind), ["ack"]);
  const [extra] = packetsOf(inReview({ unknown: { 来源: '"手机"' } }), KEY);
  assert.match(extra?.text ?? "", /"sign":"8e6f40693e0380fdb0c504768e5e70ab","来源":"手机"\}$/);
  const [plain] = packetsOf({ ...queued(), sealed: null }, KEY);
  assert.match(plain?.text ?? "", /"cardPassword":"".*"agentPass":""/);
});

Deno.test("no packet has the key, and one that never went out is not there", () => {
  const { timeline: [first], ...rest } = queued();
  assert.ok(first);
  const received = { ...rest, state: "received", timeline: [first] } as const;
  assert.deepEqual(packetsOf(received, KEY).map(({ kind }) => kind), ["order"]);
  const lost = move(received, { kind: "ackLost" }, first.atMs);
  const packets = packetsOf(lost, KEY);
  assert.deepEqual(packets.map(({ kind }) => kind), ["order", "callback"]);
  assert.ok(!packets.some(({ text }) => text.includes(KEY)));
});
