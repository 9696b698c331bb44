/**
 * Reads one HTTP/1.1 answer. What is not exactly one whole answer is an error, for then nobody knows what was meant.
 *
 * @module
 */
import { joined } from "../../../bytes.ts";
import type { Conn } from "../../../net.ts";

/** An answer. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name; of several with one name, joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** Bytes of an answer's head, at most. */
const HEAD_BYTES_MAX = 16 * 1024;
/** Bytes of an answer's body, at most. */
export const BODY_BYTES_MAX = 256 * 1024;
/** Answers such as `100 Continue` before the real one, at most. */
const PRELIMINARY_MAX = 4;
const READ_BYTES = 16 * 1024;
const CR = 0x0d, LF = 0x0a;

/** Reads an answer from a connection. */
export class AnswerReader {
  #buffer: Uint8Array = new Uint8Array(READ_BYTES);
  /** Where in the buffer begins, and ends, what was read and not yet used. */
  #from = 0;
  #to = 0;

  constructor(private readonly conn: Conn) {}

  /** The answer. @throws {Error} there is no whole one */
  async read(): Promise<HttpAnswer> {
    for (let preliminary = 0; preliminary <= PRELIMINARY_MAX; preliminary++) {
      const { status, headers } = parseHead(await this.#head());
      if (status >= 200) return { status, headers, body: await this.#body(status, headers) };
      if (status === 101) throw new Error("switched protocols");
    }
    throw new Error("too many preliminary answers");
  }

  /** What was read and not yet used; overwritten by the next read. */
  get #rest(): Uint8Array {
    return this.#buffer.subarray(this.#from, this.#to);
  }

  async #head(): Promise<string> {
    for (let seen = 0;;) {
      const end = endOfHead(this.#rest, seen);
      if (end !== null) {
        const head = new TextDecoder("latin1").decode(this.#take(end));
        return head.replace(/\r?\n\r?\n$/, "");
      }
      if (this.#rest.length > HEAD_BYTES_MAX) throw new Error("the answer's head is too long");
      seen = Math.max(0, this.#rest.length - 3);
      await this.#more();
    }
  }

  async #body(status: number, headers: ReadonlyMap<string, string>): Promise<Uint8Array> {
    if (status === 204 || status === 304) return new Uint8Array(0);
    const coding = headers.get("content-encoding") ?? "identity";
    if (coding.toLowerCase() !== "identity") throw new Error("the answer is compressed");
    const transfer = headers.get("transfer-encoding");
    const length = headers.get("content-length");
    if (transfer !== undefined) {
      if (transfer.toLowerCase() !== "chunked" || length !== undefined) {
        throw new Error("the answer's length is not clear");
      }
      return await this.#chunks();
    }
    return length === undefined ? await this.#untilEnd() : await this.#exactly(lengthOf(length));
  }

  async #exactly(length: number): Promise<Uint8Array> {
    if (length > BODY_BYTES_MAX) throw new Error(TOO_LONG);
    while (this.#rest.length < length) await this.#more();
    return this.#take(length);
  }

  async #untilEnd(): Promise<Uint8Array> {
    while (await this.#moreOrEnd()) {
      if (this.#rest.length > BODY_BYTES_MAX) throw new Error(TOO_LONG);
    }
    return this.#rest;
  }

  async #chunks(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let total = 0;
    for (;;) {
      const [, size] = /^([\da-f]{1,8})[ \t]*(?:;.*)?$/i.exec(await this.#line()) ?? [];
      if (size === undefined) throw new Error("a chunk has no size");
      const length = parseInt(size, 16);
      if (length === 0) break;
      total += length;
      if (total > BODY_BYTES_MAX) throw new Error(TOO_LONG);
      chunks.push((await this.#exactly(length)).slice());
      if (await this.#line() !== "") throw new Error("a chunk is longer than its size");
    }
    // Fields behind the last chunk say nothing of the order.
    while (await this.#line() !== "");
    return joined(chunks);
  }

  /** A line of a chunked body, without its end. */
  async #line(): Promise<string> {
    for (let seen = 0;;) {
      const end = this.#rest.indexOf(LF, seen);
      if (end >= 0) {
        return new TextDecoder("latin1").decode(this.#take(end + 1)).replace(/\r?\n$/, "");
      }
      seen = this.#rest.length;
      if (seen > HEAD_BYTES_MAX) throw new Error("a line is too long");
      await this.#more();
    }
  }

  #take(length: number): Uint8Array {
    const taken = this.#rest.subarray(0, length);
    this.#from += length;
    return taken;
  }

  async #more(): Promise<void> {
    if (!await this.#moreOrEnd()) throw new Error("the connection ended before the answer did");
  }

  async #moreOrEnd(): Promise<boolean> {
    if (this.#to === this.#buffer.length) this.#makeRoom();
    const count = await this.conn.read(this.#buffer.subarray(this.#to));
    if (count === null) return false;
    this.#to += count;
    return true;
  }

  /** At least half of the buffer: an answer that comes byte by byte must not be copied for every byte of it. */
  #makeRoom(): void {
    const rest = this.#rest;
    const isHalfUsed = rest.length <= this.#buffer.length / 2;
    const buffer = isHalfUsed ? this.#buffer : new Uint8Array(2 * this.#buffer.length);
    buffer.set(rest);
    this.#buffer = buffer;
    this.#from = 0;
    this.#to = rest.length;
  }
}

const TOO_LONG = `the answer is longer than ${BODY_BYTES_MAX} bytes`;

/** Where the body begins; `null` where the head has not ended. */
function endOfHead(bytes: Uint8Array, from: number): number | null {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return null;
}

function parseHead(head: string): { status: number; headers: Map<string, string> } {
  const [first = "", ...lines] = head.split(/\r?\n/);
  const [, status] = /^HTTP\/1\.[01] (\d{3})(?: .*)?$/.exec(first) ?? [];
  if (status === undefined) throw new Error("the answer is no HTTP");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ""] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) throw new Error("the answer's head can't be read");
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return { status: Number(status), headers };
}

/** A length that is said several times must be the same each time. */
function lengthOf(text: string): number {
  const lengths = new Set(text.split(",").map((one) => one.trim()));
  const [length = ""] = lengths;
  if (lengths.size === 1 && /^\d{1,15}$/.test(length)) return Number(length);
  throw new Error("the answer's length is not clear");
}
