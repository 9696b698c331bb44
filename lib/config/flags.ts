/**
 * The one flag of the commands that only need to know the configuration's path.
 *
 * @module
 */

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
