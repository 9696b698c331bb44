/**
 * A server's end of an order's connection, byte by byte.
 *
 * @module
 */
import { connect, type Socket } from "node:net";
import { decodeGbk } from "../../lib/protocol/gbk.ts";
import { deadline, WAIT_MS_MAX } from "./until.ts";

/** What came back on a connection, and how it ended. */
export interface Heard {
  readonly bytes: Uint8Array;
  /** Decoded; empty where nothing came. */
  readonly text: string;
  readonly ended: "closed" | "reset";
}

/** A connection to czdock. */
export class RawPeer {
  readonly #socket: Socket;
  readonly #chunks: Uint8Array[] = [];
  readonly #over: Promise<"closed" | "reset">;
  readonly #watchers = new Set<() => void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      this.#chunks.push(new Uint8Array(chunk));
      for (const look of this.#watchers) look();
    });
    this.#over = new Promise((resolve) => {
      socket.on("end", () => resolve("closed"));
      socket.on("error", () => resolve("reset"));
      socket.on("close", () => resolve("closed"));
    });
  }

  /**
   * Connects, from another of this machine's addresses where one is given, and to another. Our side stays open until it is
   * ended.
   */
  static async connect(
    port: number,
    localAddress?: string,
    host = "127.0.0.1",
  ): Promise<RawPeer> {
    const socket = connect({ host, port, localAddress, allowHalfOpen: true });
    await deadline(
      new Promise<void>((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("error", reject);
      }),
      WAIT_MS_MAX,
      () => "could not connect",
    );
    return new RawPeer(socket);
  }

  /** Writes, and resolves when the system has taken it. A peer that is gone is told by {@linkcode RawPeer.heard}. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  /** Everything until the other side ends. Our side stays open meanwhile, and is ended then. */
  async heard(): Promise<Heard> {
    const ended = await deadline(this.#over, WAIT_MS_MAX, () => "the connection stays open");
    this.#socket.destroy();
    return { bytes: joined(this.#chunks), text: this.textSoFar, ended };
  }

  /** What has come so far. */
  get textSoFar(): string {
    return decodeGbk(joined(this.#chunks)) ?? "";
  }

  /** Resolves once something has come. */
  somethingCame(): Promise<void> {
    if (this.#chunks.length > 0) return Promise.resolve();
    return deadline(
      new Promise<void>((resolve) => this.#watchers.add(resolve)),
      WAIT_MS_MAX,
      () => "nothing came",
    );
  }

  /** Ends our side only. */
  end(): void {
    this.#socket.end();
  }

  /** Closes without a word. */
  leave(): void {
    this.#socket.destroy();
  }

  /** Resets the connection: whatever is under way is destroyed. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }
}

/** Sends a packet, in the given pieces, and hears the answer to its end. */
export async function exchange(port: number, ...pieces: Uint8Array[]): Promise<Heard> {
  const peer = await RawPeer.connect(port);
  for (const piece of pieces) await peer.write(piece);
  return await peer.heard();
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
