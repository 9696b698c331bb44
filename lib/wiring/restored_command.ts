/**
 * `czdock restored`: whether the store came from a backup, and the operator's word that new orders may be executed.
 *
 * @module
 */
import { EXIT, say } from "../exit.ts";
import { apiOf, runCommand } from "./command.ts";
import { machine } from "./world.ts";

const USAGE: readonly string[] = [
  "czdock restored [--go-on] [--config FILE] [--token TOKEN]",
  "",
  "从备份恢复之后:新定单是否还保留待核实(问运行中的 czdock)。",
  "After a restore: whether new orders are still kept in review (asks the running czdock).",
  "",
  "  --go-on         确认备份之后的定单不会再来:从现在起执行新定单",
  "                  no order from after the backup will come again: execute new orders from now on",
  "  --token TOKEN   web.tokens 中的令牌,--go-on 需要 admin 权限,也可用环境变量 CZDOCK_TOKEN",
  "                  a token of web.tokens, with the right admin for --go-on; or the variable CZDOCK_TOKEN",
];

/** Runs `czdock restored`. @returns the exit code */
export function restoredCommand(args: readonly string[]): Promise<number> {
  return runCommand(args, {
    usage: USAGE,
    flags: { "go-on": "switch", token: "text" },
    restMax: 0,
    async run({ flags, config }) {
      const api = apiOf(config, flags);
      const found = flags.isOn("go-on")
        ? await api.json("POST", "/api/restored/go-on")
        : await api.json("GET", "/api/restored");
      return say(machine.out, told(found), EXIT.fine);
    },
  });
}

function told(found: unknown): string[] {
  const { newOrders, backupAt }: { newOrders?: unknown; backupAt?: unknown } = Object(found);
  if (newOrders !== "held") return ["新定单照常执行 new orders are executed"];
  return [
    `定单库从备份 ${backupAt} 恢复,新定单保留待核实 the store came from a backup, new orders are kept in review`,
  ];
}
