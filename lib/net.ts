/**
 * The network as the edges are handed it: the part of Deno's TCP that czdock uses, so that the simulated
 * world can stand in for it.
 *
 * @module
 */

/** One TCP connection. {@linkcode Deno.TcpConn} fits. */
export interface Conn {
  /** Reads into `into`; the number of bytes, or `null` once the peer has ended its side. */
  read(into: Uint8Array): Promise<number | null>;
  /** Writes some of `bytes`; the number written. */
  write(bytes: Uint8Array): Promise<number>;
  /** Ends our side; the peer reads an end of file after what was written. */
  closeWrite(): Promise<void>;
  /** Ends both sides at once; pending reads and writes fail. */
  close(): void;
}

/** A connection that a peer opened. */
export interface PeerConn extends Conn {
  readonly remoteAddr: { readonly hostname: string; readonly port: number };
}

/** Takes connections. {@linkcode Deno.TcpListener} fits. */
export interface Listener {
  readonly addr: { readonly hostname: string; readonly port: number };
  accept(): Promise<PeerConn>;
  close(): void;
}

/** Where a connection goes. */
export interface Target {
  readonly hostname: string;
  readonly port: number;
}

/** Opens a connection; rejects when it can't, or when `signal` aborts first. */
export type Connect = (target: Target, signal: AbortSignal) => Promise<Conn>;

/** Writes all of `bytes`, however many writes the system makes of it. */
export async function writeAll(conn: Conn, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += await conn.write(done === 0 ? bytes : bytes.subarray(done));
  }
}

/** Ends both sides of a connection that may have ended before: by its deadline, or by the peer's reset. */
export function closeQuietly(conn: Pick<Conn, "close"> | null): void {
  try {
    conn?.close();
  } catch {
    // Closed is all we want.
  }
}

/** Where a connection goes, and whether over TLS. */
export interface DialTarget extends Target {
  /** The certificates, in PEM, that are trusted besides the usual ones; `null` for none. */
  readonly tls: { readonly ca: string | null } | null;
}

/**
 * Opens a connection on which nothing of ours is sent before it is handed over: over TLS, the handshake is done and the
 * peer's certificate checked. Rejects when it can't, or when `signal` aborts first.
 */
export type Dial = (target: DialTarget, signal: AbortSignal) => Promise<Conn>;
