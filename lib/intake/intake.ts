/**
 * The listener: takes connections of known servers, each with its own bounded life, and survives running out of
 * descriptors.
 *
 * @module
 */
import { plainAddress } from "../addresses.ts";
import type { CancelTimer } from "../clock.ts";
import { sleep } from "../clock.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import type { Listener, PeerConn } from "../net.ts";
import { closeQuietly } from "../net.ts";
import { NowAndThen } from "../now_and_then.ts";
import type { ConnectionParts } from "./connection.ts";
import { serveConnection } from "./connection.ts";
import type { Peers } from "./peers.ts";
import type { RefusedNumbers, Ticket } from "./refused_numbers.ts";
import { ReadBuffers } from "./read_buffers.ts";

/** How long the listener waits after an `accept` that failed, in milliseconds. */
export const ACCEPT_RETRY_MS = 100;
/** How often a stop looks for connections that have nothing under way any more, in milliseconds. */
const STOP_LOOK_MS = 100;
/** Strangers, refusals and failures are logged once in this time, with how many there were, in milliseconds. */
export const OCCASION_MS = 60_000;

/** What the intake works with. */
export interface IntakeParts extends ConnectionParts {
  readonly peers: Peers;
  readonly refusedNumbers: RefusedNumbers;
  readonly connectionsMax: number;
  readonly log: Log;
}

/** Connections so far. */
export interface IntakeCounts {
  open: number;
  taken: number;
  strangers: number;
  overLimit: number;
  acceptFailures: number;
}

/** Takes connections. */
export class Intake {
  readonly counts: IntakeCounts = {
    open: 0,
    taken: 0,
    strangers: 0,
    overLimit: 0,
    acceptFailures: 0,
  };
  readonly #occasions = new NowAndThen(OCCASION_MS);
  readonly #buffers = new ReadBuffers();
  readonly #idle = new Set<PeerConn>();
  #stopping = false;
  #whenEmpty: (() => void) | null = null;

  constructor(private readonly listener: Listener, private readonly parts: IntakeParts) {}

  /** Takes connections until {@linkcode Intake.stop}. */
  async run(): Promise<void> {
    while (!this.#stopping) {
      try {
        this.#take(await this.listener.accept());
      } catch (error) {
        if (this.#stopping) return;
        this.counts.acceptFailures++;
        // A peer that left while it waited to be taken is no reason to let the next one wait.
        if (leftBefore(error)) continue;
        // Out of descriptors, most likely: that does not end the listener.
        this.#occasionally("cannot take connections", { error: errorText(error) });
        await sleep(this.parts.clock, ACCEPT_RETRY_MS);
      }
    }
  }

  /**
   * Takes no more connections, closes those whose packet has not come or whose answer is out, and resolves when all have
   * ended.
   */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.listener.close();
    if (this.counts.open === 0) return;
    const empty = new Promise<void>((resolve) => this.#whenEmpty = resolve);
    let cancel: CancelTimer = () => {};
    const closeIdle = () => {
      for (const conn of this.#idle) closeQuietly(conn);
      cancel = this.parts.clock.after(STOP_LOOK_MS, closeIdle);
    };
    closeIdle();
    await empty;
    cancel();
  }

  #take(conn: PeerConn): void {
    this.counts.taken++;
    const from = plainAddress(conn.remoteAddr.hostname);
    const server = this.parts.peers.find(from);
    if (server === null) {
      this.counts.strangers++;
      this.#occasionally("a stranger was turned away", { from, soFar: this.counts.strangers });
      conn.close();
      return;
    }
    if (this.counts.open >= this.parts.connectionsMax) {
      this.counts.overLimit++;
      this.#occasionally("too many connections", {
        server: server.name,
        soFar: this.counts.overLimit,
      });
      conn.close();
      return;
    }
    this.counts.open++;
    const ticket = this.parts.refusedNumbers.open();
    serveConnection(conn, { server, from, ticket }, this.parts, this.#idle, this.#buffers)
      .catch((error) => this.parts.log.error("a connection failed", { error: errorText(error) }))
      .finally(() => this.#ended(ticket));
  }

  #ended(ticket: Ticket): void {
    this.parts.refusedNumbers.close(ticket);
    this.counts.open--;
    if (this.counts.open === 0) this.#whenEmpty?.();
  }

  /** Hostile peers must not be able to fill the log. */
  #occasionally(event: string, fields: Record<string, unknown>): void {
    if (this.#occasions.untold(event, this.parts.clock.nowMs()) === null) return;
    this.parts.log.warn(event, fields);
  }
}

/** Whether `accept` failed because the peer had reset its connection before it was taken. */
function leftBefore(error: unknown): boolean {
  return error instanceof Deno.errors.NotConnected ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.ConnectionAborted;
}
