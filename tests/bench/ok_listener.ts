/**
 * The server's callback port as lean as it can be: reads one callback a connection and says `OK`.
 *
 * @module
 */
import { within } from "./deadline.ts";

const OK = new TextEncoder().encode("OK");
/** Every callback, czdock's and the bare loop's, begins with this. */
const BEGIN = '{"action":"CZ","chargeId":';
const BRACE = 0x7d;
const DIGIT_0 = 0x30;
/** Bytes read at a time; a callback has about 250. */
const READ_BYTES = 4096;
/** How long callbacks may take in all, in milliseconds. */
const ALL_WITHIN_MS = 600_000;

/** When callbacks came, as `performance.now()` tells it. */
export interface Heard {
  /** When the first connection was taken. */
  readonly firstAtMs: number;
  /** When the last `OK` was written. */
  readonly lastOkAtMs: number;
  /** Callbacks that came once more after their `OK`. */
  readonly again: number;
}

/** Listens until it is closed. */
export class OkListener {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: 4096 });
  readonly #spare: Uint8Array[] = [];
  #firstId = 0;
  #seen = new Uint8Array(0);
  #left = 0;
  #again = 0;
  #firstAtMs: number | null = null;
  #whenAll: (heard: Heard) => void = () => {};

  constructor() {
    this.#run();
  }

  /** Where it listens. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Resolves once each of the orders from `firstId` on has been told and answered. One expectation at a time. */
  expect(firstId: number, count: number): Promise<Heard> {
    this.#firstId = firstId;
    this.#seen = new Uint8Array(count);
    this.#left = count;
    this.#again = 0;
    this.#firstAtMs = null;
    const all = new Promise<Heard>((resolve) => this.#whenAll = resolve);
    return within(ALL_WITHIN_MS, `hearing ${count} callbacks`, all);
  }

  /** Takes no more. */
  close(): void {
    this.#listener.close();
  }

  async #run(): Promise<void> {
    for (;;) {
      let conn: Deno.TcpConn;
      try {
        conn = await this.#listener.accept();
      } catch {
        return;
      }
      this.#firstAtMs ??= performance.now();
      // A connection that breaks off is pushed again by whoever opened it.
      this.#answer(conn).catch(() => {});
    }
  }

  async #answer(conn: Deno.TcpConn): Promise<void> {
    const buffer = this.#spare.pop() ?? new Uint8Array(READ_BYTES);
    try {
      let bytes = 0;
      do {
        const read = await conn.read(buffer.subarray(bytes));
        if (read === null) return;
        bytes += read;
      } while (buffer[bytes - 1] !== BRACE);
      await conn.write(OK);
      await conn.closeWrite();
      this.#told(idIn(buffer) - this.#firstId);
      while (await conn.read(buffer) !== null);
    } finally {
      this.#spare.push(buffer);
      conn.close();
    }
  }

  #told(at: number): void {
    if (this.#seen[at] !== 0) {
      // Orders of a warm-up are told too, and nobody waits for them.
      if (this.#seen[at] === 1) this.#again++;
      return;
    }
    this.#seen[at] = 1;
    if (--this.#left > 0) return;
    const lastOkAtMs = performance.now();
    this.#whenAll({ firstAtMs: this.#firstAtMs ?? NaN, lastOkAtMs, again: this.#again });
  }
}

function idIn(buffer: Uint8Array): number {
  let id = 0;
  for (let at = BEGIN.length; at < buffer.length; at++) {
    const digit = (buffer[at] as number) - DIGIT_0;
    if (digit < 0 || digit > 9) break;
    id = id * 10 + digit;
  }
  return id;
}
