/**
 * The machine, as the commands are handed it.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { systemClock } from "../clock.ts";
import type { Connect, Dial, Listener } from "../net.ts";
import { writeAllOut } from "./output.ts";

const encoder = new TextEncoder();
/** Lines that are written to a file in one go. */
const LINES_AT_ONCE = 500;

/** Everything that a command of czdock may touch of the machine. */
export const machine = {
  clock: systemClock,
  random: Math.random,
  randomBytes: (count: number): Uint8Array => new Uint8Array(randomBytes(count)),
  out: (line: string): void => writeLine(Deno.stdout, line),
  err: (line: string): void => writeLine(Deno.stderr, line),
  env: (name: string): string | undefined => Deno.env.get(name),
  /** The folder of a compiled executable; `null` in a checkout, where the executable is Deno. */
  executableFolder: Deno.build.standalone ? dirname(Deno.execPath()) : null,
  readTextFile: (path: string): string => Deno.readTextFileSync(path),

  /** When a file was written last, in milliseconds since 1970-01-01 UTC; `null` where it can't be told. */
  writtenAtMs(path: string): number | null {
    try {
      return Deno.statSync(path).mtime?.getTime() ?? null;
    } catch {
      return null;
    }
  },

  exists(path: string): boolean {
    try {
      Deno.statSync(path);
      return true;
    } catch (error) {
      return !(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory);
    }
  },

  fileBytes(path: string): number | null {
    try {
      return Deno.statSync(path).size;
    } catch {
      return null;
    }
  },

  writeLines(path: string, lines: Iterable<string>): void {
    const file = Deno.openSync(path, { create: true, write: true, truncate: true, mode: 0o600 });
    const to = { writeSync: (bytes: Uint8Array) => file.writeSync(bytes) };
    try {
      let piece: string[] = [];
      for (const line of lines) {
        if (piece.push(line) < LINES_AT_ONCE) continue;
        writeLine(to, piece.join("\n"));
        piece = [];
      }
      if (piece.length > 0) writeLine(to, piece.join("\n"));
    } finally {
      file.close();
    }
  },

  writeNewFile(path: string, text: string, mode: number): boolean {
    try {
      Deno.writeTextFileSync(path, text, { createNew: true, mode });
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return false;
      throw error;
    }
  },

  /** Takes TCP connections. The backlog is the longest that Linux gives without being told. */
  listen: (hostname: string, port: number): Listener =>
    Deno.listen({ hostname, port, tcpBacklog: 4096 }),
};

/** Opens a TCP connection on this machine. */
export const connect: Connect = (target, signal) => Deno.connect({ ...target, signal });

/** Opens a connection on this machine, over TLS where that is asked for. */
export const dial: Dial = async ({ hostname, port, tls }, signal) => {
  const conn = await Deno.connect({ hostname, port, signal });
  if (tls === null) return conn;
  let open: { close(): void } = conn;
  const close = () => open.close();
  signal.addEventListener("abort", close);
  try {
    const caCerts = tls.ca === null ? [] : [tls.ca];
    const secure = await Deno.startTls(conn, { hostname, caCerts, alpnProtocols: ["http/1.1"] });
    open = secure;
    // Without it the handshake would come with the first write, which could then fail for want of a certificate.
    await secure.handshake();
    return secure;
  } catch (error) {
    close();
    throw error;
  } finally {
    signal.removeEventListener("abort", close);
  }
};

function writeLine(to: { writeSync(bytes: Uint8Array): number }, line: string): void {
  writeAllOut(encoder.encode(line + "\n"), to);
}
