import assert from "node:assert/strict";
import type { ServerConfig } from "../../lib/config.ts";
import type { ConnectionParts } from "../../lib/intake/connection.ts";
import { ACK_SETTLED_MS, serveConnection } from "../../lib/intake/connection.ts";
import { ReadBuffers, SPARE_BUFFERS_MAX } from "../../lib/intake/read_buffers.ts";
import type { Reply } from "../../lib/intake/reception.ts";
import type { PeerConn } from "../../lib/net.ts";
import type { OrderId } from "../../lib/order.ts";
import type { Framed } from "../../lib/protocol/framing.ts";
import { FakeConn } from "../support/fake_conn.ts";
import { packet } from "../support/order_packets.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const SERVER: ServerConfig = {
  name: "main",
  addresses: ["192.168.1.7"],
  md5key: "key",
  callback: { host: null, port: 50_899 },
};
const READ_TIMEOUT_MS = 10_000;
const PACKET_BYTES_MAX = 2048;
const ID: OrderId = { server: "main", chargeId: "196" };
const ACK = new TextEncoder().encode('{"action":"CZ","chargeId":196}');

/** One connection that is served. */
function served(parts: Partial<ConnectionParts> = {}) {
  const clock = new VirtualClock();
  const conn = new FakeConn();
  const framed: Exclude<Framed, { kind: "more" }>[] = [];
  const told: string[] = [];
  const idle = new Set<PeerConn>();
  let over = false;
  const serve = serveConnection(
    conn,
    { server: SERVER, from: "192.168.1.7", ticket: 1 },
    {
      answer: (_peer, packet): Promise<Reply> => {
        framed.push(packet);
        return Promise.resolve({ ack: ACK, accepted: ID });
      },
      said: () => {},
      ackSent: ({ chargeId }) => void told.push(`sent ${chargeId}`),
      ackLost: ({ chargeId }) => void told.push(`lost ${chargeId}`),
      readTimeoutMs: READ_TIMEOUT_MS,
      packetBytesMax: PACKET_BYTES_MAX,
      clock,
      ...parts,
    },
    idle,
    new ReadBuffers(),
  ).finally(() => over = true);
  return { conn, clock, framed, told, idle, serve, isOver: () => over };
}

Deno.test("the ack goes out whole, our side ends, and the order may go on when the peer ends its own", async () => {
  const { conn, clock, framed, told, serve } = served();
  conn.writeBytesMax = 7;
  conn.say(packet());
  await clock.settle();
  assert.equal(framed[0]?.kind, "packet");
  assert.deepEqual([conn.written, conn.ended, conn.closed], [ACK, true, false]);
  assert.equal(told.length, 0);
  conn.end();
  await serve;
  assert.deepEqual(told, ["sent 196"]);
  assert.equal(conn.closed, true);
  assert.equal(clock.pending, 0);
});

Deno.test("a packet that comes byte by byte is one packet", async () => {
  const { conn, clock, framed, told, serve } = served();
  for (const byte of packet()) conn.say(Uint8Array.of(byte));
  conn.end();
  await serve;
  assert.deepEqual([framed.length, framed[0]?.kind, told.length], [1, "packet", 1]);
  assert.equal(clock.pending, 0);
});

Deno.test("an order whose ack can't be written is not executed", async () => {
  const faults: ((conn: FakeConn) => void)[] = [
    (conn) => conn.writeError = new Deno.errors.BrokenPipe("Broken pipe"),
    (conn) => conn.endError = new Deno.errors.NotConnected("not connected"),
  ];
  for (const fault of faults) {
    const { conn, clock, told, serve } = served();
    fault(conn);
    conn.say(packet());
    await serve;
    assert.deepEqual(told, ["lost 196"]);
    assert.deepEqual([conn.closed, clock.pending], [true, 0]);
  }
});

Deno.test("an order whose ack the peer does not take until the deadline is not executed", async () => {
  const { conn, clock, told, serve } = served();
  conn.writesHang = true;
  conn.say(packet());
  await clock.advance(READ_TIMEOUT_MS - 1);
  assert.equal(told.length, 0);
  await clock.advance(1);
  await serve;
  assert.deepEqual(told, ["lost 196"]);
});

Deno.test("an order whose peer resets before it has ended is not executed", async () => {
  const { conn, clock, told, serve } = served();
  conn.say(packet());
  await clock.advance(ACK_SETTLED_MS - 1);
  conn.reset();
  await serve;
  assert.deepEqual(told, ["lost 196"]);
  assert.equal(clock.pending, 0);
});

Deno.test("a peer that keeps its side open has its ack all the same, and is told so once", async () => {
  for (const leave of ["end", "reset", "deadline"] as const) {
    const { conn, clock, told, serve, isOver } = served();
    conn.say(packet());
    await clock.advance(ACK_SETTLED_MS - 1);
    assert.equal(told.length, 0);
    await clock.advance(1);
    assert.deepEqual(told, ["sent 196"]);
    assert.equal(isOver(), false);
    if (leave === "deadline") await clock.advance(READ_TIMEOUT_MS - ACK_SETTLED_MS);
    else conn[leave]();
    await serve;
    assert.deepEqual(told, ["sent 196"]);
    assert.equal(conn.closed, true);
  }
});

Deno.test("a short deadline takes nothing back of an ack that is written", async () => {
  const { conn, clock, told, serve } = served({ readTimeoutMs: ACK_SETTLED_MS / 2 });
  conn.say(packet());
  await clock.advance(ACK_SETTLED_MS / 2);
  await serve;
  assert.deepEqual(told, ["sent 196"]);
});

