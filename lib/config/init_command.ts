/**
 * `czdock init`: a configuration that runs as it stands, with a key of its own.
 *
 * @module
 */
import { EXIT, say } from "../exit.ts";
import { errorName } from "../log.ts";
import type { CommandIo } from "./command_io.ts";
import { CONFIG_FILE } from "./find.ts";
import { readConfigFlags } from "./flags.ts";
import { resolveBeside } from "./beside.ts";
import { SCHEMA_FILE } from "./schema_command.ts";
import { renderConfig } from "./example.ts";

/** What `init --help` prints. */
const INIT_USAGE: readonly string[] = [
  "czdock init [--config FILE]",
  "",
  "生成一份带注释、可直接运行的配置(随机密钥),从不覆盖已有的文件。",
  "Writes a commented configuration that runs as it stands, with a random key; it never overwrites.",
  "",
  "  --config FILE   写到哪里,默认 config.yaml  where to write it; default: config.yaml",
];

/** The file holds a key: only its owner may read it. */
const CONFIG_MODE = 0o600;
/** As many as the MD5 that the key is hashed into. */
const MD5KEY_BYTES = 16;

/** Runs `czdock init`. @returns the exit code: 0, 1 where there is a file already or it can't be written, 2 for wrong usage */
export function initCommand(args: readonly string[], io: CommandIo): number {
  const flags = readConfigFlags(args);
  if (flags.kind === "help") return say((line) => io.out(line), INIT_USAGE, EXIT.fine);
  if (flags.kind === "wrong") {
    return say((line) => io.err(line), [flags.problem, "", ...INIT_USAGE], EXIT.usage);
  }
  const file = flags.file ?? CONFIG_FILE;
  const md5key = Array.from(
    io.randomBytes(MD5KEY_BYTES),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");
  const beside = resolveBeside(file, SCHEMA_FILE);
  const schema = io.exists(beside) ? SCHEMA_FILE : null;
  const text = renderConfig({ md5key, addresses: ["127.0.0.1"], simulator: false, schema });
  try {
    if (!io.writeNewFile(file, text, CONFIG_MODE)) {
      io.err(`${file} 已存在,不会覆盖 exists already and is not overwritten`);
      return EXIT.failed;
    }
  } catch (thrown) {
    io.err(`写不了 cannot write ${file}: ${errorName(thrown)}`);
    return EXIT.failed;
  }
  io.out(`已写好 ${file},其中的 md5key 请填到服务器的设备列表`);
  io.out(`wrote ${file}; enter its md5key in the server's list of devices`);
  return EXIT.fine;
}
