import assert from "node:assert/strict";
import type { CzdockWorld } from "../support/czdock_world.ts";
import { newChargeId, TO, TO_NOBODY } from "../support/czdock_world.ts";
import type { Members } from "../support/order_packets.ts";
import { answerSign, packet, packetText, signLiteral } from "../support/order_packets.ts";
import { exchange } from "../support/raw_peer.ts";
import { sharedInstance } from "../support/shared_instance.ts";

const test = sharedInstance();

function ack(chargeId: string, retCode: number, retDetail: string, signed = true, retRsn = "0") {
  const sign = signed ? answerSign(chargeId, retCode, retRsn) : "";
  return `{"action":"CZ","chargeId":${chargeId},"retCode":${retCode},"retDetail":"${retDetail}",` +
    `"retRsn":"${retRsn}","sign":"${sign}"}`;
}

/** What is answered with 3 is not there, and never was executed. */
async function assertNotStored(world: CzdockWorld, chargeId: string): Promise<void> {
  assert.equal(await world.api.order(chargeId), null);
  assert.deepEqual(world.journal(chargeId), []);
}

test("an accepted order is stored, acked 0, executed once, and its result confirmed", async (world) => {
  const chargeId = newChargeId();
  const { text, ended } = await world.send({ chargeId });
  assert.equal(text, ack(chargeId, 0, "定单已接收"));
  assert.equal(ended, "closed");
  await world.callbacks.nth(chargeId);
  await world.confirmed(chargeId);
  assert.deepEqual(world.journal(chargeId).map(({ cash }) => cash), ["100.000"]);
  const order = await world.api.order(chargeId);
  assert.deepEqual(order?.timeline.map(({ kind }) => kind), [
    "received",
    "acked",
    "started",
    "settled",
    "confirmed",
  ]);
});

test("the same order again is acked 0 and never executed a second time", async (world) => {
  const chargeId = newChargeId();
  for (let sending = 0; sending < 3; sending++) {
    const { text } = await world.send({ chargeId });
    assert.equal(text, ack(chargeId, 0, "定单已接收"));
  }
  await world.callbacks.nth(chargeId);
  await world.confirmed(chargeId);
  // Known still, now that it is closed.
  assert.equal((await world.send({ chargeId })).text, ack(chargeId, 0, "定单已接收"));
  await world.anotherOrderIsThrough();
  assert.equal(world.journal(chargeId).length, 1);
  assert.equal(world.callbacks.of(chargeId).length, 1);
});

test("the same order on many connections at once is executed once", async (world) => {
  const chargeId = newChargeId();
  const heard = await Promise.all(Array.from({ length: 12 }, () => world.send({ chargeId })));
  for (const { text } of heard) assert.equal(text, ack(chargeId, 0, "定单已接收"));
  await world.confirmed(chargeId);
  await world.anotherOrderIsThrough();
  assert.equal(world.journal(chargeId).length, 1);
});

test("a known chargeId with other content is answered 2, and the first order goes on", async (world) => {
  const chargeId = newChargeId();
  const first = { chargeId, chargeType: TO.desk };
  await world.send(first);
  const others: Members[] = [
    { chargeAcct: '"13800000000"' },
    { chargeCash: "100.001" },
    { chargeType: TO.success },
    { cardPassword: '"other"' },
    { retRsn: '"other"' },
  ];
  for (const other of others) {
    const { text } = await world.send({ ...first, ...other });
    const retRsn = other.retRsn === undefined ? "0" : "other";
    assert.equal(text, ack(chargeId, 2, "定单号已存在,内容不同,未执行本次请求", true, retRsn));
  }
  await world.processing(chargeId);
  assert.equal(await world.api.settle(chargeId, { retCode: 1 }), 200);
  assert.match((await world.callbacks.nth(chargeId)).text, /"retCode":1/);
  await world.confirmed(chargeId);
  assert.deepEqual(world.journal(chargeId), []);
});

test("amounts are compared by value: 100 is the same order as 100.000", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId });
  assert.equal(
    (await world.send({ chargeId, chargeCash: "100" })).text,
    ack(chargeId, 0, "定单已接收"),
  );
});

