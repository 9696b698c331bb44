/**
 * The server's callback port (protocol part four: "回调接收端口: 50899"): takes connections, reads one packet from
 * each, and answers as the {@linkcode FaultPlan} says.
 *
 * @module
 */
import { joined } from "../bytes.ts";
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import type { Listener, PeerConn } from "../net.ts";
import { closeQuietly } from "../net.ts";
import { decodeGbk } from "../protocol/gbk.ts";
import { PacketFramer } from "../protocol/framing.ts";
import type { LiteralObject } from "../protocol/literal_json.ts";
import type { FaultPlan } from "./fault_plan.ts";
import { answerGarbage, answerOk, answerRefusal, answerSplitOk } from "./callback_answers.ts";
import { closeAfter, drain } from "./waiting.ts";

/** Bytes that a callback packet may have; a callback of the protocol needs a twentieth of it. */
const CALLBACK_BYTES_MAX = 16 * 1024;
/** How long a callback's packet may take to come whole, in milliseconds. */
const CALLBACK_READ_MS = 10_000;
/** How long the peer may take to end its side after our answer, in milliseconds. */
const LINGER_MS = 5_000;
/** How long a connection that is never answered is kept, in milliseconds. */
const HANGING_MS_MAX = 120_000;
/** How long to wait after the system could not accept or listen, in milliseconds. */
const SYSTEM_RETRY_MS = 50;

/** A callback packet that has come whole. */
export interface ArrivedCallback {
  /** The packet as JSON. */
  readonly object: LiteralObject;
  /** The packet as it came, decoded. */
  text(): string;
  /** The {@linkcode ListenerDeps.sequence} number of the moment its connection was accepted. */
  readonly begunSeq: number;
}

/** What to answer. */
export type Answer =
  | { readonly kind: "refuse" }
  | {
    readonly kind: "confirm";
    /** Called when our whole `OK` is written. */
    written(): void;
    /** Called when, after that, the connection was reset: the `OK` may not have been read. */
    unheard(): void;
  };

/** What the listener needs. */
export interface ListenerDeps {
  /** Begins to listen on a port; 0 takes a free one. */
  readonly listen: (port: number) => Listener;
  /** The port to take; 0 takes a free one. */
  readonly port: number;
  /** The time, for the deadlines. */
  readonly clock: Clock;
  /** How callbacks are answered. */
  readonly plan: FaultPlan;
  /** Numbers moments: each call gives a higher one. */
  readonly sequence: () => number;
  /** Looks at a whole packet and says what to answer. */
  readonly arrived: (callback: ArrivedCallback) => Answer;
  /** Hears of a connection that brought no packet; `broken` is why, `null` where it just ended early. */
  readonly spoiled: (broken: string | null) => void;
}

/** The listener at work, from its making until {@linkcode CallbackListener.stop}. */
export class CallbackListener {
  /** The port it listens on. */
  readonly port: number;
  readonly #deps: ListenerDeps;
  readonly #talks = new Set<Promise<void>>();
  readonly #conns = new Set<PeerConn>();
  #open: Listener | null;
  #stopped = false;
  #refusedMs = 0;
  #refusingSinceMs: number | null = null;

  /**
   * Begins to listen.
   *
   * @throws what `listen` throws where the port can't be had
   */
  constructor(deps: ListenerDeps) {
    this.#deps = deps;
    this.#open = deps.listen(deps.port);
    this.port = this.#open.addr.port;
    this.#track(this.#accept(this.#open));
  }

  /** How long the listener has refused connections so far, in milliseconds. */
  refusedMs(): number {
    const since = this.#refusingSinceMs;
    return this.#refusedMs + (since === null ? 0 : this.#deps.clock.nowMs() - since);
  }

