import assert from "node:assert/strict";
import type { ServerConfig } from "../../lib/config.ts";
import { ACCEPT_RETRY_MS, Intake, OCCASION_MS } from "../../lib/intake/intake.ts";
import { RefusedNumbers } from "../../lib/intake/refused_numbers.ts";
import { Peers } from "../../lib/intake/peers.ts";
import type { Reply } from "../../lib/intake/reception.ts";
import type { Listener, PeerConn } from "../../lib/net.ts";
import { FakeConn } from "../support/fake_conn.ts";
import { packet } from "../support/order_packets.ts";
import { recordingLog } from "../support/recording_log.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const SERVER: ServerConfig = {
  name: "main",
  addresses: ["192.168.1.0/24", "2001:db8::1"],
  md5key: "key",
  callback: { host: null, port: 50_899 },
};
const CONNECTIONS_MAX = 3;
const ACK = new TextEncoder().encode("ack");

/** A listener whose connections a test makes. */
class FakeListener implements Listener {
  readonly addr = { hostname: "0.0.0.0", port: 60_000 };
  closed = false;
  readonly #coming: (PeerConn | Error)[] = [];
  #wake: () => void = () => {};

  /** A peer connects, or taking one fails. */
  come(...coming: (PeerConn | Error)[]): void {
    this.#coming.push(...coming);
    this.#wake();
  }

