import assert from "node:assert/strict";
import type { Clock } from "../../lib/clock.ts";
import type { Conn, PeerConn } from "../../lib/net.ts";
import { CallbackListener } from "../../lib/platform/callback_listener.ts";
import { noFaults } from "../../lib/platform/fault_plan.ts";
import { systemClock } from "../../lib/clock.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { connect, listen } from "./test_io.ts";

const PACKET = new TextEncoder().encode('{"action":"CZ","chargeId":196}');

type Reading = (into: Uint8Array) => Promise<number | null>;

const sends = (bytes: Uint8Array): Reading => (into) => {
  into.set(bytes);
  return Promise.resolve(bytes.length);
};

/** What the listener tells of one connection that reads as scripted, in the order it tells it. */
async function listenTo(...script: Reading[]): Promise<string[]> {
  const told: string[] = [];
  const over = Promise.withResolvers<void>();
  const conn: PeerConn = {
    remoteAddr: { hostname: "127.0.0.1", port: 1 },
    read: (into) => (script.shift() ?? (() => Promise.resolve(null)))(into),
    write(bytes) {
      told.push(new TextDecoder().decode(bytes));
      return Promise.resolve(bytes.length);
    },
    closeWrite: () => Promise.resolve(),
    close: () => over.resolve(),
  };
  const conns = [conn];
  const closed = Promise.withResolvers<PeerConn>();
  const listener = new CallbackListener({
    listen: () => ({
      addr: { hostname: "127.0.0.1", port: 1 },
      accept() {
        const next = conns.shift();
        return next === undefined ? closed.promise : Promise.resolve(next);
      },
      close: () => closed.reject(new Deno.errors.BadResource("closed")),
    }),
    port: 1,
    clock: systemClock,
    plan: noFaults(),
    sequence: () => 1,
    arrived(arrived) {
      told.push(`arrived ${arrived.text()}`);
      return {
        kind: "confirm",
        written: () => told.push("written"),
        unheard: () => told.push("unheard"),
      };
    },
    spoiled: (broken) => told.push(`spoiled ${broken}`),
  });
  await over.promise;
  await listener.stop();
  return told;
}

const ARRIVED = 'arrived {"action":"CZ","chargeId":196}';

Deno.test("a packet is answered OK, however it is cut", async () => {
  for (const at of [1, 10, PACKET.length - 1]) {
    const told = await listenTo(sends(PACKET.subarray(0, at)), sends(PACKET.subarray(at)));
    assert.deepEqual(told, [ARRIVED, "OK", "written"]);
  }
});

Deno.test("an OK whose connection the peer resets was not heard", async () => {
  const reset = () => Promise.reject(new Deno.errors.ConnectionReset("reset by peer"));
  assert.deepEqual(await listenTo(sends(PACKET), reset), [ARRIVED, "OK", "written", "unheard"]);
});

Deno.test("an OK whose connection we ended ourselves was heard, as far as we know", async () => {
  const ours = () => Promise.reject(new Deno.errors.BadResource("closed here"));
  assert.deepEqual(await listenTo(sends(PACKET), ours), [ARRIVED, "OK", "written"]);
});

Deno.test("a connection that ends early is told apart from one that brings nonsense", async () => {
  assert.deepEqual(await listenTo(sends(PACKET.subarray(0, 5))), ["spoiled null"]);
  const nonsense = new TextEncoder().encode("hello");
  assert.deepEqual(await listenTo(sends(nonsense)), ["spoiled notJson"]);
});

Deno.test("a listener that refuses can be opened again on its port, and counts that time", async () => {
  let nowMs = 0;
  const clock: Clock = { nowMs: () => nowMs, after: systemClock.after };
  const listener = new CallbackListener({
    listen: (port) => listen("127.0.0.1", port),
    port: 0,
    clock,
    plan: noFaults(),
    sequence: () => 1,
    arrived: () => ({ kind: "refuse" }),
    spoiled: () => {},
  });
  const target = { hostname: "127.0.0.1", port: listener.port };
  const { signal } = new AbortController();
  listener.refuse();
  // The system takes a moment to close a port that was being listened on.
  while (!await isRefused(connect(target, signal)));
  nowMs = 700;
  assert.equal(listener.refusedMs(), 700);
  assert.equal(listener.reopen(), true);
  nowMs = 9000;
  assert.equal(listener.refusedMs(), 700);
  (await connect(target, signal)).close();
  await listener.stop();
});

Deno.test("a connection that comes while the listener stops is closed like all others", async () => {
  const clock = new VirtualClock();
  const accepted = Promise.withResolvers<PeerConn>();
  const read = Promise.withResolvers<number | null>();
  let isClosed = false;
  const listener = new CallbackListener({
    listen: () => ({
      addr: { hostname: "127.0.0.1", port: 1 },
      accept: () => accepted.promise,
      close: () => {},
    }),
    port: 1,
    clock,
    plan: noFaults(),
    sequence: () => 1,
    arrived: () => ({ kind: "refuse" }),
    spoiled: () => {},
  });
  accepted.resolve({
    remoteAddr: { hostname: "127.0.0.1", port: 1 },
    read: () => read.promise,
    write: ({ length }) => Promise.resolve(length),
    closeWrite: () => Promise.resolve(),
    close() {
      isClosed = true;
      read.resolve(null);
    },
  });
  const stopped = listener.stop();
  await clock.settle();
  assert.equal(isClosed, true);
  await stopped;
});

async function isRefused(connecting: Promise<Conn>): Promise<boolean> {
  try {
    (await connecting).close();
    return false;
  } catch (thrown) {
    return thrown instanceof Deno.errors.ConnectionRefused;
  }
}