test("a signature over three decimals is right for an amount that lost its zeros, and no other form is", async (world) => {
  for (const chargeCash of ["100", "100.0", "100.00", "100.000"]) {
    const chargeId = newChargeId();
    const sign = signLiteral({ chargeId, chargeCash: "100.000" });
    const { text } = await world.send({ chargeId, chargeCash, sign });
    assert.equal(text, ack(chargeId, 0, "定单已接收"), chargeCash);
    assert.match((await world.callbacks.nth(chargeId)).text, /"retCash":100\.000/);
  }
  const chargeId = newChargeId();
  const sign = signLiteral({ chargeId, chargeCash: "100" });
  const { text } = await world.send({ chargeId, chargeCash: "100.000", sign });
  assert.equal(text, ack(chargeId, 3, "签名错误", false));
});

test("the hexadecimal digits of a signature may be upper case", async (world) => {
  const chargeId = newChargeId();
  const sign = signLiteral({ chargeId }).toUpperCase();
  assert.equal((await world.send({ chargeId, sign })).text, ack(chargeId, 0, "定单已接收"));
});

/** One wrong field each. */
const INVALID: readonly Members[] = [
  { action: '"XX"' },
  { chargeAcct: null },
  { chargeAcct: '""' },
  { chargeAcct: "13530017201" },
  { chargeAcct: `"${"字".repeat(25)}x"` },
  { chargeAcct: '"1353\\n0017201"' },
  { chargeCash: null },
  { chargeCash: '"100.000"' },
  { chargeCash: "-1.000" },
  { chargeCash: "1.0001" },
  { chargeCash: "1e3" },
  { chargeCash: "1000000.000" },
  { chargeCash: "1000000000000.000" },
  { chargeType: '"0"' },
  { chargeType: "0.5" },
  { amount: "0" },
  { amount: "9007199254740993" },
  { faceValue: "null" },
  { var1: `"${"字".repeat(10)}x"` },
  { var2: "2" },
  { var3: '["x"]' },
  { var4: '{"x":1}' },
  { productSn: "-1" },
  { nbrArea: `"${"x".repeat(21)}"` },
  { cardSn: `"${"x".repeat(31)}"` },
  { cardPassword: "123456" },
  { agentAcct: `"${"x".repeat(51)}"` },
  { agentPass: `"${"x".repeat(51)}"` },
  { cardId: "1.5" },
  { retRsn: `"${"x".repeat(51)}"` },
];

test("each field that is signed but wrong is refused with 3, named, and nothing is stored", async (world) => {
  for (const members of INVALID) {
    const [name] = Object.keys(members);
    const chargeId = newChargeId();
    const { text } = await world.send({ chargeId, ...members });
    const { retCode, retDetail, retRsn, sign } = JSON.parse(text);
    assert.equal(retCode, 3, name);
    assert.equal(retDetail.split(":")[0], name, text);
    assert.equal(sign, answerSign(chargeId, 3, retRsn), name);
    assert.equal(text.includes("123456"), false, "a value was told");
    await assertNotStored(world, chargeId);
  }
});

test("a wrong field of a stored chargeId is answered 2, for that order may be executed", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId });
  const { text } = await world.send({ chargeId, amount: "0" });
  assert.equal(JSON.parse(text).retCode, 2);
  assert.equal(JSON.parse(text).sign, answerSign(chargeId, 2, "0"));
});