  /** Closes the port: from now on connections are refused. Talks that have begun go on. */
  refuse(): void {
    if (this.#open === null) return;
    closeQuietly(this.#open);
    this.#open = null;
    this.#refusingSinceMs = this.#deps.clock.nowMs();
  }

  /**
   * Opens the port again.
   *
   * @returns whether it is open; another's outgoing connection may sit on the port for a moment
   */
  reopen(): boolean {
    if (this.#open !== null || this.#stopped) return true;
    try {
      this.#open = this.#deps.listen(this.port);
    } catch {
      return false;
    }
    this.#refusedMs = this.refusedMs();
    this.#refusingSinceMs = null;
    this.#track(this.#accept(this.#open));
    return true;
  }

  /** Closes the port and every connection, and resolves when nothing is left at work. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.refuse();
    for (const conn of this.#conns) closeQuietly(conn);
    while (this.#talks.size > 0) await Promise.all(this.#talks);
  }

  #track(talk: Promise<void>): void {
    this.#talks.add(talk);
    talk.finally(() => this.#talks.delete(talk));
  }

  async #accept(listener: Listener): Promise<void> {
    while (this.#open === listener) {
      let conn: PeerConn;
      try {
        conn = await listener.accept();
      } catch {
        if (this.#open !== listener) return;
        // Out of descriptors, most likely: some will be free again in a moment.
        await sleep(this.#deps.clock, SYSTEM_RETRY_MS);
        continue;
      }
      // It was on its way up when all others were closed.
      if (this.#stopped) return closeQuietly(conn);
      this.#conns.add(conn);
      this.#track(this.#talk(conn));
    }
  }

  async #talk(conn: PeerConn): Promise<void> {
    const { clock, plan, sequence } = this.#deps;
    const begunSeq = sequence();
    const behaviour = plan.next(clock.nowMs());
    let cancel = closeAfter(conn, clock, CALLBACK_READ_MS);
    try {
      if (behaviour === "reset") {
        // Closing while part of the packet is unread is what makes the system send a reset.
        await conn.read(new Uint8Array(1));
        return;
      }
      const packet = await readPacket(conn);
      cancel();
      if (packet.kind === "spoiled") return this.#deps.spoiled(packet.broken);
      const answer = this.#deps.arrived({ ...packet, begunSeq });
      if (behaviour === "closed") return;
      if (behaviour === "hanging") {
        cancel = closeAfter(conn, clock, HANGING_MS_MAX);
        await drain(conn);
        return;
      }
      cancel = closeAfter(conn, clock, LINGER_MS);
      if (answer.kind === "refuse") await answerRefusal(conn);
      else if (behaviour === "garbage") await answerGarbage(conn, begunSeq);
      else {
        await (behaviour === "split" ? answerSplitOk(conn, clock) : answerOk(conn));
        answer.written();
        if (await drain(conn) === "reset") answer.unheard();
      }
    } catch {
      // The peer went away in the middle; what it then sends again is what the trial looks at.
    } finally {
      cancel();
      this.#conns.delete(conn);
      closeQuietly(conn);
    }
  }
}

/** Bytes that one read takes at most; a whole callback fits. */
const READ_BYTES = 2048;

async function readPacket(
  conn: PeerConn,
): Promise<
  | { kind: "packet"; object: LiteralObject; text: () => string }
  | { kind: "spoiled"; broken: string | null }
> {
  const framer = new PacketFramer(CALLBACK_BYTES_MAX);
  const chunks: Uint8Array[] = [];
  for (;;) {
    const into = new Uint8Array(READ_BYTES);
    const length = await conn.read(into).catch(() => null);
    if (length === null) return { kind: "spoiled", broken: null };
    const chunk = into.subarray(0, length);
    chunks.push(chunk);
    const framed = framer.push(chunk);
    if (framed.kind === "broken") return { kind: "spoiled", broken: framed.reason };
    if (framed.kind === "packet") {
      return { ...framed, text: () => decodeGbk(joined(chunks)) ?? "" };
    }
  }
}