Deno.test("whatever follows the packet is drained before the connection is closed", async () => {
  const { conn, clock, framed, told, serve } = served();
  conn.say(packet(), "more".repeat(10_000));
  await clock.settle();
  conn.say(packet());
  await clock.settle();
  assert.deepEqual([conn.written, conn.closed], [ACK, false]);
  conn.end();
  await serve;
  assert.deepEqual([framed.length, told], [1, ["sent 196"]]);
});

Deno.test("a peer that drains on and on is closed at the deadline", async () => {
  const { conn, clock, serve } = served();
  conn.say(packet());
  for (let second = 0; second < READ_TIMEOUT_MS / 1000; second++) {
    assert.equal(conn.closed, false);
    conn.say("more");
    await clock.advance(1000);
  }
  await serve;
  assert.equal(conn.closed, true);
});

Deno.test("a peer that ends, resets or stalls before its packet is whole gets no answer", async () => {
  const leaves: ((conn: FakeConn, clock: VirtualClock) => unknown)[] = [
    (conn) => conn.end(),
    (conn) => conn.reset(),
    (_, clock) => clock.advance(READ_TIMEOUT_MS),
  ];
  for (const leave of leaves) {
    for (const bytes of [new Uint8Array(), packet().subarray(0, 100)]) {
      const { conn, clock, framed, told, serve } = served();
      if (bytes.length > 0) conn.say(bytes);
      await clock.advance(READ_TIMEOUT_MS - 1);
      assert.equal(conn.closed, false);
      await leave(conn, clock);
      await serve;
      assert.deepEqual([framed, told, conn.written.length], [[], [], 0]);
      assert.deepEqual([conn.closed, clock.pending], [true, 0]);
    }
  }
});

Deno.test("a byte now and then does not put the deadline off", async () => {
  const { conn, clock, serve } = served();
  for (const byte of packet().subarray(0, READ_TIMEOUT_MS / 100)) {
    assert.equal(conn.closed, false);
    conn.say(Uint8Array.of(byte));
    await clock.advance(100);
  }
  await serve;
  assert.equal(conn.closed, true);
});

Deno.test("a packet that is too long or no packet is handed on as such, and closed where there is no answer", async () => {
  const rows: [string, string][] = [
    [`{"a":"${"x".repeat(PACKET_BYTES_MAX)}`, "tooLong"],
    [" ".repeat(PACKET_BYTES_MAX), "tooLong"],
    ["hello", "notJson"],
  ];
  for (const [text, reason] of rows) {
    const seen: string[] = [];
    const { conn, told, serve, clock } = served({
      answer: (_peer, framed) => {
        seen.push(framed.kind === "broken" ? framed.reason : framed.kind);
        return Promise.resolve({ ack: null, accepted: null });
      },
    });
    conn.say(text);
    await serve;
    assert.deepEqual([seen, told, conn.written.length], [[reason], [], 0]);
    assert.deepEqual([conn.closed, clock.pending], [true, 0]);
  }
});

Deno.test("an answer that accepts nothing sets nothing off, whether it arrives or not", async () => {
  for (const reset of [false, true]) {
    const { conn, clock, told, serve } = served({
      answer: () => Promise.resolve({ ack: ACK, accepted: null }),
    });
    conn.say(packet());
    await clock.settle();
    if (reset) conn.reset();
    else conn.end();
    await serve;
    assert.deepEqual([conn.written, told], [ACK, []]);
  }
});

Deno.test("nothing is executed while the store is still at it, however long that takes", async () => {
  const reply = Promise.withResolvers<Reply>();
  const { conn, clock, told, serve } = served({ answer: () => reply.promise });
  conn.say(packet());
  await clock.advance(10 * READ_TIMEOUT_MS);
  assert.deepEqual([conn.closed, conn.written.length, told.length], [false, 0, 0]);
  reply.resolve({ ack: ACK, accepted: ID });
  await clock.settle();
  conn.end();
  await serve;
  assert.deepEqual(told, ["sent 196"]);
});

Deno.test("a connection that fails inside is closed, and its failure told", async () => {
  const { conn, serve, clock } = served({ answer: () => Promise.reject(new Error("a bug")) });
  conn.say(packet());
  await assert.rejects(serve, /a bug/);
  assert.deepEqual([conn.closed, clock.pending], [true, 0]);
});

Deno.test("a connection counts as idle before its packet and after its answer, not between", async () => {
  const reply = Promise.withResolvers<Reply>();
  const { conn, clock, idle, serve } = served({ answer: () => reply.promise });
  await clock.settle();
  assert.equal(idle.has(conn), true);
  conn.say(packet());
  await clock.settle();
  assert.equal(idle.has(conn), false);
  reply.resolve({ ack: ACK, accepted: ID });
  await clock.advance(ACK_SETTLED_MS);
  assert.equal(idle.has(conn), true);
  conn.end();
  await serve;
  assert.equal(idle.has(conn), false);
});

Deno.test("buffers are used again, and not more of them kept than the bound", () => {
  const buffers = new ReadBuffers();
  const taken = Array.from({ length: SPARE_BUFFERS_MAX + 9 }, () => buffers.take());
  assert.equal(new Set(taken).size, taken.length);
  for (const buffer of taken) buffers.give(buffer);
  const again = Array.from({ length: SPARE_BUFFERS_MAX + 9 }, () => buffers.take());
  assert.equal(again.filter((buffer) => taken.includes(buffer)).length, SPARE_BUFFERS_MAX);
});
