/**
 * The engine's edge to the network: its connections die with it, and what passes is watched.
 *
 * @module
 */
import type { Connect, Listener, PeerConn, Target } from "../../../lib/net.ts";
import { readAck } from "../../../lib/protocol/ack.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Life } from "./life.ts";
import type { SimListener } from "./network.ts";
import type { WorldPoint } from "./points.ts";

/** The points around what is done with a connection. */
interface ConnPoints {
  readonly writing: readonly [before: WorldPoint, after: WorldPoint];
  readonly ending: readonly [before: WorldPoint, after: WorldPoint];
  readonly reading: readonly [before: WorldPoint, after: WorldPoint];
  /** The peer has closed, and was answered before. */
  readonly closed: WorldPoint;
}

const ACK: ConnPoints = {
  writing: ["ack.beforeWrite", "ack.afterWrite"],
  ending: ["ack.beforeEnd", "ack.ended"],
  reading: ["order.beforeRead", "order.afterRead"],
  closed: "ack.closed",
};
const CALLBACK: ConnPoints = {
  writing: ["callback.beforeWrite", "callback.afterWrite"],
  ending: ["callback.beforeWrite", "callback.afterWrite"],
  reading: ["callback.beforeRead", "callback.afterRead"],
  closed: "callback.afterRead",
};

const OK = /^[\s\0]*OK[\s\0]*$/i;

/** Is told what the engine says and hears. An ack and a callback have what matters here in common. */
export interface EdgeWatch {
  /** @param openedAt how many connections and acks there had been in this life when the connection was opened */
  ackWritten(
    from: string,
    answer: { chargeId: string; retCode: number },
    openedAt: number,
    writtenAt: number,
  ): void;
  callbackWritten(to: Target, callback: { chargeId: string; retCode: number }): void;
  okRead(to: Target, chargeId: string): void;
}

/** The connections of one life of the engine. */
export class Edge {
  readonly #open = new Set<Endpoint>();
  readonly #listeners: SimListener[] = [];
  /** Connections opened and acks written. */
  #happened = 0;

  /**
   * @param mapped how an address is shown to the engine: IPv4 may come mapped into IPv6
   * @param writeBytesMax that the system takes at a time
   */
  constructor(
    private readonly life: Life,
    private readonly watch: EdgeWatch,
    private readonly mapped: (address: string) => string,
    private readonly writeBytesMax = Infinity,
  ) {}

  /** Takes connections from a listener. */
  listener(inner: SimListener): Listener {
    this.#listeners.push(inner);
    return {
      addr: inner.addr,
      accept: () =>
        this.life.deed("order.beforeAccept", "order.accepted", async () => {
          const conn = await inner.accept();
          if (this.life.alive) this.#open.add(conn);
          else conn.orphan(false);
          return this.#peer(conn);
        }),
      close: () => this.life.alive && inner.close(),
    };
  }

  /** Opens connections. */
  connector(inner: (...args: Parameters<Connect>) => Promise<Endpoint>): Connect {
    return (target, signal) =>
      this.life.deed("callback.beforeConnect", "callback.connected", async () => {
        const conn = await inner(target, signal);
        if (this.life.alive) this.#open.add(conn);
        else conn.orphan(false);
        return this.#pusher(conn, target);
      });
  }

  /** The engine is gone. @param silently after a power cut nobody tells the peers */
  close(silently: boolean): void {
    for (const listener of this.#listeners) listener.shut();
    for (const conn of this.#open) conn.orphan(silently);
  }

  #peer(inner: Endpoint): PeerConn {
    const { hostname, port } = inner.remoteAddr;
    const openedAt = this.#happened++;
    const onAnswer = (answer: { chargeId: string; retCode: number }) =>
      this.watch.ackWritten(hostname, answer, openedAt, this.#happened++);
    return {
      ...this.#conn(inner, ACK, onAnswer, () => {}),
      remoteAddr: { hostname: this.mapped(hostname), port },
    };
  }

  #pusher(inner: Endpoint, target: Target): PeerConn {
    let chargeId = "";
    let heard = "";
    const decoder = new TextDecoder();
    return this.#conn(inner, CALLBACK, (callback) => {
      chargeId = callback.chargeId;
      this.watch.callbackWritten(target, callback);
    }, (bytes) => {
      heard += decoder.decode(bytes, { stream: true });
      if (OK.test(heard)) this.watch.okRead(target, chargeId);
    });
  }

  #conn(
    inner: Endpoint,
    { writing, ending, reading, closed }: ConnPoints,
    onPacket: (packet: { chargeId: string; retCode: number }) => void,
    onRead: (bytes: Uint8Array) => void,
  ): PeerConn {
    const written: number[] = [];
    return {
      remoteAddr: inner.remoteAddr,
      read: (into) =>
        this.life.deed(...reading, async () => {
          const bytes = await inner.read(into);
          if (bytes !== null) onRead(into.subarray(0, bytes));
          return bytes;
        }, (bytes) => bytes === null && written.length > 0 ? closed : reading[1]),
      write: (whole) =>
        this.life.deed(...writing, async () => {
          const bytes = whole.subarray(0, this.writeBytesMax);
          const count = await inner.write(bytes);
          written.push(...bytes.subarray(0, count));
          if (count === 0 || count < whole.length) return count;
          const packet = readAck(Uint8Array.from(written), "");
          if (packet.kind === "ack") onPacket(packet);
          return count;
        }),
      closeWrite: () => this.life.deed(...ending, () => inner.closeWrite()),
      close: () => {
        if (!this.life.alive) return;
        this.#open.delete(inner);
        inner.close();
      },
    };
  }
}
