/**
 * One end of a simulated TCP connection. What it sends arrives later, in order, in other pieces, or never.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import type { PeerConn } from "../../../lib/net.ts";

/** How a connection behaves, drawn when it is made. */
export interface LinkNature {
  /** For each segment, in milliseconds. */
  readonly latencyMs: () => number;
  /** How many of that many bytes one read gives or one write takes, 1 or more. */
  readonly piece: (bytes: number) => number;
  /** Whether a reset takes with it what had arrived and was not read, as some systems do. */
  readonly resetDropsUnread: boolean;
  /** Whether a write waits for ever, as towards a peer that takes nothing more. */
  readonly writesStall: () => boolean;
}

interface Reader {
  readonly into: Uint8Array;
  readonly resolve: (bytes: number | null) => void;
  readonly reject: (error: Error) => void;
}

/** One end. */
export class Endpoint implements PeerConn {
  /** The other end. */
  peer: Endpoint | null = null;
  /** Nothing that is sent from here arrives any more. */
  cut = false;
  #inbox: Uint8Array[] = [];
  #peerEnded = false;
  #reset = false;
  #ended = false;
  #closed = false;
  #reader: Reader | null = null;
  #stalled: ((error: Error) => void) | null = null;
  #lastArrivalMs = 0;

  constructor(
    readonly remoteAddr: { readonly hostname: string; readonly port: number },
    private readonly clock: Clock,
    private readonly nature: LinkNature,
  ) {}

  /** Whether it was closed on this side. */
  get closed(): boolean {
    return this.#closed;
  }

  read(into: Uint8Array): Promise<number | null> {
    if (this.#closed) return Promise.reject(new Deno.errors.BadResource("closed"));
    if (this.#reader !== null) return Promise.reject(new Deno.errors.Busy("two reads at once"));
    return new Promise((resolve, reject) => {
      this.#reader = { into, resolve, reject };
      this.#serve();
    });
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.#closed) return Promise.reject(new Deno.errors.BadResource("closed"));
    if (this.#reset || this.#ended) return Promise.reject(new Deno.errors.BrokenPipe("broken"));
    if (this.nature.writesStall()) return new Promise((_, reject) => this.#stalled = reject);
    const piece = bytes.slice(0, this.nature.piece(bytes.length));
    this.#send((peer) => peer.#arrived(piece));
    return Promise.resolve(piece.length);
  }

  closeWrite(): Promise<void> {
    if (this.#closed) return Promise.reject(new Deno.errors.BadResource("closed"));
    if (this.#reset) return Promise.reject(new Deno.errors.NotConnected("reset"));
    this.#end();
    return Promise.resolve();
  }

  close(): void {
    if (this.#closed) throw new Deno.errors.BadResource("closed");
    this.#shut();
    // An error costs more than all the rest of a close, and there is seldom anybody to hear it.
    if (this.#reader !== null || this.#stalled !== null) {
      this.#fail(new Deno.errors.BadResource("closed meanwhile"));
    }
  }

  /** The process has died, and the system closes for it; `silently` after a power cut, when nobody does. */
  orphan(silently: boolean): void {
    if (this.#closed) return;
    this.#reader = null;
    this.#stalled = null;
    if (silently) this.#closed = true;
    else this.#shut();
  }

  /** Breaks the connection off for both sides, as a firewall may. */
  breakOff(): void {
    this.#send((peer) => peer.#wasReset());
    this.#wasReset();
  }

  #shut(): void {
    this.#closed = true;
    // The system resets a connection that is closed with input that nobody has read.
    if (this.#inbox.length > 0) this.#send((peer) => peer.#wasReset());
    else this.#end();
  }

  #end(): void {
    if (!this.#ended) this.#send((peer) => peer.#arrivedEnd());
    this.#ended = true;
  }

  #send(arrive: (peer: Endpoint) => void): void {
    const nowMs = this.clock.nowMs();
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, nowMs + this.nature.latencyMs());
    this.clock.after(this.#lastArrivalMs - nowMs, () => {
      if (!this.cut && this.peer !== null) arrive(this.peer);
    });
  }

  #arrived(piece: Uint8Array): void {
    if (this.#closed) return this.#send((peer) => peer.#wasReset());
    if (this.#reset) return;
    this.#inbox.push(piece);
    this.#serve();
  }

  #arrivedEnd(): void {
    this.#peerEnded = true;
    this.#serve();
  }

  #wasReset(): void {
    if (this.#closed || this.#reset) return;
    this.#reset = true;
    if (this.nature.resetDropsUnread) this.#inbox = [];
    this.#stalled?.(new Deno.errors.ConnectionReset("reset by peer"));
    this.#serve();
  }

  #fail(error: Error): void {
    this.#reader?.reject(error);
    this.#reader = null;
    this.#stalled?.(error);
    this.#stalled = null;
  }

  #serve(): void {
    const reader = this.#reader;
    if (reader === null) return;
    const first = this.#inbox[0];
    if (first !== undefined) {
      const bytes = Math.min(this.nature.piece(first.length), reader.into.length);
      reader.into.set(first.subarray(0, bytes));
      if (bytes === first.length) this.#inbox.shift();
      else this.#inbox[0] = first.subarray(bytes);
      reader.resolve(bytes);
    } else if (this.#reset) {
      reader.reject(new Deno.errors.ConnectionReset("reset by peer"));
    } else if (this.#peerEnded) {
      reader.resolve(null);
    } else {
      return;
    }
    this.#reader = null;
  }
}
