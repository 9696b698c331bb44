/**
 * One connection's life: read one packet, answer it, and bring the answer out whole.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import type { PeerConn } from "../net.ts";
import { closeQuietly, writeAll } from "../net.ts";
import type { OrderId } from "../order.ts";
import { type Framed, PacketFramer } from "../protocol/framing.ts";
import type { ReadBuffers } from "./read_buffers.ts";
import type { Peer, Reply } from "./reception.ts";

/** How long an ack that was written may wait for the peer to close before it counts as out, in milliseconds. */
export const ACK_SETTLED_MS = 1000;

const NOTHING = new Uint8Array();

/** What a connection works with. */
export interface ConnectionParts {
  readonly answer: (peer: Peer, framed: Exclude<Framed, { kind: "more" }>) => Promise<Reply>;
  /** Whatever the connection is answered is written. */
  readonly said: (peer: Peer) => void;
  /** The ack of a stored order is out: it may be executed. */
  readonly ackSent: (id: OrderId) => void;
  /** The ack of a stored order could not be written: it must not be executed. */
  readonly ackLost: (id: OrderId) => void;
  readonly readTimeoutMs: number;
  readonly packetBytesMax: number;
  readonly clock: Clock;
}

/**
 * Serves one connection to its end. Never rejects because of the peer.
 *
 * @param idle has the connection while closing it would cost nothing: no packet has come yet, or its answer is out
 */
export async function serveConnection(
  conn: PeerConn,
  peer: Peer,
  parts: ConnectionParts,
  idle: Set<PeerConn>,
  buffers: ReadBuffers,
): Promise<void> {
  const buffer = buffers.take();
  try {
    idle.add(conn);
    const framed = await readPacket(conn, buffer, parts);
    if (framed === null) return;
    idle.delete(conn);
    // A crash from here to the ack leaves the order absent or `received`; neither is ever executed.
    const { ack, accepted } = await parts.answer(peer, framed);
    if (ack === null) return;
    await bringOut(conn, ack, buffer, parts, {
      written: () => parts.said(peer),
      known(fate) {
        idle.add(conn);
        if (accepted === null) return;
        if (fate === "out") parts.ackSent(accepted);
        else parts.ackLost(accepted);
      },
    });
  } finally {
    idle.delete(conn);
    closeQuietly(conn);
    buffers.give(buffer);
  }
}

/** The packet, or what is wrong with it; `null` when the peer ended, stalled or broke off before there was one. */
async function readPacket(
  conn: PeerConn,
  buffer: Uint8Array,
  { readTimeoutMs, packetBytesMax, clock }: ConnectionParts,
): Promise<Exclude<Framed, { kind: "more" }> | null> {
  const framer = new PacketFramer(packetBytesMax);
  const cancel = clock.after(readTimeoutMs, () => closeQuietly(conn));
  try {
    for (;;) {
      const bytes = await conn.read(buffer);
      if (bytes === null) return null;
      const framed = framer.push(buffer.subarray(0, bytes));
      if (framed.kind !== "more") return framed;
    }
  } catch {
    return null;
  } finally {
    cancel();
  }
}

/** Hears how an ack fares. */
interface AckWatch {
  /** It is with the system. */
  written(): void;
  /** Called once, as soon as it is known whether it is out, or lost for all we know. */
  known(fate: "out" | "lost"): void;
}

/**
 * Writes the ack, ends our side, and reads on until the peer ends its own: closing with unread input would reset the
 * connection and could destroy the ack on its way.
 */
async function bringOut(
  conn: PeerConn,
  ack: Uint8Array,
  buffer: Uint8Array,
  { readTimeoutMs, clock }: ConnectionParts,
  watch: AckWatch,
): Promise<void> {
  let isKnown = false;
  const know = (fate: "out" | "lost") => {
    if (!isKnown) watch.known(fate);
    isKnown = true;
  };
  let isComplete = false;
  const cancel = clock.after(readTimeoutMs, () => {
    // That we stop waiting for the peer's end takes nothing back of what is written.
    if (isComplete) know("out");
    closeQuietly(conn);
  });
  let cancelSettled: CancelTimer = () => {};
  try {
    await writeAll(conn, ack);
    watch.written();
    // A peer that had closed before the ack resets at it. Once our side is ended, Linux shows that as a plain end.
    await conn.write(NOTHING);
    await conn.closeWrite();
    isComplete = true;
    // A peer that keeps its side open has its ack all the same.
    cancelSettled = clock.after(ACK_SETTLED_MS, () => know("out"));
    while (await conn.read(buffer) !== null);
    know("out");
  } catch {
    // Not written, or reset by a peer that was gone before it could read it.
    know("lost");
  } finally {
    cancel();
    cancelSettled();
  }
}
