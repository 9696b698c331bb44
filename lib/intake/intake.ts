/**
 * The listener: takes connections of known servers, each with its own bounded life, and survives running out of
 * descriptors.
 *
 * @module
 */
import { sleep } from "../clock.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import type { Listener, PeerConn } from "../net.ts";
import type { ConnectionParts } from "./connection.ts";
import { serveConnection } from "./connection.ts";
import type { Peers } from "./peers.ts";
import { plainAddress } from "./peers.ts";

/** How long the listener waits after an `accept` that failed, in milliseconds. */
export const ACCEPT_RETRY_MS = 100;
/** Strangers, refusals and failures are logged once in this time, with how many there were, in milliseconds. */
export const OCCASION_MS = 60_000;

/** What the intake works with. */
export interface IntakeParts extends ConnectionParts {
  readonly peers: Peers;
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
  readonly #quietUntilMs = new Map<string, number>();
  /** When each server was last heard of. */
  readonly lastHeardAtMs = new Map<string, number>();
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
        // Out of descriptors, or a peer that left while it waited: neither ends the listener.
        this.counts.acceptFailures++;
        this.#occasionally("cannot take connections", { error: errorText(error) });
        await sleep(this.parts.clock, ACCEPT_RETRY_MS);
      }
    }
  }

  /** Takes no more connections; resolves when those that are open have ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.listener.close();
    if (this.counts.open > 0) await new Promise<void>((resolve) => this.#whenEmpty = resolve);
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
    this.lastHeardAtMs.set(server.name, this.parts.clock.nowMs());
    serveConnection(conn, server, from, this.parts)
      .catch((error) => this.parts.log.error("a connection failed", { error: errorText(error) }))
      .finally(() => this.#ended());
  }

  #ended(): void {
    this.counts.open--;
    if (this.counts.open === 0) this.#whenEmpty?.();
  }

  /** Hostile peers must not be able to fill the log. */
  #occasionally(event: string, fields: Record<string, unknown>): void {
    const nowMs = this.parts.clock.nowMs();
    if (nowMs < (this.#quietUntilMs.get(event) ?? 0)) return;
    this.#quietUntilMs.set(event, nowMs + OCCASION_MS);
    this.parts.log.warn(event, fields);
  }
}
