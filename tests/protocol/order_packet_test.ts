import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeGbk } from "../../lib/protocol/gbk.ts";
import {
  type OrderToSend,
  readOrderPacket,
  writeOrderPacket,
} from "../../lib/protocol/order_packet.ts";
import { SAMPLE_MD5KEY, sampleOrder } from "../../lib/protocol/sample.ts";
import { signOrder } from "../../lib/protocol/sign.ts";
import { framedObject, objectOf } from "../support/protocol.ts";

const SAMPLE = '{"action":"CZ","chargeId":196,"chargeAcct":"13530017201","chargeCash":100.000,' +
  '"chargeType":0,"amount":1,"faceValue":100.000,"var1":"","var2":"","var3":"","var4":"",' +
  '"productSn":0,"nbrArea":"广东省深圳-移动","cardSn":"","cardPassword":"","agentAcct":"",' +
  '"agentPass":"","cardId":0,"retRsn":"0","sign":"8e6f40693e0380fdb0c504768e5e70ab"}';

const SAMPLE_FIELDS = {
  action: "CZ",
  chargeId: "196",
  chargeAcct: "13530017201",
  chargeCash: 100_000n,
  chargeType: 0,
  amount: 1,
  faceValue: 100_000n,
  var1: "",
  var2: "",
  var3: "",
  var4: "",
  productSn: 0,
  nbrArea: "广东省深圳-移动",
  cardSn: "",
  agentAcct: "",
  cardId: "0",
  retRsn: "0",
  literals: { chargeId: "196", cardId: "0" },
  unknown: {},
};

const read = (text: string) => readOrderPacket(objectOf(text), SAMPLE_MD5KEY);
const sent = (order: Partial<OrderToSend>) => {
  const packet = writeOrderPacket({ ...sampleOrder, ...order }, SAMPLE_MD5KEY);
  return readOrderPacket(framedObject(packet), SAMPLE_MD5KEY);
};

Deno.test("the document's sample order comes out byte for byte, in GBK", () => {
  const bytes = writeOrderPacket(sampleOrder, SAMPLE_MD5KEY);
  assert.equal(decodeGbk(bytes), SAMPLE);
  const area = new Uint8Array([0xb9, 0xe3, 0xb6, 0xab, 0xca, 0xa1, 0xc9, 0xee, 0xdb, 0xda, 0x2d]);
  const at = SAMPLE.indexOf("广东");
  assert.deepEqual(bytes.slice(at, at + area.length), area);
});

Deno.test("the document's sample order is read whole", () => {
  assert.deepEqual(read(SAMPLE), {
    kind: "order",
    fields: SAMPLE_FIELDS,
    secrets: { cardPassword: "", agentPass: "" },
  });
});

Deno.test("a missing optional field has its default", () => {
  const text = '{"sign":"8e6f40693e0380fdb0c504768e5e70ab","chargeCash":100.000,"action":"CZ",' +
    '"chargeAcct":"13530017201","chargeId":196}';
  assert.deepEqual(read(text), {
    kind: "order",
    fields: { ...SAMPLE_FIELDS, faceValue: 0n, nbrArea: "", retRsn: "" },
    secrets: { cardPassword: "", agentPass: "" },
  });
});

Deno.test("the passwords are among the secrets and nowhere else", () => {
  const order = sent({ cardPassword: "card-secret", agentPass: "agent-secret" });
  assert.equal(order.kind, "order");
  if (order.kind !== "order") return;
  assert.deepEqual(order.secrets, { cardPassword: "card-secret", agentPass: "agent-secret" });
  assert.deepEqual(order.fields, SAMPLE_FIELDS);
});

Deno.test("ids keep their digits and the literal that came, as a number or a string", () => {
  const long = "12345678901234567890123456789012";
  const ids = (chargeId: string, cardId: string) => {
    const order = sent({ chargeId, cardId });
    if (order.kind !== "order") return order;
    return [order.fields.chargeId, order.fields.cardId, order.fields.literals];
  };
  assert.deepEqual(ids(long, '"007"'), [long, "007", { chargeId: long, cardId: '"007"' }]);
  assert.deepEqual(ids('"196"', "77"), ["196", "77", { chargeId: '"196"', cardId: "77" }]);
});

Deno.test("unknown fields are kept with the JSON text that came", () => {
  const text = SAMPLE.replace(
    "{",
    '{"x":[1, {"y":1.50}],"__proto__":"p","note":"\\u5b9a","n":12345678901234567890,',
  );
  const order = read(text);
  const unknown = order.kind === "order" ? Object.entries(order.fields.unknown) : order.kind;
  assert.deepEqual(unknown, [
    ["x", '[1, {"y":1.50}]'],
    ["__proto__", '"p"'],
    ["note", '"\\u5b9a"'],
    ["n", "12345678901234567890"],
  ]);
});

