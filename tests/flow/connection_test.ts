import assert from "node:assert/strict";
import { newChargeId, TO } from "../support/czdock_world.ts";
import { packet } from "../support/order_packets.ts";
import { exchange, RawPeer } from "../support/raw_peer.ts";
import { sharedInstance } from "../support/shared_instance.ts";
import { until } from "../support/until.ts";

const READ_TIMEOUT_MS = 2000;
const CONNECTIONS_MAX = 6;
const test = sharedInstance({
  listen: {
    readTimeout: `${READ_TIMEOUT_MS}ms`,
    maxConnections: CONNECTIONS_MAX,
    packetLimit: "2KiB",
  },
});

const ACCEPTED = /"retCode":0,"retDetail":"定单已接收"/;

test("a packet that comes byte by byte is an order", async (world) => {
  const chargeId = newChargeId();
  // Trail bytes that look like `\`, `}` and `|`, each split from its lead byte.
  const bytes = packet({ chargeId, var1: '"誠乗縗亅"', chargeAcct: '"玩家}\\"\\\\"' });
  const { text } = await exchange(
    world.orderPort,
    ...Array.from(bytes, (byte) => Uint8Array.of(byte)),
  );
  assert.match(text, ACCEPTED);
  await world.callbacks.nth(chargeId);
  const order = await world.api.order(chargeId);
  assert.equal(order?.var1, "誠乗縗亅");
  assert.equal(order?.chargeAcct, '玩家}"\\');
});

test("white space and NUL around the packet do not matter", async (world) => {
  const chargeId = newChargeId();
  const blank = new TextEncoder().encode("\0 \r\n\t");
  const { text } = await exchange(world.orderPort, blank, packet({ chargeId }), blank);
  assert.match(text, ACCEPTED);
});

test("whatever follows the packet, the ack arrives whole and no reset comes before its end", async (world) => {
  const more = new Uint8Array(300_000).fill(0x7b);
  for (let round = 0; round < 10; round++) {
    const chargeId = newChargeId();
    const peer = await RawPeer.connect(world.orderPort);
    const written = peer.write(new Uint8Array([...packet({ chargeId }), ...more]));
    const { text, ended } = await peer.heard();
    await written;
    assert.match(text, ACCEPTED);
    assert.equal(ended, "closed");
    assert.equal(text.endsWith('"}'), true, text);
    await world.callbacks.nth(chargeId);
  }
});

test("a stranger is disconnected without an answer, and stores nothing", async (world) => {
  const chargeId = newChargeId();
  for (const bytes of [packet({ chargeId }), new Uint8Array()]) {
    const stranger = await RawPeer.connect(world.orderPort, "127.0.0.2");
    await stranger.write(bytes);
    assert.equal((await stranger.heard()).bytes.length, 0);
  }
  assert.equal(await world.api.order(chargeId), null);
  await world.program.saw(/a stranger was turned away from=127\.0\.0\.2/);
});

test("a peer that stalls is disconnected at the deadline, however little it says in between", async (world) => {
  const chargeId = newChargeId();
  const half = packet({ chargeId }).subarray(0, 40);
  const peers = await Promise.all([0, 1, 2].map(() => RawPeer.connect(world.orderPort)));
  const atMs = performance.now();
  await peers[1]?.write(half);
  // One byte now and then must not put the deadline off.
  const drip = setInterval(() => peers[2]?.write(Uint8Array.of(0x20)), 100);
  for (const peer of peers) assert.equal((await peer.heard()).bytes.length, 0);
  clearInterval(drip);
  const tookMs = performance.now() - atMs;
  assert.equal(tookMs > READ_TIMEOUT_MS * 0.9, true, `${tookMs}`);
  assert.equal(tookMs < READ_TIMEOUT_MS * 4, true, `${tookMs}`);
  assert.equal(await world.api.order(chargeId), null);
});

test("a peer that ends, leaves or resets before its packet is whole is disconnected, and stores nothing", async (world) => {
  const chargeId = newChargeId();
  const most = packet({ chargeId }).slice(0, -1);
  const leaving: ((peer: RawPeer) => void)[] = [
    (peer) => peer.end(),
    (peer) => peer.leave(),
    (peer) => peer.reset(),
  ];
  for (const leaves of leaving) {
    const peer = await RawPeer.connect(world.orderPort);
    await peer.write(most);
    leaves(peer);
    assert.equal((await peer.heard()).bytes.length, 0);
  }
  await world.anotherOrderIsThrough();
  assert.equal(await world.api.order(chargeId), null);
});

