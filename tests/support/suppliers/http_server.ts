/**
 * HTTP/1.1 on bare sockets, so that a supplier can answer as badly as suppliers do.
 *
 * @module
 */
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A request that has come whole. */
export interface HttpRequest {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** Behind the `?`, as it came. */
  readonly query: string;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** What is answered. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly location?: string;
}

/** How an answer goes out. */
export type Manner =
  | { readonly kind: "plain" }
  /** Whole, but only after that many milliseconds. */
  | { readonly kind: "late"; readonly afterMs: number }
  /** Whole, and then the connection is reset. */
  | { readonly kind: "abrupt" }
  /** The connection is reset instead. */
  | { readonly kind: "reset" }
  /** The connection is closed instead. */
  | { readonly kind: "close" }
  /** Half of it, then a reset. */
  | { readonly kind: "half" }
  /** A few bytes at a time, with that many milliseconds between them. */
  | { readonly kind: "trickle"; readonly everyMs: number }
  /** Never, and the connection stays open. */
  | { readonly kind: "silent" };

/** What a server does. */
export interface Conduct {
  /** Whether a new connection is reset before anything was read. */
  readonly spurns: () => boolean;
  /** Whether a request is cut off by a reset when its first bytes have come. */
  readonly cuts: () => boolean;
  readonly answer: (request: HttpRequest) => Delivery;
}

/** An answer and how it goes out. */
export interface Delivery {
  readonly reply: Reply;
  readonly manner: Manner;
  /** Called when it has gone out, as far as it does. */
  readonly done?: () => void;
}

/** Bytes that a request may have. */
const REQUEST_BYTES_MAX = 64 * 1024;
/** Bytes of a trickle at a time. */
const TRICKLE_BYTES = 8;

/** A listening server. */
export class HttpServer {
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;

  constructor(private readonly conduct: Conduct) {}

  get port(): number {
    return this.#port;
  }

  /** Listens: on a free port the first time (or the one given), on the same one after that. */
  async listen(port = this.#port): Promise<this> {
    const server = createServer((socket) => this.#serve(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Stops listening and ends every connection: from now on connecting is refused. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // That a peer is gone is no concern of a supplier.
    socket.on("error", () => {});
    if (this.conduct.spurns()) return void socket.resetAndDestroy();
    let came = new Uint8Array(0);
    let working: Promise<void> = Promise.resolve();
    let isBegun = false;
    socket.on("data", (chunk) => {
      const all = new Uint8Array(came.length + chunk.length);
      all.set(came);
      all.set(chunk, came.length);
      came = all;
      if (!isBegun && this.conduct.cuts()) return void socket.resetAndDestroy();
      isBegun = true;
      const request = readRequest(came);
      if (request === "tooLong") return void socket.destroy();
      if (request === null) return;
      came = new Uint8Array(0);
      isBegun = false;
      working = working.then(async () => {
        const { reply, manner, done } = this.conduct.answer(request);
        await deliver(socket, reply, manner);
        done?.();
      });
    });
  }
}

function readRequest(bytes: Uint8Array): HttpRequest | "tooLong" | null {
  const text = new TextDecoder("latin1").decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  if (bytes.length > REQUEST_BYTES_MAX) return "tooLong";
  if (end < 0) return null;
  const [line = "", ...headerLines] = text.slice(0, end).split("\r\n");
  const headers = new Map(headerLines.map((header) => {
    const colon = header.indexOf(":");
    return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()];
  }));
  const body = bytes.slice(end + 4);
  if (body.length < Number(headers.get("content-length") ?? 0)) return null;
  const [method = "", target = ""] = line.split(" ");
  const [path = "", ...query] = target.split("?");
  return { method, path, query: query.join("?"), headers, body };
}

async function deliver(socket: Socket, reply: Reply, manner: Manner): Promise<void> {
  const { status, contentType, body, location } = reply;
  const head = new TextEncoder().encode(
    `HTTP/1.1 ${status} X\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length}\r\n` +
      (location === undefined ? "" : `Location: ${location}\r\n`) + "\r\n",
  );
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  switch (manner.kind) {
    case "plain":
      return await written(socket, whole);
    case "late":
      await pause(manner.afterMs);
      return await written(socket, whole);
    case "abrupt":
      await written(socket, whole);
      return void socket.resetAndDestroy();
    case "reset":
      return void socket.resetAndDestroy();
    case "close":
      return void socket.end();
    case "half":
      await written(socket, whole.subarray(0, head.length + (body.length >> 1)));
      return void socket.resetAndDestroy();
    case "trickle":
      for (let at = 0; at < whole.length && !socket.destroyed; at += TRICKLE_BYTES) {
        await written(socket, whole.subarray(at, at + TRICKLE_BYTES));
        await pause(manner.everyMs);
      }
      return;
    case "silent":
      return;
  }
}

/** Resolves when the system has taken the bytes, or the peer is gone. */
function written(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
