import assert from "node:assert/strict";
import type { ServerConfig } from "../../lib/config.ts";
import type { OrderKeeper, ReceptionParts, Reply } from "../../lib/intake/reception.ts";
import { Reception, UNKNOWN_FIELDS_BYTES_MAX } from "../../lib/intake/reception.ts";
import type { Received } from "../../lib/order.ts";
import { readAck } from "../../lib/protocol/ack.ts";
import { RefusedNumbers } from "../../lib/intake/refused_numbers.ts";
import { PacketFramer } from "../../lib/protocol/framing.ts";
import type { OrderToSend } from "../../lib/protocol/order_packet.ts";
import { writeOrderPacket } from "../../lib/protocol/order_packet.ts";
import { SAMPLE_MD5KEY, sampleOrder } from "../../lib/protocol/sample.ts";
import { KEY_BYTES, SecretBox } from "../../lib/store/secrets.ts";
import { packet as packetOf, signLiteral } from "../support/order_packets.ts";
import { recordingLog } from "../support/recording_log.ts";
import { storeWorld } from "../support/store.ts";

const SERVER: ServerConfig = {
  name: "main",
  addresses: ["192.168.1.7"],
  md5key: SAMPLE_MD5KEY,
  callback: { host: null, port: 50_899 },
};
const FROM = "192.168.1.7";
const PACKET_BYTES_MAX = 65_536;
const box = new SecretBox(new Uint8Array(KEY_BYTES).fill(7));

/** A reception over a store in memory. */
async function reception(parts: Partial<ReceptionParts> = {}) {
  const world = await storeWorld();
  const log = recordingLog();
  const doubts: { order: Received; reason: string }[] = [];
  const refusedNumbers = new RefusedNumbers();
  const answering = new Reception({
    orders: world.orders,
    refusedNumbers,
    unsettledMax: 100,
    seal: (secrets) => box.seal(secrets),
    digest: (fields, secrets) => box.digest(fields, secrets),
    doubt: (order, reason) => doubts.push({ order, reason }),
    inDoubt: ({ chargeId }) => doubts.some(({ order: { fields } }) => fields.chargeId === chargeId),
    clock: world.clock,
    log,
    ...parts,
  });
  /** On a connection of its own, unless it brings the ticket of another one. */
  const receive = async (bytes: Uint8Array, ticket = refusedNumbers.open()): Promise<Reply> => {
    const framed = new PacketFramer(PACKET_BYTES_MAX).push(bytes);
    if (framed.kind === "more") throw new Error("the test's packet has no end");
    const reply = await answering.answer({ server: SERVER, from: FROM, ticket }, framed);
    refusedNumbers.close(ticket);
    return reply;
  };
  const stored = () => [...world.orders.active()];
  return { ...world, log, doubts, refusedNumbers, receive, stored };
}

function packet(differences: Partial<OrderToSend> = {}, md5key = SAMPLE_MD5KEY): Uint8Array {
  return writeOrderPacket({ ...sampleOrder, ...differences }, md5key);
}

/** What an ack says; `signed` is whether its signature verifies, `unsigned` whether it has none at all. */
function said({ ack, accepted }: Reply) {
  if (ack === null) return { ack: null, accepted };
  const read = readAck(ack, SAMPLE_MD5KEY);
  assert.ok(read.kind === "ack");
  const { chargeId, retCode, retDetail, retRsn, cardId, signed, text } = read;
  const unsigned = text.includes('"sign":""');
  return { chargeId, retCode, retDetail, retRsn, cardId, signed, unsigned, accepted };
}

const ACCEPTED = {
  chargeId: "196",
  retCode: 0,
  retDetail: "定单已接收",
  retRsn: "0",
  cardId: null,
  signed: true,
  unsigned: false,
  accepted: { server: "main", chargeId: "196" },
};

Deno.test("an order is stored, then answered 0, signed", async () => {
  const { kv, receive, stored, log } = await reception();
  let storedBefore = false;
  kv.fate = () => {
    storedBefore = true;
    return "made";
  };
  const reply = await receive(packet({ cardPassword: "8888", agentPass: "secret" }));
  assert.equal(storedBefore, true);
  assert.deepEqual(said(reply), ACCEPTED);
  const [order] = stored();
  assert.ok(order?.state === "received");
  assert.equal(order.from, FROM);
  assert.deepEqual(box.open(order.sealed), { cardPassword: "8888", agentPass: "secret" });
  assert.equal(JSON.stringify(log.lines).includes("8888"), false);
  assert.equal(JSON.stringify(log.lines).includes("13530017201"), false);
});

Deno.test("the ids and the mark go back exactly as they came", async () => {
  const { receive } = await reception();
  const chargeId = '"98765432109876543210"';
  const { ack } = await receive(packet({ chargeId, cardId: '"007"', retRsn: '标"\\ 识' }));
  const text = new TextDecoder("gbk").decode(ack ?? new Uint8Array());
  assert.match(text, /"chargeId":"98765432109876543210","cardId":"007",/);
  assert.ok(text.includes('"retRsn":"标\\"\\\\ 识"'));
});

