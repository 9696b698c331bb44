/**
 * The terminal, for what a person types.
 *
 * @module
 */
import type { PasswordSource } from "../config/passwd_command.ts";

/** Bytes of a line that are read at most. */
const LINE_BYTES_MAX = 4096;
const ENTER = [10, 13];
const BACKSPACE = [8, 127];
const BREAK_OFF = [3, 4];

/** Reads what is typed at this process's terminal. */
export const terminal: PasswordSource = {
  isTerminal: () => Deno.stdin.isTerminal(),
  async askSecret(question) {
    const encoder = new TextEncoder();
    Deno.stderr.writeSync(encoder.encode(question));
    Deno.stdin.setRaw(true);
    try {
      return await readTyped();
    } finally {
      Deno.stdin.setRaw(false);
      Deno.stderr.writeSync(encoder.encode("\n"));
    }
  },
  async readLine() {
    const bytes: number[] = [];
    for await (const chunk of Deno.stdin.readable) {
      bytes.push(...chunk);
      if (chunk.some((byte) => ENTER.includes(byte)) || bytes.length > LINE_BYTES_MAX) break;
    }
    return new TextDecoder().decode(Uint8Array.from(bytes)).split(/\r?\n/)[0] ?? "";
  },
};

/** In raw mode the keys come as they are pressed; `null` after Ctrl-C or Ctrl-D. */
async function readTyped(): Promise<string | null> {
  const typed: number[] = [];
  const buffer = new Uint8Array(256);
  for (;;) {
    const count = await Deno.stdin.read(buffer);
    if (count === null) return null;
    for (const byte of buffer.subarray(0, count)) {
      if (BREAK_OFF.includes(byte)) return null;
      if (ENTER.includes(byte)) return new TextDecoder().decode(Uint8Array.from(typed));
      if (BACKSPACE.includes(byte)) dropLast(typed);
      else if (typed.length < LINE_BYTES_MAX) typed.push(byte);
    }
  }
}

/** Takes the last character away, which may be several bytes of UTF-8. */
function dropLast(typed: number[]): void {
  while (((typed.pop() ?? 0) & 0xc0) === 0x80);
}
