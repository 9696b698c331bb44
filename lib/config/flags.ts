/**
 * The flags of commands that have hardly any: `--config`, where they need the configuration, and `--help`.
 *
 * @module
 */
import { EXIT, say } from "../exit.ts";
import type { CommandIo } from "./command_io.ts";

/** What a usage says of `--config`. */
export const CONFIG_FLAG_USAGE: readonly string[] = [
  "  --config FILE   默认为当前目录的 config.yaml,再找程序旁边的",
  "                  default: config.yaml in the working directory, else beside the executable",
];

/** What the flags say. */
export type ConfigFlags =
  | { readonly kind: "run"; readonly file: string | null }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly problem: string };

/** Reads `--config FILE`, `--config=FILE`, `--help`; anything else is wrong. */
export function readConfigFlags(args: readonly string[]): ConfigFlags {
  let file: string | null = null;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--help" || arg === "-h") return { kind: "help" };
    if (arg !== "--config" && !arg.startsWith("--config=")) {
      return { kind: "wrong", problem: `不认识的参数 unknown argument: ${arg}` };
    }
    file = arg === "--config" ? args[++index] ?? "" : arg.slice("--config=".length);
    if (file === "") return { kind: "wrong", problem: "--config 后缺少文件 needs a file" };
  }
  return { kind: "run", file };
}

/**
 * Prints the usage of a command that takes no arguments and was given some: as its help, where that is what was asked for.
 *
 * @returns the exit code
 */
export function sayUsage(
  args: readonly string[],
  usage: readonly string[],
  io: Pick<CommandIo, "out" | "err">,
): number {
  const isHelp = args.length === 1 && (args[0] === "--help" || args[0] === "-h");
  return isHelp
    ? say((line) => io.out(line), usage, EXIT.fine)
    : say((line) => io.err(line), usage, EXIT.usage);
}