test("slow peers delay nobody else", async (world) => {
  const slow = await Promise.all(
    Array.from({ length: CONNECTIONS_MAX - 1 }, () => RawPeer.connect(world.orderPort)),
  );
  const atMs = performance.now();
  const { text } = await world.send({ chargeId: newChargeId() });
  assert.match(text, ACCEPTED);
  assert.equal(performance.now() - atMs < READ_TIMEOUT_MS, true);
  for (const peer of slow) peer.leave();
});

test("a packet over the limit is disconnected without an answer", async (world) => {
  const chargeId = newChargeId();
  const { bytes } = await world.send({ chargeId, note: `"${"x".repeat(2048)}"` });
  assert.equal(bytes.length, 0);
  assert.equal(await world.api.order(chargeId), null);
});

test("a server that ends its side behind the packet gets its ack, and the order is executed", async (world) => {
  const chargeId = newChargeId();
  const peer = await RawPeer.connect(world.orderPort);
  await peer.write(packet({ chargeId }));
  peer.end();
  assert.match((await peer.heard()).text, ACCEPTED);
  await world.callbacks.nth(chargeId);
  assert.equal(world.journal(chargeId).length, 1);
});

test("a server that never closes has its ack all the same, and its order is executed", async (world) => {
  const chargeId = newChargeId();
  const peer = await RawPeer.connect(world.orderPort);
  await peer.write(packet({ chargeId }));
  await peer.somethingCame();
  const { text } = await world.callbacks.nth(chargeId);
  assert.match(text, /"retCode":1/);
  assert.match(peer.textSoFar, ACCEPTED);
  peer.leave();
});

/** How a server can be gone before it has read its ack. */
const GONE: Readonly<Record<string, (peer: RawPeer) => Promise<void> | void>> = {
  closed: (peer) => peer.leave(),
  "reset at the ack's first byte": async (peer) => {
    await peer.somethingCame();
    peer.reset();
  },
};

test("an order whose server is gone before it has read the ack is not executed, and 3 is pushed", async (world) => {
  for (const [how, goes] of Object.entries(GONE)) {
    const chargeId = newChargeId();
    const peer = await RawPeer.connect(world.orderPort);
    await peer.write(packet({ chargeId }));
    await goes(peer);
    const { text } = await world.callbacks.nth(chargeId);
    assert.match(text, /"retCode":3,"retDetail":"应答未送达,定单未执行"/, how);
    await world.confirmed(chargeId);
    // The server that asks again is told the same again: it was taken, and its result is 3.
    assert.match((await world.send({ chargeId })).text, ACCEPTED);
    await world.anotherOrderIsThrough();
    assert.deepEqual(world.journal(chargeId), []);
    assert.equal(world.callbacks.of(chargeId).length, 1);
  }
});

test("an order whose connection is reset at once is absent, or settled 3", async (world) => {
  const ids = Array.from({ length: 40 }, newChargeId);
  for (const chargeId of ids) {
    const peer = await RawPeer.connect(world.orderPort);
    await peer.write(packet({ chargeId }));
    peer.reset();
  }
  // Connections are taken in their order, so all of those have been taken before this one.
  await world.anotherOrderIsThrough();
  for (const chargeId of ids) {
    const order = await until("it is settled, or absent", async () => {
      const found = await world.api.order(chargeId);
      if (found === null) return "absent";
      return found.state === "settled" ? found : null;
    });
    if (order !== "absent") assert.equal(order.result?.retDetail, "应答未送达,定单未执行");
    assert.deepEqual(world.journal(chargeId), []);
  }
});

test("connections over the limit are refused before anything is stored, and taken again later", async (world) => {
  const holders = await Promise.all(
    Array.from({ length: CONNECTIONS_MAX }, () => RawPeer.connect(world.orderPort)),
  );
  const chargeId = newChargeId();
  const { bytes } = await world.send({ chargeId });
  assert.equal(bytes.length, 0);
  assert.equal(await world.api.order(chargeId), null);
  for (const holder of holders) holder.leave();
  await until(
    "there is room again",
    async () => ACCEPTED.test((await world.send({ chargeId })).text),
  );
  await world.confirmed(chargeId);
  assert.equal(world.journal(chargeId).length, 1);
});

test("orders that come together are all taken, each acked on its own connection", async (world) => {
  const ids = Array.from({ length: 30 }, newChargeId);
  for (let at = 0; at < ids.length; at += CONNECTIONS_MAX / 2) {
    const some = ids.slice(at, at + CONNECTIONS_MAX / 2);
    const heard = await Promise.all(
      some.map((chargeId) => world.send({ chargeId, chargeType: TO.failed })),
    );
    heard.forEach(({ text }, index) =>
      assert.equal(JSON.parse(text).chargeId, Number(some[index]))
    );
  }
  for (const chargeId of ids) {
    assert.match((await world.callbacks.nth(chargeId)).text, /"retCode":3/);
  }
});