  async accept(): Promise<PeerConn> {
    for (;;) {
      if (this.closed) throw new Deno.errors.BadResource("Listener has been closed");
      const next = this.#coming.shift();
      if (next instanceof Error) throw next;
      if (next !== undefined) return next;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  close(): void {
    this.closed = true;
    this.#wake();
  }
}

/** An intake that is running. */
function running(answer = (): Promise<Reply> => Promise.resolve({ ack: ACK, accepted: null })) {
  const clock = new VirtualClock();
  const listener = new FakeListener();
  const log = recordingLog();
  const intake = new Intake(listener, {
    answer,
    said: () => {},
    ackSent: () => {},
    ackLost: () => {},
    readTimeoutMs: 10_000,
    packetBytesMax: 2048,
    clock,
    peers: new Peers([SERVER]),
    refusedNumbers: new RefusedNumbers(),
    connectionsMax: CONNECTIONS_MAX,
    log,
  });
  const run = intake.run();
  /** A peer that connects. */
  const peer = (hostname = "192.168.1.7") => {
    const conn = new FakeConn(hostname);
    listener.come(conn);
    return conn;
  };
  return { clock, listener, log, intake, run, peer };
}

/** Brings one order through, to see that connections are taken. */
async function works({ peer, clock }: Pick<ReturnType<typeof running>, "peer" | "clock">) {
  const conn = peer();
  conn.say(packet());
  conn.end();
  await clock.settle();
  assert.deepEqual([conn.written, conn.closed], [ACK, true]);
}

Deno.test("a server's connection is served, whichever way its address is written", async () => {
  const world = running();
  for (const hostname of ["192.168.1.7", "::ffff:192.168.1.8", "2001:db8::1"]) {
    const conn = world.peer(hostname);
    conn.say(packet());
    conn.end();
    await world.clock.settle();
    assert.deepEqual(conn.written, ACK);
  }
  assert.deepEqual(world.intake.counts, {
    open: 0,
    taken: 3,
    strangers: 0,
    overLimit: 0,
    acceptFailures: 0,
  });
});

Deno.test("strangers are disconnected without an answer, counted, and logged once in a while", async () => {
  const world = running();
  const { clock, intake, log, peer } = world;
  for (let at = 0; at < 50; at++) {
    const stranger = peer("8.8.8.8");
    stranger.say(packet());
    await clock.settle();
    assert.deepEqual([stranger.closed, stranger.written.length], [true, 0]);
  }
  assert.equal(intake.counts.strangers, 50);
  assert.deepEqual(log.events("warn"), ["a stranger was turned away"]);
  await clock.advance(OCCASION_MS);
  peer("8.8.4.4");
  await clock.settle();
  assert.deepEqual(log.lines.map(({ fields }) => fields), [
    { from: "8.8.8.8", soFar: 1 },
    { from: "8.8.4.4", soFar: 51 },
  ]);
  await works(world);
});

Deno.test("above the limit connections are refused, until one has ended; strangers don't count", async () => {
  const world = running();
  const { clock, intake, log, peer } = world;
  const open = Array.from({ length: CONNECTIONS_MAX }, () => peer());
  for (let at = 0; at < 10; at++) peer("8.8.8.8");
  const over = [peer(), peer()];
  await clock.settle();
  assert.deepEqual([...open, ...over].map(({ closed }) => closed), [
    false,
    false,
    false,
    true,
    true,
  ]);
  assert.deepEqual([intake.counts.open, intake.counts.overLimit], [CONNECTIONS_MAX, 2]);
  assert.equal(log.events("warn").filter((event) => event === "too many connections").length, 1);
  open[0]?.end();
  await clock.settle();
  await works(world);
});

Deno.test("a silent peer delays nobody, and is closed at its deadline", async () => {
  const world = running();
  const silent = world.peer();
  await world.clock.settle();
  await works(world);
  await world.clock.advance(10_000);
  assert.deepEqual([silent.closed, world.intake.counts.open], [true, 0]);
});

Deno.test("running out of descriptors does not end the listener, nor fill the log", async () => {
  const world = running();
  const { clock, intake, listener, log } = world;
  const failures = 20;
  listener.come(...Array.from({ length: failures }, () => new Error("Too many open files")));
  await clock.settle();
  assert.equal(intake.counts.acceptFailures, 1);
  await clock.advance(failures * ACCEPT_RETRY_MS);
  assert.equal(intake.counts.acceptFailures, failures);
  assert.deepEqual(log.events("warn"), ["cannot take connections"]);
  await works(world);
});

Deno.test("a peer that left before it was taken does not let the next one wait", async () => {
  const world = running();
  world.listener.come(new Deno.errors.ConnectionAborted("left"), new Deno.errors.NotConnected());
  await works(world);
  assert.deepEqual([world.intake.counts.acceptFailures, world.log.lines.length], [2, 0]);
});

Deno.test("a connection that fails inside is logged and ends alone", async () => {
  let first = true;
  const world = running(() => {
    if (!first) return Promise.resolve({ ack: ACK, accepted: null });
    first = false;
    return Promise.reject(new Error("a bug"));
  });
  const conn = world.peer();
  conn.say(packet());
  await world.clock.settle();
  assert.deepEqual([conn.closed, world.intake.counts.open], [true, 0]);
  assert.deepEqual(world.log.events("error"), ["a connection failed"]);
  await works(world);
});

Deno.test("a stop takes no more connections, closes idle ones and waits for answers under way", async () => {
  const reply = Promise.withResolvers<Reply>();
  const { clock, listener, intake, run, peer } = running(() => reply.promise);
  const idle = peer();
  const busy = peer();
  busy.say(packet());
  await clock.settle();
  let stopped = false;
  const stopping = intake.stop().then(() => stopped = true);
  await run;
  await clock.advance(1000);
  assert.deepEqual([listener.closed, idle.closed, busy.closed, stopped], [
    true,
    true,
    false,
    false,
  ]);
  reply.resolve({ ack: ACK, accepted: null });
  await clock.settle();
  assert.deepEqual(busy.written, ACK);
  busy.end();
  await stopping;
  assert.equal(clock.pending, 0);
});

Deno.test("a stop with nothing open is over at once, also while taking connections fails", async () => {
  const { clock, intake, listener, run } = running();
  listener.come(new Error("Too many open files"));
  await clock.settle();
  await intake.stop();
  await clock.advance(ACCEPT_RETRY_MS);
  await run;
  assert.equal(clock.pending, 0);
});
