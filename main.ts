/**
 * czdock: which command.
 *
 * @module
 */
import { checkCommand } from "./lib/config/check_command.ts";
import { initCommand } from "./lib/config/init_command.ts";
import { passwdCommand } from "./lib/config/passwd_command.ts";
import { platformCommand } from "./lib/platform/platform_command.ts";
import { schemaCommand } from "./lib/config/schema_command.ts";
import { sendCommand } from "./lib/platform/send_command.ts";
import { EXIT, say } from "./lib/exit.ts";
import { auditCommand } from "./lib/wiring/audit_command.ts";
import { doctorCommand } from "./lib/wiring/doctor_command.ts";
import { exportCommand } from "./lib/wiring/export_command.ts";
import { importCommand } from "./lib/wiring/import_command.ts";
import { ordersCommand } from "./lib/wiring/orders_command.ts";
import { restoredCommand } from "./lib/wiring/restored_command.ts";
import { READER_GONE_EXIT, ReaderGone } from "./lib/wiring/output.ts";
import { serveCommand } from "./lib/wiring/serve.ts";
import { serviceCommand } from "./lib/wiring/service_command.ts";
import { terminal } from "./lib/wiring/terminal.ts";
import { tryCommand } from "./lib/wiring/try_command.ts";
import { connect, machine } from "./lib/wiring/world.ts";
import { webServer } from "./web/serve.ts";
import denoJson from "./deno.json" with { type: "json" };

/** Where compiling wrote the commit; a checkout has none. */
const built: { readonly version: string; readonly commit?: string } = denoJson;

/** As `--version` says it. */
export const VERSION: string = built.commit === undefined
  ? built.version
  : `${built.version} (${built.commit})`;

const USAGE: readonly string[] = [
  `czdock ${VERSION}  充值平台外围对接模块 the docking module of a top-up platform`,
  "",
  "  czdock [serve]    运行 run",
  "  czdock init       生成 config.yaml make a config.yaml",
  "  czdock check      检查配置 check the configuration",
  "  czdock schema     打印配置的 JSON Schema,供编辑器使用 print the configuration's JSON schema, for editors",
  "  czdock doctor     检查机器和网络 examine the machine and the network",
  "  czdock service    装成系统服务 install it as a service of the system",
  "  czdock send       扮演服务器发一单 play the server once",
  "  czdock platform   扮演服务器试跑、压测 play the server for a trial or a load test",
  "  czdock orders     查询、结算、重推定单 list, show, settle, push orders",
  "  czdock export     导出定单库 the store as NDJSON",
  "  czdock import     导入 take an export in",
  "  czdock audit      核对定单库和各方账本 check the store, and the books of server and suppliers",
  "  czdock restored   恢复备份之后 after a restore",
  "  czdock try        试一个通道:会发出怎样的请求 try a channel: the request it would make",
  "  czdock passwd     算出网页用户密码的散列 hash a password for the page",
  "",
  "  --version, --help, COMMAND --help",
];

/** Runs the command that the arguments name. @returns the exit code */
export async function main(args: readonly string[]): Promise<number> {
  const [command = "serve", ...rest] = args;
  const network = { ...machine, connect };
  switch (command) {
    case "serve":
      return await serve(rest);
    case "init":
      return initCommand(rest, machine);
    case "check":
      return checkCommand(rest, machine);
    case "schema":
      return schemaCommand(rest, machine);
    case "doctor":
      return await doctorCommand(rest);
    case "service":
      return await serviceCommand(rest);
    case "send":
      return await sendCommand(rest, network);
    case "platform":
      return await platformCommand(rest, network);
    case "passwd":
      return await passwdCommand(rest, machine, terminal);
    case "orders":
      return await ordersCommand(rest);
    case "export":
      return await exportCommand(rest, VERSION);
    case "audit":
      return await auditCommand(rest, VERSION);
    case "import":
      return await importCommand(rest);
    case "try":
      return await tryCommand(rest);
    case "restored":
      return await restoredCommand(rest);
    case "--version":
    case "-V":
      return say(machine.out, [`czdock ${VERSION}`], EXIT.fine);
    case "--help":
    case "-h":
    case "help":
      return say(machine.out, USAGE, EXIT.fine);
    default:
      // `czdock --config FILE` is `czdock serve --config FILE`.
      if (command.startsWith("--config")) return await serve(args);
      return say(machine.err, [`没有命令 there is no command ${command}`, ...USAGE], EXIT.usage);
  }
}

function serve(args: readonly string[]): Promise<number> {
  const web = webServer(VERSION, machine.clock);
  return serveCommand(args, { version: VERSION, web, connect, listen: machine.listen });
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
    Deno.exit(READER_GONE_EXIT);
  }
}