Deno.test("the same order again is answered 0, and not stored a second time", async () => {
  const { receive, stored } = await reception();
  await receive(packet());
  const before = stored();
  const same = [
    packet(),
    packet({ chargeId: '"196"' }),
    packetOf({ chargeCash: "100", sign: signLiteral({}) }),
    packetOf({ note: '"sent again"' }),
  ];
  for (const again of same) {
    const reply = said(await receive(again));
    assert.deepEqual([reply.retCode, reply.accepted, reply.signed], [0, null, true]);
  }
  assert.deepEqual(stored(), before);
});

Deno.test("another order under a known number is answered 2 and says so; the first goes on untouched", async () => {
  const { receive, stored } = await reception();
  await receive(packet());
  const before = stored();
  const others: Partial<OrderToSend>[] = [
    { chargeAcct: "13900000000" },
    { chargeCash: "100.001" },
    { nbrArea: "北京" },
    { cardPassword: "1" },
    { retRsn: "1" },
  ];
  for (const other of others) {
    const reply = said(await receive(packet(other)));
    assert.deepEqual([reply.retCode, reply.accepted, reply.signed], [2, null, true]);
    assert.match(reply.retDetail ?? "", /已存在/);
  }
  assert.deepEqual(stored(), before);
});

Deno.test("a signed order with a fault is answered 3, signed, naming the field, and not stored", async () => {
  const { receive, stored } = await reception();
  const rows: [Uint8Array, string][] = [
    [packetOf({ action: '"XX"' }), "action"],
    [packetOf({ chargeAcct: null }), "chargeAcct"],
    [packetOf({ chargeAcct: `"${"1".repeat(51)}"` }), "chargeAcct"],
    [packetOf({ chargeCash: '"abc"' }), "chargeCash"],
    [packetOf({ chargeCash: "1.0001" }), "chargeCash"],
    [packetOf({ var1: `"${"深".repeat(11)}"` }), "var1"],
    [packetOf({ amount: '"x"' }), "amount"],
    [packetOf({ productSn: "[]" }), "productSn"],
  ];
  for (const [bytes, field] of rows) {
    const reply = said(await receive(bytes));
    assert.deepEqual([reply.retCode, reply.signed, reply.accepted], [3, true, null], field);
    assert.ok(reply.retDetail?.startsWith(`${field}: `), reply.retDetail);
  }
  assert.deepEqual(stored(), []);
});

Deno.test("a wrong signature is answered 3, unsigned, and 2 where the number is known", async () => {
  const { receive, stored } = await reception();
  const wrong = packet({}, "another key");
  const first = said(await receive(wrong));
  assert.deepEqual(first, {
    ...ACCEPTED,
    retCode: 3,
    retDetail: "签名错误",
    signed: false,
    unsigned: true,
    accepted: null,
  });
  assert.deepEqual(stored(), []);
  await receive(packet());
  const known = said(await receive(wrong));
  assert.deepEqual([known.retCode, known.unsigned], [2, true]);
  assert.equal(stored().length, 1);
});

Deno.test("a fault in an order whose number is known is answered 2, never 3", async () => {
  const { receive } = await reception();
  await receive(packet());
  const reply = said(await receive(packet({ action: "XX" })));
  assert.deepEqual([reply.retCode, reply.signed], [2, true]);
});

Deno.test("what can't be read is answered unsigned where its number can, else not at all", async () => {
  const { receive, stored } = await reception();
  const bytes = (text: string) => new TextEncoder().encode(text);
  const notGbk = new Uint8Array([...bytes('{"chargeId":7,"nbrArea":"'), 0xff, 0xff, 0x22, 0x7d]);
  const rows: [Uint8Array, string | null][] = [
    [bytes('{"chargeId":196,}'), "报文不是JSON"],
    [bytes('{"chargeId":"196",x}'), "报文不是JSON"],
    [notGbk, "报文不是GBK编码"],
    [bytes("hello"), null],
    [bytes("[1]"), null],
    [bytes('{"chargeId":1.5,}'), null],
    [bytes(`{"chargeId":7,"x":"${"y".repeat(PACKET_BYTES_MAX)}`), null],
  ];
  for (const [packet, detail] of rows) {
    const reply = said(await receive(packet));
    assert.equal(reply.accepted, null);
    if (detail === null) assert.equal(reply.ack, null);
    else assert.deepEqual([reply.retCode, reply.retDetail, reply.unsigned], [3, detail, true]);
  }
  await receive(packet());
  assert.equal(said(await receive(bytes('{"chargeId":196,}'))).retCode, 2);
  assert.equal(stored().length, 1);
});

Deno.test("a signed packet without a number gets no signature to replay", async () => {
  const { receive } = await reception();
  const reply = said(await receive(packetOf({ chargeId: '""' })));
  assert.deepEqual([reply.chargeId, reply.retCode, reply.unsigned], ["0", 3, true]);
  const stranger = packet({ chargeId: '""' }, "another key");
  assert.equal((await receive(stranger)).ack, null);
});

