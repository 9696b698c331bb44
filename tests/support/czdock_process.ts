/**
 * The real program as a child process: the checkout's source, or, where `CZDOCK_EXECUTABLE` names one, that executable.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { deadline } from "./until.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** How long a start may take on a busy machine, in milliseconds. */
const START_MS_MAX = 20_000;
/** How long a command that ends by itself may take, in milliseconds. */
const COMMAND_MS_MAX = 60_000;
/** How long a stop may take: what CONTRACT promises, in milliseconds. */
const STOP_MS_MAX = 10_000;

/** How a child is started. */
export interface ChildOptions {
  /** Its working directory. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another entry than `main.ts`, below the checkout; it can't be had of an executable. */
  readonly entry?: string;
  /** An executable; by default the one that `CZDOCK_EXECUTABLE` names. */
  readonly executable?: string;
  /** A program with its arguments that runs it and then is out of the way: signals must reach czdock itself. */
  readonly under?: readonly string[];
  /** Whose process it is; by default the tests' own. */
  readonly uid?: number;
  readonly gid?: number;
}

/** What a command that ends by itself came to. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function command(
  args: readonly string[],
  { cwd, env = {}, entry, executable: own, under = [], uid, gid }: ChildOptions,
  signal?: AbortSignal,
): Deno.Command {
  const executable = own ??
    (entry === undefined ? Deno.env.get("CZDOCK_EXECUTABLE") : undefined);
  const source = [
    "run",
    "--no-prompt",
    "--allow-all",
    `--config=${ROOT}deno.json`,
    `${ROOT}${entry ?? "main.ts"}`,
  ];
  const whole = [
    ...under,
    ...(executable === undefined ? [Deno.execPath(), ...source] : [executable]),
    ...args,
  ];
  return new Deno.Command(whole[0] ?? "", {
    args: whole.slice(1),
    cwd,
    env,
    uid,
    gid,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  });
}

/** Runs a command of czdock that ends by itself, and ends it where it does not. */
export async function runCzdock(
  args: readonly string[],
  options: ChildOptions,
  endsWithinMs: number = COMMAND_MS_MAX,
): Promise<Ended> {
  const tooLong = AbortSignal.timeout(endsWithinMs);
  const { code, stdout, stderr } = await command(args, options, tooLong).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** Runs a command whose output nobody reads: its reader is gone before it writes. */
export async function runCzdockUnread(
  args: readonly string[],
  options: ChildOptions,
): Promise<Omit<Ended, "out">> {
  const child = command(args, options, AbortSignal.timeout(COMMAND_MS_MAX)).spawn();
  await child.stdout.cancel();
  const [{ code }, err] = await Promise.all([child.status, new Response(child.stderr).text()]);
  return { code, err };
}

/** `czdock serve` at work. */
export class CzdockProcess {
  /** Everything it has written so far. */
  out = "";
  err = "";
  readonly ended: Promise<Deno.CommandStatus>;
  readonly #child: Deno.ChildProcess;
  readonly #watchers = new Set<() => void>();

  constructor(options: ChildOptions, args: readonly string[] = ["serve"]) {
    this.#child = command(args, options).spawn();
    const out = this.#read(this.#child.stdout, (text) => this.out += text);
    const err = this.#read(this.#child.stderr, (text) => this.err += text);
    this.ended = Promise.all([this.#child.status, out, err]).then(([status]) => status);
    this.ended.then(() => this.#tell());
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Resolves at its "started" line. @throws {Error} it ended before that, or took too long */
  async started(): Promise<this> {
    const before = this.ended.then(({ code }) => {
      throw new Error(`czdock ended with ${code} before it started:\n${this.out}\n${this.err}`);
    });
    // Its end later on is no failure of the start.
    before.catch(() => {});
    await deadline(
      Promise.race([this.saw(/ started |"started"/), before]),
      START_MS_MAX,
      () => `czdock did not start:\n${this.out}\n${this.err}`,
    );
    return this;
  }

  /** Resolves once it has taken up what the process before left, too. */
  async loaded(): Promise<this> {
    await this.started();
    const loaded = this.saw(/backlog loaded/);
    await deadline(loaded, START_MS_MAX, () => `the backlog was not loaded:\n${this.out}`);
    return this;
  }

  /** Resolves once what it has written to its output has the pattern. */
  saw(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!pattern.test(this.out)) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<Deno.CommandStatus> {
    this.#signal("SIGKILL");
    return await this.ended;
  }

  /** SIGTERM; resolves when it is gone, with its exit code. @throws {Error} it takes longer than it may */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    this.#signal(signal);
    const status = await deadline(this.ended, STOP_MS_MAX, () => `no stop:\n${this.out}`);
    return status.code;
  }

  /** Sends a signal that does not end it. */
  signal(signal: Deno.Signal): void {
    this.#signal(signal);
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      // It has ended by itself; `ended` says how.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #read(from: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
    for await (const text of from.pipeThrough(new TextDecoderStream())) {
      take(text);
      this.#tell();
    }
  }

  #tell(): void {
    for (const look of this.#watchers) look();
  }
}
