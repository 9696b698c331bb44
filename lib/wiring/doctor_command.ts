/**
 * `czdock doctor`: looks at the machine and the configuration, and says what may go wrong. It changes nothing.
 *
 * @module
 */
import { hostPort, metAt } from "../addresses.ts";
import { formatWarning } from "../config/fault.ts";
import { CONFIG_FLAG_USAGE, readConfigFlags } from "../config/flags.ts";
import type { Config } from "../config.ts";
import { examine } from "../doctor/examine.ts";
import type { Finding } from "../doctor/finding.ts";
import { fail, findingLine, ok, warn } from "../doctor/finding.ts";
import { EXIT, say } from "../exit.ts";
import { errorText } from "../log.ts";
import { holderOf } from "../store/lock.ts";
import { isAddress } from "../store_path.ts";
import { configAtHand } from "./config_at_hand.ts";
import { enterConfigFolder } from "./config_folder.ts";
import { doctorWorld } from "./doctor_world.ts";
import { machine } from "./world.ts";

/** What `doctor --help` prints. */
const DOCTOR_USAGE: readonly string[] = [
  "czdock doctor [--config FILE]",
  "",
  "检查这台机器和配置:时钟、磁盘、描述符、端口、文件权限、服务器的回调端口、页面的开放范围。",
  "每项一行:ok、warn 或 FAIL。只看不改;对服务器只连接,不发送任何内容。",
  "Looks at this machine and the configuration: clock, disk, descriptors, ports, file modes, the servers' callback",
  "ports, who can get at the page. One line each; changes nothing, and sends nothing to servers.",
  "",
  ...CONFIG_FLAG_USAGE,
  "",
  "退出码 exit code: 0 没有 FAIL none failed, 1 有 FAIL some failed, 2 没有配置或用法不对 no configuration or wrong usage",
];

const INSTANCE = "运行 running";
const CONFIG = "配置 config";
/** How long the running program may take to say how it is, in milliseconds. */
const HEALTH_WITHIN_MS = 3000;

/** Runs `czdock doctor`. @returns the exit code: 0, 1 where something failed, 2 for wrong usage or no configuration */
export async function doctorCommand(args: readonly string[]): Promise<number> {
  const flags = readConfigFlags(args);
  if (flags.kind === "help") return say(machine.out, DOCTOR_USAGE, EXIT.fine);
  if (flags.kind === "wrong") {
    return say(machine.err, [flags.problem, "", ...DOCTOR_USAGE], EXIT.usage);
  }
  const at = configAtHand(flags.file, machine);
  if ("lines" in at) return say(machine.err, at.lines, EXIT.usage);
  const { file, config, warnings, secretFiles } = at;
  enterConfigFolder(file);
  let failed = false;
  const tell = (finding: Finding) => {
    machine.out(findingLine(finding));
    failed ||= finding.level === "fail";
  };
  for (const warning of warnings) tell(warn(CONFIG, formatWarning(warning)));
  tell(ok(CONFIG, file));
  const instance = await examineInstance(config);
  tell(instance.finding);
  const configuration = [file, ...secretFiles];
  const patient = { config, configuration, running: instance.running };
  for await (const finding of examine(doctorWorld, patient)) tell(finding);
  return failed ? EXIT.failed : EXIT.fine;
}

/** Whether a czdock has the store open, and how it says it is. */
async function examineInstance(
  { store: { path }, web }: Config,
): Promise<{ running: boolean; finding: Finding }> {
  let holder: ReturnType<typeof holderOf>;
  try {
    // A store at a service has no lock on this machine: only the page can be asked.
    holder = isAddress(path) ? "unknown" : holderOf(`${path}.lock`);
  } catch (error) {
    const finding = warn(INSTANCE, `无法得知 cannot be told: ${errorText(error)}`);
    return { running: false, finding };
  }
  const health = holder === null ? null : await healthOf(web);
  if (health === null || (health.status === "silent" && isAddress(path))) {
    return { running: false, finding: ok(INSTANCE, "没有在运行 it does not run") };
  }
  const who = holder === null || holder === "unknown"
    ? ""
    : `进程 process ${holder.pid}, ${holder.since}, `;
  const level = { ok, degraded: warn, down: fail, silent: fail }[health.status];
  return { running: true, finding: level(INSTANCE, `${who}${health.text}`) };
}

/** What the page says of the program; `silent` where it says nothing. */
interface PageHealth {
  readonly status: "ok" | "degraded" | "down" | "silent";
  readonly text: string;
}

async function healthOf({ host, port }: Config["web"]): Promise<PageHealth> {
  try {
    const signal = AbortSignal.timeout(HEALTH_WITHIN_MS);
    const response = await fetch(`http://${hostPort(metAt(host), port)}/healthz`, { signal });
    const { status } = await response.json();
    const known = status === "ok" || status === "degraded" ? status : "down";
    return { status: known, text: `healthz ${status}` };
  } catch (error) {
    const text = `页面不回答 the page does not answer: ${errorText(error)}`;
    return { status: "silent", text };
  }
}
