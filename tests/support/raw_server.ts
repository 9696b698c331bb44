/**
 * A server that says, byte for byte, what a test wants, over TCP or TLS.
 *
 * @module
 */

/** One connection of a {@linkcode RawServer}. */
export interface RawConnection {
  /** What has come so far. */
  received(): string;
  /** Reads until the text has come; false where the peer ended first. */
  until(text: string): Promise<boolean>;
  /** Reads until so many characters have come. */
  untilLength(length: number): Promise<boolean>;
  write(text: string | Uint8Array): Promise<void>;
  close(): void;
}

const certificate = (name: string) =>
  Deno.readTextFileSync(new URL(`./certificates/${name}`, import.meta.url));

/** The certificate that vouches for the servers. */
export const AUTHORITY: string = certificate("authority.pem");

/** A server. */
export class RawServer implements AsyncDisposable {
  /** How many connections came, and what each said. */
  readonly connections: RawConnection[] = [];
  readonly #work = new Set<Promise<void>>();

  private constructor(
    private readonly listener: Deno.Listener<Deno.TcpConn | Deno.TlsConn>,
    handle: (connection: RawConnection) => Promise<void>,
  ) {
    this.#work.add(this.#run(handle));
  }

  /** Listens on a free port of this machine. */
  static start(
    handle: (connection: RawConnection) => Promise<void>,
    { tls = false } = {},
  ): RawServer {
    const at = { hostname: "127.0.0.1", port: 0 };
    const listener = tls
      ? Deno.listenTls({
        ...at,
        cert: certificate("server.pem"),
        key: certificate("server.key.pem"),
      })
      : Deno.listen(at);
    return new RawServer(listener, handle);
  }

  get port(): number {
    const { addr } = this.listener;
    return "port" in addr ? addr.port : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.listener.close();
    for (const connection of this.connections) connection.close();
    await Promise.allSettled(this.#work);
  }

  async #run(handle: (connection: RawConnection) => Promise<void>): Promise<void> {
    for (;;) {
      let conn: Deno.TcpConn | Deno.TlsConn;
      try {
        conn = await this.listener.accept();
      } catch (error) {
        // A client that refuses the certificate ends the handshake; the listener goes on.
        if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) {
          return;
        }
        continue;
      }
      const connection = connectionOver(conn);
      this.connections.push(connection);
      const work = handle(connection).catch(() => {}).finally(() => connection.close());
      this.#work.add(work);
    }
  }
}

function connectionOver(conn: Deno.TcpConn | Deno.TlsConn): RawConnection {
  let text = "";
  const into = new Uint8Array(16 * 1024);
  const readWhile = async (isShort: () => boolean): Promise<boolean> => {
    while (isShort()) {
      const count = await conn.read(into);
      if (count === null) return false;
      text += new TextDecoder("latin1").decode(into.subarray(0, count));
    }
    return true;
  };
  return {
    received: () => text,
    until: (wanted) => readWhile(() => !text.includes(wanted)),
    untilLength: (length) => readWhile(() => text.length < length),
    async write(what) {
      const bytes = typeof what === "string" ? new TextEncoder().encode(what) : what;
      for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
    },
    close() {
      try {
        conn.close();
      } catch {
        // It is closed already.
      }
    },
  };
}
