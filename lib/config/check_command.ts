/**
 * `czdock check`: every fault of the configuration, one line each.
 *
 * @module
 */
import { EXIT, say } from "../exit.ts";
import type { CommandIo } from "./command_io.ts";
import { formatFault, formatWarning } from "./fault.ts";
import { findConfig, loadConfig } from "./find.ts";
import { CONFIG_FLAG_USAGE, readConfigFlags } from "./flags.ts";

/** What `check --help` prints. */
const CHECK_USAGE: readonly string[] = [
  "czdock check [--config FILE]",
  "",
  "检查配置,逐行列出全部错误:文件:行:列: 键: 问题。",
  "Validates the configuration and lists every fault: file:line:column: key: problem.",
  "",
  ...CONFIG_FLAG_USAGE,
  "",
  "退出码 exit code: 0 没有错误 no faults, 1 有错误 faults, 2 没有配置或用法不对 no configuration or wrong usage",
];

/** Runs `czdock check`. @returns the exit code: 0 without faults, 1 with faults, 2 without a readable configuration */
export function checkCommand(args: readonly string[], io: CommandIo): number {
  const flags = readConfigFlags(args);
  if (flags.kind === "help") return say((line) => io.out(line), CHECK_USAGE, EXIT.fine);
  if (flags.kind === "wrong") {
    return say((line) => io.err(line), [flags.problem, "", ...CHECK_USAGE], EXIT.usage);
  }
  const found = findConfig(flags.file, io);
  if (found.kind === "none") return say((line) => io.err(line), found.lines, EXIT.usage);
  const read = loadConfig(found.file, io);
  if ("unreadable" in read) return say((line) => io.err(line), [read.unreadable], EXIT.usage);
  const { warnings } = read;
  for (const warning of warnings) io.out(formatWarning(warning));
  if ("config" in read) {
    const { servers, channels, routes } = read.config;
    const zh = `${servers.length} 个服务器,${channels.size} 个通道,${routes.length} 条路由`;
    const en = `${servers.length} servers, ${channels.size} channels, ${routes.length} routes`;
    io.out(`${found.file}: 没有错误 OK (${zh} ${en}${countWarnings(warnings.length)})`);
    return EXIT.fine;
  }
  for (const fault of read.faults) io.out(formatFault(fault));
  const { length } = read.faults;
  io.out(`${found.file}: ${length} 处错误 faults${countWarnings(warnings.length)}`);
  return EXIT.failed;
}

function countWarnings(count: number): string {
  return count === 0 ? "" : `, ${count} 处提醒 warnings`;
}
