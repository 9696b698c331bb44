import assert from "node:assert/strict";
import fc from "fast-check";
import { makeOrder } from "../../lib/platform/order_maker.ts";
import { PacketFramer } from "../../lib/protocol/framing.ts";
import { readOrderPacket, writeOrderPacket } from "../../lib/protocol/order_packet.ts";

const KEY = "k";

Deno.test("every order is one that czdock must accept, and says what was asked", () => {
  fc.assert(fc.property(fc.bigInt(0n, 10n ** 31n), (chargeId) => {
    const order = makeOrder(chargeId);
    const framed = new PacketFramer(16 * 1024).push(writeOrderPacket(order, KEY));
    assert.equal(framed.kind, "packet");
    if (framed.kind !== "packet") return;
    const read = readOrderPacket(framed.object, KEY);
    assert.equal(read.kind, "order");
    if (read.kind !== "order") return;
    assert.equal(read.fields.chargeId, chargeId.toString());
    assert.equal(read.fields.cardId, order.cardId);
    assert.equal(read.secrets.cardPassword, order.cardPassword);
  }));
});

Deno.test("the same number always gives the same order", () => {
  assert.deepEqual(makeOrder(1700000000000001n), makeOrder(1700000000000001n));
});

Deno.test("orders differ: types, areas, cards, and GBK trail bytes that look like a backslash", () => {
  const orders = Array.from({ length: 300 }, (_, index) => makeOrder(BigInt(index)));
  const kinds = (pick: (order: ReturnType<typeof makeOrder>) => unknown) =>
    new Set(orders.map(pick)).size;
  assert.equal(kinds(({ chargeType }) => chargeType), 9);
  assert.equal(kinds(({ nbrArea }) => nbrArea), 8);
  assert.equal(kinds(({ cardPassword }) => cardPassword) > 10, true);
  assert.equal(kinds(({ chargeAcct }) => chargeAcct) > 250, true);
  const packets = orders.map((order) => writeOrderPacket(order, KEY));
  const hasTrail = (packet: Uint8Array, trail: number) =>
    packet.some((byte, at) => byte === trail && (packet[at - 1] ?? 0) >= 0x81);
  assert.equal(packets.some((packet) => hasTrail(packet, 0x5c)), true);
});
