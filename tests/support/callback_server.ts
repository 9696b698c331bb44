/**
 * A server's callback port that answers as a test has told it, order by order, and keeps what came byte by byte.
 *
 * @module
 */
import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { decodeGbk } from "../../lib/protocol/gbk.ts";
import { PacketFramer } from "../../lib/protocol/framing.ts";
import { until } from "./until.ts";

/** A callback that has come. */
export interface Arrived {
  readonly chargeId: string;
  /** Everything up to the packet's end and whatever came with it. */
  readonly text: string;
  readonly atMs: number;
}

/** Answers one callback. */
export type Answer = (socket: Socket) => void | Promise<void>;

const PACKET_BYTES_MAX = 16 * 1024;

/** Says something in pieces, each in its own segment, and ends. */
export function say(...pieces: string[]): Answer {
  return async (socket) => {
    for (const piece of pieces) {
      await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
      // Another turn of the loop, so that the pieces are not read as one.
      await new Promise<void>((resolve) => setTimeout(resolve, 5));
    }
    socket.end();
  };
}

/** Says nothing and keeps the connection. */
export const hang: Answer = () => {};
/** Closes without an answer. */
export const hangUp: Answer = (socket) => void socket.end();
/** Resets the connection. */
export const reset: Answer = (socket) => void socket.resetAndDestroy();

/** The callback port at work. */
export class CallbackServer implements AsyncDisposable {
  /** Everything that has come, in its order. */
  readonly arrived: Arrived[] = [];
  readonly #answers = new Map<string, Answer[]>();
  readonly #sockets = new Set<Socket>();
  #server: Server;
  #port = 0;

  private constructor(private readonly host: string) {
    this.#server = this.#make();
  }

  /** Opens a port, a free one where 0 is given. */
  static async open(port = 0, host = "127.0.0.1"): Promise<CallbackServer> {
    const opened = new CallbackServer(host);
    await opened.#listen(port);
    return opened;
  }

  get port(): number {
    return this.#port;
  }

  /** How the next callbacks of an order are answered, one after the other; after them, and without any, with `OK`. */
  answer(chargeId: string, ...answers: Answer[]): void {
    this.#answers.set(chargeId, answers);
  }

  /** What has come for an order. */
  of(chargeId: string): Arrived[] {
    return this.arrived.filter((one) => one.chargeId === chargeId);
  }

  /** Resolves with the `count`-th callback of an order. */
  async nth(chargeId: string, count = 1): Promise<Arrived> {
    return await until(
      `callback ${count} of ${chargeId}`,
      () => this.of(chargeId)[count - 1] ?? null,
    );
  }

  /** Closes the port: connections are refused until {@linkcode CallbackServer.reopen}. */
  async refuse(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Opens the port again. */
  async reopen(): Promise<void> {
    this.#server = this.#make();
    await this.#listen(this.#port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.refuse();
  }

  #make(): Server {
    return createServer({ allowHalfOpen: true }, (socket) => this.#take(socket));
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen(port, this.host);
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new TypeError("not a TCP port");
    this.#port = address.port;
  }

  #take(socket: Socket): void {
    const framer = new PacketFramer(PACKET_BYTES_MAX);
    const chunks: Uint8Array[] = [];
    let found = false;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // A peer that was killed resets; that it comes again is what the tests look at.
    socket.on("error", () => {});
    socket.on("end", () => {
      if (found) socket.end();
      else socket.destroy();
    });
    socket.on("data", (chunk) => {
      const bytes = new Uint8Array(chunk);
      chunks.push(bytes);
      const framed = framer.push(bytes);
      if (found || framed.kind !== "packet") return;
      found = true;
      const id = framed.object.get("chargeId");
      const chargeId = id?.kind === "string" ? id.value : id?.text ?? "";
      const text = chunks.map((part) => decodeGbk(part) ?? "?").join("");
      this.arrived.push({ chargeId, text, atMs: Date.now() });
      void (this.#answers.get(chargeId)?.shift() ?? say("OK"))(socket);
    });
  }
}
