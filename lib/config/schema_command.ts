/**
 * `czdock schema`: prints the JSON schema of the configuration.
 *
 * @module
 */
import { EXIT } from "../exit.ts";
import type { CommandIo } from "./command_io.ts";
import { sayUsage } from "./flags.ts";
import { configSchemaText } from "./json_schema.ts";

/** The file's name that `init` looks for beside the configuration. */
export const SCHEMA_FILE = "config.schema.json";

/** What `schema --help` prints. */
const SCHEMA_USAGE: readonly string[] = [
  "czdock schema > config.schema.json",
  "",
  "打印配置的 JSON Schema。编辑器凭它补全和检查 config.yaml,第一行写:",
  "Prints the JSON schema of the configuration, by which editors complete and check config.yaml whose first line is:",
  "",
  "  # yaml-language-server: $schema=config.schema.json",
];

/** Runs `czdock schema`. @returns the exit code: 0, 2 for wrong usage */
export function schemaCommand(
  args: readonly string[],
  io: Pick<CommandIo, "out" | "err">,
): number {
  if (args.length > 0) return sayUsage(args, SCHEMA_USAGE, io);
  io.out(configSchemaText().trimEnd());
  return EXIT.fine;
}
