/**
 * Runs another program once: its input handed in, its output read, and ended with all its children when it takes too long.
 *
 * @module
 */
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { joined } from "../bytes.ts";
import type { Clock } from "../clock.ts";
import { errorText } from "../log.ts";

/** Bytes of output that are read; more is no answer. */
export const OUTPUT_BYTES_MAX = 65_536;
/** Bytes of the error output that are kept, the last ones. */
const ERRORS_BYTES_MAX = 2048;

/** What to run. */
export interface Program {
  /** The program and its arguments; no shell reads them. */
  readonly argv: readonly string[];
  /** The folder it runs in; `null` is ours. */
  readonly cwd: string | null;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What it reads from its standard input. */
  readonly input: string;
  readonly timeoutMs: number;
}

/** How it ended. */
export type ProgramEnd =
  /** It never ran, for certain. */
  | { readonly kind: "notStarted"; readonly reason: string }
  | {
    readonly kind: "exited";
    /** `null` when a signal ended it. */
    readonly code: number | null;
    readonly output: string;
    readonly errors: string;
  }
  /** Ended by us, with its children; what it had done by then nobody knows. */
  | { readonly kind: "timedOut" | "tooLong"; readonly errors: string };

/** Runs a program to its end. Never rejects. */
export type RunProgram = (program: Program) => Promise<ProgramEnd>;

/** Makes a {@linkcode RunProgram} of this machine. */
export function programRunner(clock: Clock): RunProgram {
  return (program) => new Promise((resolve) => run(program, clock, resolve));
}

function run(
  { argv, cwd, env, input, timeoutMs }: Program,
  clock: Clock,
  resolve: (end: ProgramEnd) => void,
): void {
  const [file = "", ...args] = argv;
  let child: ChildProcess;
  const notStarted = (error: unknown) => resolve({ kind: "notStarted", reason: errorText(error) });
  try {
    // A group of its own, so that its children can be ended with it.
    child = spawn(file, args, { cwd: cwd ?? undefined, env, detached: true });
  } catch (error) {
    return notStarted(error);
  }
  child.once("error", (error) => {
    if (child.pid === undefined) notStarted(error);
  });
  if (child.pid === undefined) return;
  const output = new LastBytes(OUTPUT_BYTES_MAX), errors = new LastBytes(ERRORS_BYTES_MAX);
  let ended: "timedOut" | "tooLong" | null = null;
  const end = (why: "timedOut" | "tooLong") => {
    ended ??= why;
    killGroup(child);
    // Whoever has left the group still holds them open, and may for ever.
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  const cancel = clock.after(timeoutMs, () => end("timedOut"));
  child.stdout?.on("data", (bytes: Uint8Array) => {
    output.add(bytes);
    if (output.bytes > OUTPUT_BYTES_MAX) end("tooLong");
  });
  child.stderr?.on("data", (bytes: Uint8Array) => errors.add(bytes));
  // A program that reads nothing closes its input; that is its own affair.
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  child.once("close", (code) => {
    cancel();
    // What it left running in its group would go on unseen.
    killGroup(child);
    if (ended !== null) return resolve({ kind: ended, errors: errors.text() });
    resolve({ kind: "exited", code, output: output.text(), errors: errors.text() });
  });
}

/** Ends a program and all its children. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    if (Deno.build.os === "windows") Deno.kill(pid, "SIGKILL");
    else Deno.kill(-pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

/** The last bytes of a stream. */
class LastBytes {
  bytes = 0;
  #pieces: Uint8Array[] = [];

  constructor(private readonly bytesMax: number) {}

  add(piece: Uint8Array): void {
    this.bytes += piece.length;
    this.#pieces.push(piece);
    if (this.#pieces.length > 64) this.#pieces = [this.#all()];
  }

  text(): string {
    return new TextDecoder().decode(this.#all());
  }

  #all(): Uint8Array {
    const all = joined(this.#pieces);
    return all.subarray(Math.max(0, all.length - this.bytesMax - 1));
  }
}
