/**
 * A connection whose other end a test holds.
 *
 * @module
 */
import type { PeerConn } from "../../lib/net.ts";

type Incoming = { readonly bytes: Uint8Array } | { readonly end: true } | { readonly error: Error };

/** What a test's peer may say: text in ASCII, or bytes. */
export type Said = string | Uint8Array;

/** One connection, seen from both ends. */
export class FakeConn implements PeerConn {
  readonly remoteAddr: { readonly hostname: string; readonly port: number };
  /** What was written to the peer. */
  written = new Uint8Array();
  /** Whether our side was ended. */
  ended = false;
  /** Whether both sides were closed. */
  closed = false;
  /** Bytes that a write takes at most. */
  writeBytesMax = Infinity;
  /** Set to make the next writes fail. */
  writeError: Error | null = null;
  /** Set to make writes wait until the connection is closed, as for a peer that reads nothing. */
  writesHang = false;
  /** Set to make ending our side fail. */
  endError: Error | null = null;
  readonly #incoming: Incoming[] = [];
  #wake: (() => void)[] = [];

  constructor(hostname = "192.168.1.7", port = 40_000) {
    this.remoteAddr = { hostname, port };
  }

  /** The peer says something. */
  say(...said: Said[]): void {
    for (const one of said) {
      const bytes = typeof one === "string" ? new TextEncoder().encode(one) : one;
      this.#arrive({ bytes });
    }
  }

  /** The peer ends its side. */
  end(): void {
    this.#arrive({ end: true });
  }

  /** The peer resets the connection. */
  reset(): void {
    this.#arrive({ error: new Deno.errors.ConnectionReset("Connection reset by peer") });
  }

  /** What was written, as text. */
  get text(): string {
    return new TextDecoder("gbk").decode(this.written);
  }

  async read(into: Uint8Array): Promise<number | null> {
    for (;;) {
      if (this.closed) throw new Deno.errors.BadResource("Bad resource ID");
      const next = this.#incoming[0];
      if (next === undefined) {
        await new Promise<void>((resolve) => this.#wake.push(resolve));
        continue;
      }
      if ("end" in next) return null;
      if ("error" in next) throw next.error;
      const bytes = next.bytes.subarray(0, into.length);
      into.set(bytes);
      if (bytes.length === next.bytes.length) this.#incoming.shift();
      else this.#incoming[0] = { bytes: next.bytes.subarray(bytes.length) };
      return bytes.length;
    }
  }

  async write(bytes: Uint8Array): Promise<number> {
    while (this.writesHang && !this.closed) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    if (this.closed) throw new Deno.errors.BadResource("Bad resource ID");
    if (this.writeError !== null) throw this.writeError;
    const taken = bytes.subarray(0, this.writeBytesMax);
    this.written = new Uint8Array([...this.written, ...taken]);
    return await Promise.resolve(taken.length);
  }

  async closeWrite(): Promise<void> {
    if (this.closed) throw new Deno.errors.BadResource("Bad resource ID");
    if (this.endError !== null) throw this.endError;
    this.ended = true;
    await Promise.resolve();
  }

  close(): void {
    if (this.closed) throw new Deno.errors.BadResource("Bad resource ID");
    this.closed = true;
    this.#wakeAll();
  }

  #arrive(incoming: Incoming): void {
    this.#incoming.push(incoming);
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
