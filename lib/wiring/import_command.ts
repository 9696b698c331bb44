/**
 * `czdock import`: takes an export into the store. Nothing in it goes on by itself, unless the operator says that it may.
 *
 * @module
 */
import { readExportFile } from "../backup/export_file.ts";
import { EXIT, say } from "../exit.ts";
import { exists } from "../store/files.ts";
import type { Imported, ImportPlan } from "../store/import.ts";
import { checkImport, importStore } from "../store/import.ts";
import type { OpenStore } from "../store/open.ts";
import { keyFileOf } from "../store_path.ts";
import type { ExportSummary } from "../store/read_export.ts";
import { readExport } from "../store/read_export.ts";
import { Writer } from "../store/writer.ts";
import { Zone } from "../zone.ts";
import { CannotDo, runCommand } from "./command.ts";
import { endAtOnce, leadOrStandBy, openServedStore } from "./shared_store.ts";
import { machine } from "./world.ts";

const USAGE: readonly string[] = [
  "czdock import FILE [--moved] [--without-key] [--keep-existing] [--config FILE]",
  "",
  "把 czdock export 或自动备份的文件导入定单库;czdock 不能在运行。导入的定单不会自行执行或推送。",
  "Takes a file of czdock export, or a scheduled backup, into the store; czdock must not run.",
  "No order of it is executed or pushed without your word.",
  "",
  "  --moved           搬家:原来的 czdock 停下之后才导出,并且再也不会启动;定单照原样继续",
  "                    the other czdock was stopped before the export and never starts again: orders go on",
  "  --without-key     没有原库的 .key 文件:卡密和代理密码丢弃",
  "                    without the other store's .key file: card and agent passwords are dropped",
  "  --keep-existing   同号而不同的定单,保留库里的",
  "                    where the store has another order under an id, keep that one",
];

/** Orders under whose id the store has another one, that are named. */
const NAMED_MAX = 20;

/** Runs `czdock import`. @returns the exit code */
export function importCommand(args: readonly string[]): Promise<number> {
  return runCommand(args, {
    usage: USAGE,
    flags: { moved: "switch", "without-key": "switch", "keep-existing": "switch" },
    restMax: 1,
    async run({ flags, rest: [given], config, path: pathOf }) {
      if (given === undefined) return say(machine.err, USAGE, EXIT.usage);
      const file = pathOf(given);
      const plan: ImportPlan = {
        how: flags.isOn("moved") ? "asItWas" : "held",
        withKey: !flags.isOn("without-key"),
        keepExisting: flags.isOn("keep-existing"),
        atMs: machine.clock.nowMs(),
      };
      // Before anything is made: a damaged file, or one without its key, leaves nothing behind.
      const summary = await readExport(readExportFile(file));
      const { path } = config.store;
      checkPlan(plan, summary, path);
      const underWayMs = config.callback.timeoutMs;
      const store = await openServedStore(path, { ...machine, underWayMs, lost: endAtOnce });
      try {
        // Where several instances have it, the others stand by until this is through.
        await leadOrStandBy(store, { told: new Promise(() => {}) }, machine);
        checkKey(plan, summary, store, path);
        await checkImport(store.kv, readExportFile(file), plan);
        const zone = new Zone(config.timezone);
        const writer = new Writer(store.kv, machine.clock);
        const target = { kv: store.kv, writer, dayOf: (atMs: number) => zone.dayOf(atMs) };
        const imported = await importStore(target, readExportFile(file), plan, summary);
        return say(machine.out, told(imported, plan, summary), EXIT.fine);
      } finally {
        await store.close();
      }
    },
  });
}

function checkPlan({ how, withKey }: ImportPlan, { head }: ExportSummary, path: string): void {
  if (how === "asItWas" && head.running) {
    throw new CannotDo(
      "--moved: 导出时 czdock 还在运行,其后的事不在文件里;请先停下,再导出。 " +
        "czdock ran when this was exported, so what came after is not in it: stop it, and export again.",
    );
  }
  if (how === "asItWas" && !withKey) {
    throw new CannotDo(
      "--moved 需要原库的 .key 文件,不能与 --without-key 同用。 --moved needs the other store's .key file.",
    );
  }
  if (withKey && !exists(keyFileOf(path))) throw new CannotDo(noKey(path));
}

function checkKey(
  { withKey }: ImportPlan,
  { head }: ExportSummary,
  store: OpenStore,
  path: string,
): void {
  if (withKey && store.secrets.keyId !== head.key) throw new CannotDo(noKey(path));
}

function noKey(path: string): string {
  return `${path}.key 不是导出时的密钥文件:请先把原库的 .key 文件放到这里(0600),` +
    `实在没有再用 --without-key。 Put the other store's .key file there first, ` +
    `or use --without-key where it is lost.`;
}

function told(imported: Imported, plan: ImportPlan, { head, end }: ExportSummary): string[] {
  const { orders, gone, known, others, review, parked } = imported;
  const lines = [
    `导入 imported: ${orders} 单 orders, ${gone} 个流水号 ids (文件 the file: ${end.orders}, ${end.gone}; 已有 known: ${known})`,
  ];
  if (others.length > 0) {
    const more = others.length > NAMED_MAX ? " …" : "";
    lines.push(
      `同号而不同,保留库里的,可能已执行两次,请逐单核实:`,
      `other orders under the same id were kept, perhaps these were executed twice, look into each:`,
      `  ${others.slice(0, NAMED_MAX).join(" ")}${more} (${others.length})`,
    );
  }
  if (plan.how === "asItWas") return lines;
  return [
    ...lines,
    `${review} 单待核实(不会执行、不会到时回调),${parked} 个结果待重推:请逐单处理,见 docs/backup.md。`,
    `${review} orders wait in review and ${parked} results to be pushed by hand: see docs/backup.md.`,
    `${head.at} 之后收到的定单不在备份里,可能已经执行:新定单一律先待核实,直到 czdock restored --go-on。`,
    `Orders received after ${head.at} are not in it and may have been executed: until`,
    `czdock restored --go-on, every new order is kept in review.`,
  ];
}