Deno.test("an order that the store refused and does not have is answered 3", async () => {
  const { kv, receive, stored } = await reception();
  kv.fate = () => "refused";
  const reply = said(await receive(packet()));
  assert.deepEqual([reply.retCode, reply.signed, reply.accepted], [3, true, null]);
  assert.deepEqual(stored(), []);
});

Deno.test("an order of which nobody can tell is answered 2 and held for the operator", async () => {
  const { kv, receive, doubts } = await reception();
  kv.fate = () => "answerLost";
  kv.beforeRead = () => {
    throw new TypeError("cannot read");
  };
  const reply = said(await receive(packet()));
  assert.deepEqual([reply.retCode, reply.signed, reply.accepted], [2, true, null]);
  assert.equal(doubts.length, 1);
  assert.equal(doubts[0]?.order.fields.chargeId, "196");
  assert.match(doubts[0]?.reason ?? "", /disk I\/O error/);
});

Deno.test("while the store can't be read, nothing is answered 3", async () => {
  const { kv, receive } = await reception();
  kv.beforeRead = () => {
    throw new TypeError("cannot read");
  };
  const bytes = new TextEncoder().encode('{"chargeId":196,}');
  for (const refused of [packet({}, "another key"), packet({ action: "XX" }), bytes]) {
    assert.equal(said(await receive(refused)).retCode, 2);
  }
});

Deno.test("above the waiting limit new orders are answered 3 before they are stored, known ones as ever", async () => {
  const { kv, receive, stored } = await reception({ unsettledMax: 2 });
  await receive(packet({ chargeId: "1" }));
  await receive(packet({ chargeId: "2" }));
  const commits = kv.commits;
  const over = said(await receive(packet({ chargeId: "3" })));
  assert.deepEqual([over.retCode, over.signed, over.accepted], [3, true, null]);
  assert.equal(said(await receive(packet({ chargeId: "2" }))).retCode, 0);
  assert.equal(said(await receive(packet({ chargeId: "2", retRsn: "x" }))).retCode, 2);
  assert.equal(kv.commits, commits);
  assert.equal(stored().length, 2);
  kv.beforeRead = () => {
    throw new TypeError("cannot read");
  };
  assert.equal(said(await receive(packet({ chargeId: "3" }))).retCode, 2);
});

Deno.test("an order with more unknown fields than it can be stored with all its life is refused", async () => {
  const { receive, stored } = await reception();
  const withField = (length: number) => packetOf({ note: `"${"x".repeat(length)}"` });
  const reply = said(await receive(withField(UNKNOWN_FIELDS_BYTES_MAX)));
  assert.deepEqual([reply.retCode, reply.signed, reply.accepted], [3, true, null]);
  assert.deepEqual(stored(), []);
  assert.equal(said(await receive(withField(UNKNOWN_FIELDS_BYTES_MAX - 100))).retCode, 0);
});

Deno.test("an order whose number the store finds taken is answered by what has taken it", async () => {
  const keeper: OrderKeeper = {
    unsettled: 0,
    accept: async () => {
      await Promise.resolve();
      return { kind: "known", contentDigest: "another" };
    },
    knownDigest: () => Promise.resolve(null),
  };
  const { receive } = await reception({ orders: keeper });
  assert.equal(said(await receive(packet())).retCode, 2);
});

Deno.test("an order that was refused on one connection is not taken on another that was open then", async () => {
  const { receive, refusedNumbers, stored } = await reception();
  const older = refusedNumbers.open();
  assert.equal(said(await receive(packet({}, "another key"))).retCode, 3);
  const refused = said(await receive(packet(), older));
  assert.deepEqual([refused.retCode, refused.accepted], [3, null]);
  assert.deepEqual(stored(), []);
  assert.equal(said(await receive(packet())).retCode, 0);
  assert.equal(stored().length, 1);
});

Deno.test("an order that comes while its refusal is being decided is refused, or the refusal is not said", async () => {
  const { receive, refusedNumbers, stored } = await reception();
  for (const turns of [0, 1, 2, 3, 5, 8, 13]) {
    const chargeId = String(1000 + turns);
    const order = { chargeId };
    const older = refusedNumbers.open();
    const refusing = receive(packet(order, "another key"));
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    const [refused, taken] = await Promise.all([refusing, receive(packet(order), older)]);
    const isStored = stored().some(({ fields }) => fields.chargeId === chargeId);
    assert.equal(isStored, said(taken).retCode === 0);
    assert.ok(!(isStored && said(refused).retCode === 3), `said 3 and stored it, ${turns} turns`);
  }
});

Deno.test("while an order is held in doubt, 3 is not said to its number: a person may still execute it", async () => {
  const { kv, receive, doubts } = await reception();
  kv.fate = () => "refused";
  kv.beforeRead = () => {
    throw new TypeError("cannot read");
  };
  assert.equal(said(await receive(packet())).retCode, 2);
  assert.equal(doubts.length, 1);
  kv.beforeRead = () => {};
  for (const refused of [packet(), packet({}, "another key"), packet({ action: "XX" })]) {
    assert.equal(said(await receive(refused)).retCode, 2);
  }
  kv.fate = () => "made";
  assert.equal(said(await receive(packet())).retCode, 0);
});
