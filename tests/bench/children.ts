/**
 * Child processes: started with their output in a file, waited for until they take connections, stopped.
 *
 * @module
 */
import { pause } from "./deadline.ts";

/** The checkout, which every child runs in. */
export const ROOT: URL = new URL("../../", import.meta.url);

/** How long a child may take to its first connection, in milliseconds. A store of millions takes its time. */
const START_WITHIN_MS = 120_000;
/** How long a child may take to end by itself, in milliseconds. */
const STOP_WITHIN_MS = 15_000;
/** Between two looks at a port that is not open yet, in milliseconds. */
const LOOK_EVERY_MS = 2;
/** What is shown of the output of a child that has died, in characters. */
const OUTPUT_SHOWN = 2000;

/** A child at work. */
export interface Child {
  readonly pid: number;
  /** When it was started, as `performance.now()` tells it. */
  readonly startedAtMs: number;
  /** Has it end by itself, and sees to it that it does. */
  stop(): Promise<void>;
  /** @throws {Error} it has died; the end of its output is in the message */
  checkAlive(): void;
}

/** Starts `deno run` with these arguments; all its output goes to `outputFile`. */
export function startDeno(args: readonly string[], outputFile: string): Child {
  return startProgram([Deno.execPath(), "run", "-A", ...args], outputFile);
}

/** What every program is started by; see {@linkcode slowDisk}. */
let tracer: readonly string[] = [];

/**
 * Has every program that is started from now on wait so many milliseconds longer for each sync of a file: a disk as slow as
 * that. Needs strace, which stops a program at its syncs only.
 */
export function slowDisk(syncMs: number): void {
  const syncs = "fsync,fdatasync";
  const delay = `inject=${syncs}:delay_enter=${syncMs * 1000}`;
  // `-D`: the program stays our child, and strace is nobody's.
  const only = ["--seccomp-bpf", "-e", `trace=${syncs}`, "-e", delay];
  tracer = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", ...only];
}

/** Starts a program; all its output goes to `outputFile`. */
export function startProgram(argv: readonly string[], outputFile: string): Child {
  const startedAtMs = performance.now();
  const process = new Deno.Command("sh", {
    // `exec`: the child is the program itself, with the id that is known here.
    args: ["-c", 'exec "$@" >"$0" 2>&1', outputFile, ...tracer, ...argv],
    cwd: ROOT,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
  }).spawn();
  let ended: Deno.CommandStatus | null = null;
  const status = process.status.then((status) => ended = status);
  return {
    pid: process.pid,
    startedAtMs,
    checkAlive() {
      if (ended === null) return;
      const output = Deno.readTextFileSync(outputFile).slice(-OUTPUT_SHOWN);
      throw new Error(`${argv.join(" ")} ended with ${ended.code}:\n${output}`);
    },
    async stop() {
      if (ended !== null) return;
      process.kill("SIGTERM");
      const timer = setTimeout(() => process.kill("SIGKILL"), STOP_WITHIN_MS);
      await status;
      clearTimeout(timer);
    },
  };
}

/**
 * Resolves once the child takes connections on a port: it has not only been connected to, it has seen our end and
 * ended its own side. Gives the milliseconds since it was started.
 */
export async function untilTaking(child: Child, port: number): Promise<number> {
  while (performance.now() - child.startedAtMs < START_WITHIN_MS) {
    child.checkAlive();
    if (await endsWithUs(port)) return performance.now() - child.startedAtMs;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`cannot go on: nothing takes connections on port ${port}`);
}

async function endsWithUs(port: number): Promise<boolean> {
  let conn: Deno.TcpConn | null = null;
  try {
    conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await conn.closeWrite();
    return await conn.read(new Uint8Array(1)) === null;
  } catch {
    return false;
  } finally {
    conn?.close();
  }
}

/** Ports below those that Linux gives to outgoing connections, so that none of these sits on one meanwhile. */
const PORTS = { min: 20_000, max: 32_000 } as const;
/** Tries for a free port, at most. */
const PORT_TRIES_MAX = 1000;

/** A port that nobody listens on. */
export function freePort(): number {
  for (let tries = 0; tries < PORT_TRIES_MAX; tries++) {
    const port = PORTS.min + Math.floor(Math.random() * (PORTS.max - PORTS.min));
    try {
      Deno.listen({ hostname: "0.0.0.0", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`cannot go on: no free port from ${PORTS.min} to ${PORTS.max}`);
}