Deno.test("a signature is taken in either case", () => {
  const sign = "8e6f40693e0380fdb0c504768e5e70ab";
  assert.equal(read(SAMPLE.replace(sign, sign.toUpperCase())).kind, "order");
});

Deno.test("an amount whose trailing zeros were dropped verifies by its three-decimal form", () => {
  for (const literal of ["100", "100.0", "100.00"]) {
    const order = read(SAMPLE.replace('"chargeCash":100.000', `"chargeCash":${literal}`));
    assert.equal(order.kind === "order" && order.fields.chargeCash, 100_000n, literal);
  }
  assert.equal(
    read(SAMPLE.replace('"chargeCash":100.000', '"chargeCash":100.001')).kind,
    "wrongSign",
  );
  assert.equal(read(SAMPLE.replace('"chargeCash":100.000', '"chargeCash":1e2')).kind, "wrongSign");
  assert.equal(sent({ chargeCash: "100" }).kind, "order", "hashed as it was sent");
});

Deno.test("the three-decimal form is not taken the other way round", () => {
  const sign = signOrder({ ...sampleOrder, chargeCash: "100" }, SAMPLE_MD5KEY);
  assert.equal(read(SAMPLE.replace(/"sign":".*"/, `"sign":"${sign}"`)).kind, "wrongSign");
});

Deno.test("a packet whose signature does not match is answered with what can be made out of it", () => {
  const wrong = SAMPLE.replace("13530017201", "13530017202");
  const echo = { chargeId: "196", chargeIdLiteral: "196", cardIdLiteral: null, retRsn: "0" };
  assert.deepEqual(read(wrong), { kind: "wrongSign", echo });
  assert.deepEqual(read(wrong.replace("196", '"196"').replace('"cardId":0', '"cardId":77')), {
    kind: "wrongSign",
    echo: { ...echo, chargeIdLiteral: '"196"', cardIdLiteral: "77" },
  });
  assert.deepEqual(read('{"chargeId":1.5,"cardId":null,"retRsn":5}'), {
    kind: "wrongSign",
    echo: { chargeId: null, chargeIdLiteral: null, cardIdLiteral: null, retRsn: "" },
  });
  assert.equal(read("{}").kind, "wrongSign");
});

Deno.test("a signature that is missing, no string, or of another key does not match", () => {
  const sign = '"8e6f40693e0380fdb0c504768e5e70ab"';
  assert.equal(read(SAMPLE.replace(`,"sign":${sign}`, "")).kind, "wrongSign");
  for (const other of ["null", "8", '""', `[${sign}]`]) {
    assert.equal(read(SAMPLE.replace(sign, other)).kind, "wrongSign", other);
  }
  assert.equal(readOrderPacket(objectOf(SAMPLE), "other").kind, "wrongSign");
});

Deno.test("every field that is hashed is: a change to any of them breaks the signature", () => {
  const order = { ...sampleOrder, var1: "a", var2: "b", var3: "c", var4: "d" };
  const text = decodeGbk(writeOrderPacket(order, SAMPLE_MD5KEY)) ?? "";
  assert.equal(read(text).kind, "order");
  for (const name of ["chargeId", "chargeAcct", "chargeCash", "var1", "var2", "var3", "var4"]) {
    const changed = text.replace(new RegExp(`("${name}":"?)`), "$19");
    assert.notEqual(changed, text);
    assert.equal(read(changed).kind, "wrongSign", name);
  }
});

Deno.test("any order is read as it was written", () => {
  const text = (maxLength: number) =>
    fc.string({ unit: fc.constantFrom("a", "0", '"', "\\", "{", "定", "乗", "€", " "), maxLength });
  const id = fc.stringMatching(/^[1-9][0-9]{0,31}$/);
  const money = fc.stringMatching(/^(0|[1-9][0-9]{0,11})\.[0-9]{3}$/);
  const cases = fc.record({
    chargeId: id,
    chargeAcct: text(25).filter((account) => account !== ""),
    chargeCash: fc.stringMatching(/^(0|[1-9][0-9]{0,5})\.[0-9]{3}$/),
    chargeType: fc.maxSafeNat(),
    amount: fc.integer({ min: 1 }),
    faceValue: money,
    var1: text(10),
    var4: text(10),
    productSn: fc.maxSafeNat(),
    nbrArea: text(10),
    cardSn: text(15),
    agentAcct: text(25),
    cardId: id,
    retRsn: text(25),
  });
  fc.assert(fc.property(cases, text(15), text(25), (order, cardPassword, agentPass) => {
    const { chargeId, cardId } = order;
    assert.deepEqual(sent({ ...order, cardPassword, agentPass }), {
      kind: "order",
      fields: {
        ...SAMPLE_FIELDS,
        ...order,
        chargeCash: BigInt(order.chargeCash.replace(".", "")),
        faceValue: BigInt(order.faceValue.replace(".", "")),
        literals: { chargeId, cardId },
      },
      secrets: { cardPassword, agentPass },
    });
  }));
});
