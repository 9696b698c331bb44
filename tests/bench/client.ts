/**
 * The server's side as lean as it can be: it shares the machine with what is measured. A short connection an order:
 * connect, write the packet, read to the end, close.
 *
 * @module
 */
import { pause, within } from "./deadline.ts";

/** Bytes read at a time; an ack has about 130. */
const READ_BYTES = 4096;
/** How long sending may take in all, in milliseconds. */
const ALL_WITHIN_MS = 600_000;
/** Every so many answers one is looked into. */
const LOOK_INTO_EVERY = 64;

/**
 * Sends all packets over so many connections at a time.
 *
 * @returns how long it took, in milliseconds
 * @throws {Error} a connection failed, or an answer does not accept its order
 */
export async function sendAll(
  port: number,
  packets: readonly Uint8Array[],
  connections: number,
): Promise<number> {
  let next = 0;
  const connection = async () => {
    const buffer = new Uint8Array(READ_BYTES);
    for (let at = next++; at < packets.length; at = next++) {
      await sendOne(port, packets[at] as Uint8Array, buffer, at % LOOK_INTO_EVERY === 0);
    }
  };
  const beganAtMs = performance.now();
  const all = Promise.all(Array.from({ length: connections }, connection));
  await within(ALL_WITHIN_MS, `sending ${packets.length} orders`, all);
  return performance.now() - beganAtMs;
}

/** Sends packets one after the other, `pauseMs` apart; the milliseconds that each took. */
export async function timeEach(
  port: number,
  packets: readonly Uint8Array[],
  pauseMs: number,
): Promise<number[]> {
  const buffer = new Uint8Array(READ_BYTES);
  const tookMs: number[] = [];
  for (const packet of packets) {
    if (pauseMs > 0) await pause(pauseMs);
    const beganAtMs = performance.now();
    await sendOne(port, packet, buffer, tookMs.length % LOOK_INTO_EVERY === 0);
    tookMs.push(performance.now() - beganAtMs);
  }
  return tookMs;
}

/** What came of orders that were sent at a rate. */
export interface Loop {
  /** Of those that were answered, the milliseconds from when each was due to the end of its answer. */
  readonly tookMs: readonly number[];
  /** Too many connections at a time are closed without an answer, and their servers send again. */
  readonly unanswered: number;
}

/**
 * Sends packets at a rate, however long the answers take. A program that stands still makes every order wait that falls
 * due meanwhile, and this tells so.
 */
export async function openLoop(
  port: number,
  packets: readonly Uint8Array[],
  perSecond: number,
): Promise<Loop> {
  const tookMs: number[] = [];
  let unanswered = 0;
  const all: Promise<void>[] = [];
  const beganAtMs = performance.now();
  const dueAtMs = (at: number) => beganAtMs + at / perSecond * 1000;
  const send = async (at: number) => {
    const buffer = new Uint8Array(READ_BYTES);
    try {
      await sendOne(port, packets[at] as Uint8Array, buffer, at % LOOK_INTO_EVERY === 0);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      unanswered++;
      return;
    }
    tookMs.push(performance.now() - dueAtMs(at));
  };
  for (let at = 0; at < packets.length; at++) {
    while (performance.now() < dueAtMs(at)) await pause(1);
    all.push(send(at));
  }
  await within(ALL_WITHIN_MS, `sending ${packets.length} orders`, Promise.all(all));
  return { tookMs, unanswered };
}

/** Orders that are on their way at a time. */
const TRICKLE_AT_A_TIME = 64;
/** From one lot of orders to the next, in milliseconds. */
const TRICKLE_MS = 10;

/** What a trickle came to. */
export interface Trickled {
  readonly sent: number;
  readonly tookMs: number;
  /** Whether there were none left to send. */
  readonly ranOut: boolean;
}

/** Sends packets at a rate, or as fast as they are answered where that is slower, until it is stopped. */
export function trickle(
  port: number,
  packets: readonly Uint8Array[],
  perSecond: number,
): { stop(): Promise<Trickled> } {
  const beganAtMs = performance.now();
  const under = new Set<Promise<void>>();
  const spare: Uint8Array[] = [];
  let sent = 0, stopped = false;
  const sendNext = async () => {
    const buffer = spare.pop() ?? new Uint8Array(READ_BYTES);
    await sendOne(port, packets[sent++] as Uint8Array, buffer, sent % LOOK_INTO_EVERY === 0);
    spare.push(buffer);
  };
  const flow = (async () => {
    while (!stopped && sent < packets.length) {
      const due = (performance.now() - beganAtMs) / 1000 * perSecond;
      while (sent < Math.min(due, packets.length) && under.size < TRICKLE_AT_A_TIME) {
        const one: Promise<void> = sendNext().finally(() => under.delete(one));
        under.add(one);
      }
      await pause(TRICKLE_MS);
    }
    await Promise.all(under);
  })();
  // Told when it is stopped.
  flow.catch(() => {});
  return {
    async stop() {
      stopped = true;
      await flow;
      const tookMs = performance.now() - beganAtMs;
      return { sent, tookMs, ranOut: sent === packets.length };
    },
  };
}

async function sendOne(
  port: number,
  packet: Uint8Array,
  buffer: Uint8Array,
  lookInto: boolean,
): Promise<void> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    // A packet is far smaller than a socket's buffer: one write takes it whole.
    await conn.write(packet);
    const bytes = await conn.read(buffer);
    if (bytes === null) throw new Unanswered("cannot go on: an order was not answered");
    if (lookInto) checkAccepted(buffer.subarray(0, bytes));
    while (await conn.read(buffer) !== null);
  } finally {
    conn.close();
  }
}

/** Its connection was closed without a word. */
class Unanswered extends Error {}

function checkAccepted(answer: Uint8Array): void {
  const text = new TextDecoder("gbk").decode(answer);
  if (!text.includes('"retCode":0,')) {
    throw new Error(`cannot go on: an order was answered ${text}`);
  }
}
