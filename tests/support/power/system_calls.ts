/**
 * The system calls of a program and its threads, as strace has written them.
 *
 * @module
 */

/** What `strace` is called with, before its log's name and the program: as its child, which signals then reach. */
export const STRACE: readonly string[] = [
  "strace",
  "--daemonize",
  "--follow-forks",
  "--seccomp-bpf",
  "--decode-fds=all",
  "--strings-in-hex=all",
  "--string-limit=4194304",
  "--trace=write,writev,pwrite64,sendto,sendmsg,fsync,fdatasync,ftruncate,unlink,rename,openat",
  "--output",
];

/** Whether strace is here and may trace. */
export function straceIsHere(): boolean {
  if (Deno.build.os !== "linux") return false;
  try {
    const args = ["--follow-forks", "--seccomp-bpf", "--output=/dev/null", "true"];
    const options = { args, stdout: "null", stderr: "null" } as const;
    return new Deno.Command("strace", options).outputSync().success;
  } catch {
    return false;
  }
}

/** One call. */
export interface SystemCall {
  readonly name: string;
  /** What its descriptor is: a file's path, or as `TCP:[…]`; of a call without one, the file that it names. */
  readonly on: string;
  /** All that it writes; of `rename` the new path. */
  readonly bytes: Uint8Array;
  /** The plain words among its arguments: numbers and flags. */
  readonly words: readonly string[];
}

/** A call begins, or comes back; between the two nobody knows how far it is. */
export interface Step {
  readonly kind: "begins" | "ends";
  readonly call: SystemCall;
  /** What it came back with; a program that was killed in it never heard. */
  readonly result: number | null;
}

const WHOLE = /^(\d+) +(\w+)\((.*)\) += (-?\d+|\?)/;
const BEGINNING = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/;
const REST = /^(\d+) +<\.\.\. \w+ resumed>(.*)\) += (-?\d+|\?)/;

/** Reads a log, line by line. */
export function* stepsOf(lines: Iterable<string>): Generator<Step> {
  const begun = new Map<string, SystemCall>();
  for (const line of lines) {
    const [, thread = "", name = "", args = ""] = WHOLE.exec(line) ?? BEGINNING.exec(line) ?? [];
    if (name !== "") {
      const call = callOf(name, args);
      yield { kind: "begins", call, result: null };
      begun.set(thread, call);
    }
    const [, of = "", result] = end(line);
    const call = begun.get(of);
    if (call === undefined || result === undefined) continue;
    begun.delete(of);
    yield { kind: "ends", call, result: result === "?" ? null : Number(result) };
  }
}

function end(line: string): [line?: string, thread?: string, result?: string] {
  const [, thread, , , result] = WHOLE.exec(line) ?? [];
  if (thread !== undefined) return [line, thread, result];
  const [, ofRest, , resultOfRest] = REST.exec(line) ?? [];
  return [line, ofRest, resultOfRest];
}

const TEXT = /"((?:\\x[0-9a-f]{2})*)"(?:\.\.\.)?/g;
const DESCRIPTOR = /^\d+<(.*?)>(?=,|$)/;

function callOf(name: string, args: string): SystemCall {
  const [whole = "", descriptor] = DESCRIPTOR.exec(args) ?? [];
  const texts = [...args.matchAll(TEXT)].map(([, hex = ""]) => bytesOf(hex));
  const words = args.slice(whole.length).replaceAll(TEXT, "").split(/[^\w|]+/).filter(Boolean);
  if (descriptor !== undefined) {
    const on = descriptor.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex) => textOf(bytesOf(`\\x${hex}`)));
    return { name, on, bytes: joined(texts), words };
  }
  const [path = new Uint8Array(), ...others] = texts;
  return { name, on: textOf(path), bytes: joined(others), words };
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(
    { length: hex.length / 4 },
    (_, at) => parseInt(hex.slice(4 * at + 2, 4 * at + 4), 16),
  );
}

/** Each byte as one character. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
