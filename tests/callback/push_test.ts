import assert from "node:assert/strict";
import type { Pushed } from "../../lib/callback/push.ts";
import { ANSWER_BYTES_MAX, makePush } from "../../lib/callback/push.ts";
import type { Connect, Target } from "../../lib/net.ts";
import { FakeConn } from "../support/fake_conn.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const TIMEOUT_MS = 10_000;
const TARGET: Target = { hostname: "192.168.1.7", port: 50_899 };
const CALLBACK = new TextEncoder().encode('{"action":"CZ"}');

/** Pushes once; `peer` is what the server does with the connection. */
async function push(
  peer: (conn: FakeConn, clock: VirtualClock) => void | Promise<void>,
): Promise<{ pushed: Pushed; conn: FakeConn; clock: VirtualClock }> {
  const clock = new VirtualClock();
  const conn = new FakeConn();
  const targets: Target[] = [];
  const connect: Connect = (target) => {
    targets.push(target);
    return Promise.resolve(conn);
  };
  const pushing = makePush(connect, clock, TIMEOUT_MS)(TARGET, CALLBACK);
  await clock.settle();
  await peer(conn, clock);
  const pushed = await pushing;
  assert.deepEqual(targets, [TARGET]);
  assert.equal(conn.closed, true);
  assert.equal(clock.pending, 0);
  return { pushed, conn, clock };
}

Deno.test("OK is OK in any case, spaced and split anywhere, and the server need not close", async () => {
  const says: (string | Uint8Array)[][] = [
    ["OK"],
    ["ok"],
    ["Ok\r\n"],
    ["O", "K"],
    [" ", "\r\n", "o", "k"],
    ["\0OK"],
    ["\t \0", "O", "K\0"],
  ];
  for (const said of says) {
    const { pushed, conn } = await push(async (conn, clock) => {
      for (const piece of said) {
        conn.say(piece);
        await clock.settle();
      }
    });
    assert.deepEqual(pushed, { kind: "ok" }, JSON.stringify(said));
    assert.deepEqual(conn.written, CALLBACK);
    assert.equal(conn.ended, false);
  }
});

Deno.test("a callback is written whole, however little is taken at a time", async () => {
  const clock = new VirtualClock();
  const conn = new FakeConn();
  conn.writeBytesMax = 3;
  conn.say("OK");
  const pushed = await makePush(() => Promise.resolve(conn), clock, TIMEOUT_MS)(TARGET, CALLBACK);
  assert.deepEqual([pushed, conn.written], [{ kind: "ok" }, CALLBACK]);
});

Deno.test("anything else is kept as it came", async () => {
  const gbk = Uint8Array.of(0xca, 0xa7, 0xb0, 0xdc);
  const rows: [(conn: FakeConn) => void, string][] = [
    [(conn) => (conn.say("ERR"), conn.end()), "ERR"],
    [(conn) => (conn.say("O"), conn.end()), "O"],
    [(conn) => (conn.say("OKAY"), conn.end()), "OKAY"],
    [(conn) => (conn.say(gbk.subarray(0, 1), gbk.subarray(1)), conn.end()), "失败"],
    [(conn) => (conn.say(" \r\n"), conn.end()), " \r\n"],
    [(conn) => (conn.say("ER"), conn.reset()), "ER"],
    [(conn) => (conn.say(Uint8Array.of(0xca)), conn.end()), "\ufffd"],
  ];
  for (const [peer, text] of rows) {
    const { pushed } = await push(peer);
    assert.deepEqual(pushed, { kind: "answered", text });
  }
});

Deno.test("a single byte is an answer, even if it is no character", async () => {
  const { pushed } = await push((conn) => (conn.say(Uint8Array.of(0x81)), conn.reset()));
  assert.equal(pushed.kind, "answered");
});

Deno.test("no more of an answer is read than the bound", async () => {
  const { pushed } = await push((conn) => conn.say("x".repeat(10 * ANSWER_BYTES_MAX)));
  assert.deepEqual(pushed, { kind: "answered", text: "x".repeat(ANSWER_BYTES_MAX) });
});

Deno.test("a server that closes, resets or takes nothing has not said a byte", async () => {
  const closed = await push((conn) => conn.end());
  assert.ok(closed.pushed.kind === "silent");
  assert.match(closed.pushed.reason, /closed without an answer/);
  const reset = await push((conn) => conn.reset());
  assert.ok(reset.pushed.kind === "silent");
  assert.match(reset.pushed.reason, /ConnectionReset/);
});

Deno.test("a push ends at its deadline, whatever it was waiting for", async () => {
  const silent = await push(async (_, clock) => {
    await clock.advance(TIMEOUT_MS - 1);
    await clock.advance(1);
  });
  assert.deepEqual(silent.pushed, {
    kind: "silent",
    reason: `${TIMEOUT_MS} ms 内无应答 no answer in time`,
  });
  const slow = await push(async (conn, clock) => {
    for (let second = 0; second < TIMEOUT_MS / 1000; second++) {
      conn.say(" ");
      await clock.advance(1000);
    }
  });
  assert.deepEqual(slow.pushed, { kind: "answered", text: " ".repeat(TIMEOUT_MS / 1000) });
});

Deno.test("a server that takes no byte is given up at the deadline", async () => {
  const clock = new VirtualClock();
  const conn = new FakeConn();
  conn.writesHang = true;
  const pushing = makePush(() => Promise.resolve(conn), clock, TIMEOUT_MS)(TARGET, CALLBACK);
  await clock.advance(TIMEOUT_MS);
  assert.equal((await pushing).kind, "silent");
  assert.equal(conn.closed, true);
});

Deno.test("a connection that can't be opened is told with its reason", async () => {
  const clock = new VirtualClock();
  const refused = () => Promise.reject(new Deno.errors.ConnectionRefused("refused"));
  const pushed = await makePush(refused, clock, TIMEOUT_MS)(TARGET, CALLBACK);
  assert.deepEqual(pushed, { kind: "silent", reason: "ConnectionRefused: refused" });
  assert.equal(clock.pending, 0);
});

Deno.test("a connection that does not open in time is given up, and closed if it opens all the same", async () => {
  const clock = new VirtualClock();
  const hanging: Connect = (_, signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const given = makePush(hanging, clock, TIMEOUT_MS)(TARGET, CALLBACK);
  await clock.advance(TIMEOUT_MS);
  assert.deepEqual(await given, {
    kind: "silent",
    reason: `${TIMEOUT_MS} ms 内无应答 no answer in time`,
  });
  const late = Promise.withResolvers<FakeConn>();
  const pushing = makePush(() => late.promise, clock, TIMEOUT_MS)(TARGET, CALLBACK);
  await clock.advance(TIMEOUT_MS);
  const conn = new FakeConn();
  late.resolve(conn);
  assert.equal((await pushing).kind, "silent");
  assert.deepEqual([conn.closed, conn.written.length], [true, 0]);
});

Deno.test("an OK counts as soon as it is there: what comes in a later segment is not waited for", async () => {
  const { pushed, clock } = await push(async (conn, clock) => {
    conn.say("OK");
    await clock.settle();
    conn.say("AY");
  });
  assert.deepEqual(pushed, { kind: "ok" });
  assert.equal(clock.nowMs(), new VirtualClock().nowMs());
});