test("a signed order without a usable chargeId is answered an unsigned 3 for number 0", async (world) => {
  for (const chargeId of [null, "1.5", '"x"', "null", "1".repeat(33)]) {
    const { text } = await world.send({ chargeId });
    assert.match(
      text,
      /^\{"action":"CZ","chargeId":0,"retCode":3,"retDetail":"chargeId: .*"sign":""\}$/,
    );
  }
});

test("an order that no route takes is acked 0, then called back with 3", async (world) => {
  const chargeId = newChargeId();
  assert.equal(
    (await world.send({ chargeId, chargeType: TO_NOBODY })).text,
    ack(chargeId, 0, "定单已接收"),
  );
  const { text } = await world.callbacks.nth(chargeId);
  assert.equal(
    text,
    `{"action":"CZ","chargeId":${chargeId},"retCode":3,"retDetail":"没有可用通道","retRsn":"0",` +
      `"userContent":"","retCost":0.000,"retBalance":0.000,"retCash":0.000,` +
      `"sign":"${answerSign(chargeId, 3, "0")}"}`,
  );
  await world.confirmed(chargeId);
});

test("a wrong signature is answered an unsigned 3 and stores nothing", async (world) => {
  for (const sign of ['"8e6f40693e0380fdb0c504768e5e70ab"', '""', "null", null, "1"]) {
    const chargeId = newChargeId();
    assert.equal((await world.send({ chargeId, sign })).text, ack(chargeId, 3, "签名错误", false));
    await assertNotStored(world, chargeId);
  }
  const chargeId = newChargeId();
  const otherKey = await exchange(world.orderPort, packet({ chargeId }, "another key"));
  assert.equal(otherKey.text, ack(chargeId, 3, "签名错误", false));
});

test("a wrong signature on a stored chargeId is answered an unsigned 2", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId });
  const { text } = await world.send({ chargeId, sign: '"wrong"' });
  assert.equal(text, ack(chargeId, 2, "签名错误", false));
  await world.confirmed(chargeId);
  assert.equal(
    (await world.send({ chargeId, sign: '""' })).text,
    ack(chargeId, 2, "签名错误", false),
  );
});

test("what is not JSON is answered an unsigned 3, or 2 where the chargeId is stored", async (world) => {
  const chargeId = newChargeId();
  const broken = packet({ chargeId, cardSn: "x" });
  assert.equal(
    (await exchange(world.orderPort, broken)).text,
    ack(chargeId, 3, "报文不是JSON", false, ""),
  );
  await assertNotStored(world, chargeId);
  await world.send({ chargeId });
  assert.equal(
    (await exchange(world.orderPort, broken)).text,
    ack(chargeId, 2, "报文不是JSON", false, ""),
  );
});

test("what is not GBK is answered an unsigned 3, or 2 where the chargeId is stored", async (world) => {
  const chargeId = newChargeId();
  const [before, after] = packetText({ chargeId, nbrArea: '"?"' }).split("?");
  const encoder = new TextEncoder();
  const notGbk = new Uint8Array([...encoder.encode(before), 0xff, 0xff, ...encoder.encode(after)]);
  assert.equal(
    (await exchange(world.orderPort, notGbk)).text,
    ack(chargeId, 3, "报文不是GBK编码", false, ""),
  );
  await assertNotStored(world, chargeId);
  await world.send({ chargeId });
  assert.equal(
    (await exchange(world.orderPort, notGbk)).text,
    ack(chargeId, 2, "报文不是GBK编码", false, ""),
  );
});

test("what is no packet and names no chargeId is closed without an answer", async (world) => {
  const encoder = new TextEncoder();
  const pieces = ["GET / HTTP/1.1\r\n\r\n", '{"action":"CZ",x}', "[1]", "\xff\xff", "{}x{"];
  for (const piece of pieces) {
    const { bytes } = await exchange(world.orderPort, encoder.encode(piece));
    assert.equal(bytes.length, 0, piece);
  }
});

test("fields that may be missing have their defaults, and fields that are not known do no harm", async (world) => {
  const chargeId = newChargeId();
  const { text } = await world.send({
    chargeId,
    chargeType: null,
    amount: null,
    faceValue: null,
    var1: null,
    var2: null,
    var3: null,
    var4: null,
    productSn: null,
    nbrArea: null,
    cardSn: null,
    cardPassword: null,
    agentAcct: null,
    agentPass: null,
    cardId: null,
    retRsn: null,
    note: '{"deep":[1,2,{"x":"乗}"}]}',
  });
  assert.equal(text, ack(chargeId, 0, "定单已接收", true, ""));
  const order = await world.api.order(chargeId);
  assert.equal(order?.amount, 1);
  assert.equal(order?.faceValue, "0.000");
  assert.equal(order?.cardId, "0");
  await world.callbacks.nth(chargeId);
});
