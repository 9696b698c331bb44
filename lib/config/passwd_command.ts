/**
 * `czdock passwd`: hashes a password for `web.users`.
 *
 * @module
 */
import { EXIT } from "../exit.ts";
import { hashPassword, PASSWORD_CHARACTERS, passwordLength, SALT_BYTES } from "../password.ts";
import type { CommandIo } from "./command_io.ts";
import { sayUsage } from "./flags.ts";

const { min, max } = PASSWORD_CHARACTERS;

/** What `passwd --help` prints. */
const PASSWD_USAGE: readonly string[] = [
  "czdock passwd",
  "",
  "算出密码的散列,写到 web.users 的 passwordHash。密码从终端读入两次(不显示),或从标准输入读一行。",
  "Hashes a password for passwordHash in web.users: asks twice on a terminal, without showing it, or reads",
  "one line from standard input.",
];

/** What `passwd` is handed besides. */
export interface PasswordSource {
  /** Whether a person types at a terminal. */
  readonly isTerminal: () => boolean;
  /** Asks at the terminal without showing what is typed; `null` when the person broke off. */
  readonly askSecret: (question: string) => Promise<string | null>;
  /** The first line of standard input, without its end. */
  readonly readLine: () => Promise<string>;
}

/** Runs `czdock passwd`. @returns the exit code: 0, 1 for a password that won't do, 2 for wrong usage */
export async function passwdCommand(
  args: readonly string[],
  io: CommandIo,
  source: PasswordSource,
): Promise<number> {
  if (args.length > 0) return sayUsage(args, PASSWD_USAGE, io);
  const typed = source.isTerminal() ? await askTwice(source) : await source.readLine();
  if (typeof typed !== "string") {
    io.err(typed.problem);
    return EXIT.failed;
  }
  const length = passwordLength(typed);
  if (length < min || length > max) {
    io.err(
      `密码应有 ${min}–${max} 个字符,实为 ${length}。 A password has ${min} to ${max} characters, not ${length}.`,
    );
    return EXIT.failed;
  }
  io.out(await hashPassword(typed, io.randomBytes(SALT_BYTES)));
  return EXIT.fine;
}

async function askTwice(source: PasswordSource): Promise<string | { problem: string }> {
  const first = await source.askSecret("密码 password: ");
  if (first === null) return { problem: "已取消。 Broken off." };
  const second = await source.askSecret("再输一次 again: ");
  if (second === null) return { problem: "已取消。 Broken off." };
  return first === second ? first : { problem: "两次输入不同。 The two differ." };
}
