/**
 * `czdock export`: the whole store as JSON lines, whether the program runs or not.
 *
 * @module
 */
import type { ExportBytes } from "../backup/export_file.ts";
import { tapped, writeExportFile } from "../backup/export_file.ts";
import { EXIT } from "../exit.ts";
import { exportStore } from "../store/export.ts";
import type { OpenStore } from "../store/open.ts";
import { readExport } from "../store/read_export.ts";
import type { ExportSummary } from "../store/read_export.ts";
import { runCommand } from "./command.ts";
import { writeAllOut } from "./output.ts";
import { storeBytes } from "./store_bytes.ts";
import { machine } from "./world.ts";

const USAGE: readonly string[] = [
  "czdock export [--out FILE] [--config FILE] [--token TOKEN]",
  "",
  "把整个定单库导出为 NDJSON:全部定单、记住的流水号;密码保持加密。运行中也可以。",
  "The whole store as NDJSON: all orders and remembered ids, passwords still encrypted. Also while czdock runs.",
  "",
  "  --out FILE      写入文件(0600),以 .gz 结尾则压缩;默认写到标准输出",
  "                  to this file (0600), compressed where it ends in .gz; default: standard output",
  "  --token TOKEN   运行中且设了令牌时需要 admin 权限,也可用环境变量 CZDOCK_TOKEN",
  "                  while czdock runs with tokens: one with the right admin, or the variable CZDOCK_TOKEN",
];

/** Runs `czdock export`. @returns the exit code */
export function exportCommand(args: readonly string[], version: string): Promise<number> {
  return runCommand(args, {
    usage: USAGE,
    flags: { out: "text", token: "text" },
    restMax: 0,
    async run({ flags, config, path }) {
      const read = (store: OpenStore) => exportOf(store, version);
      const source = await storeBytes(config, flags, "/api/export.ndjson", read);
      const out = flags.text("out");
      try {
        const { end } = await write(source.bytes, out === undefined ? null : path(out));
        machine.err(`已导出 exported: ${end.orders} 单 orders, ${end.gone} 个流水号 ids`);
        return EXIT.fine;
      } finally {
        source.close();
      }
    },
  });
}

function exportOf({ kv, secrets }: OpenStore, version: string): ExportBytes {
  return exportStore({
    kv,
    keyId: secrets.keyId,
    version,
    atMs: machine.clock.nowMs(),
    changes: null,
    unreadable: (key) =>
      machine.err(`读不了,未导出 cannot be read, not exported: ${key.join(" ")}`),
  });
}

/** Reads what it writes: one that was cut short, or that nobody could read again, is no export. */
async function write(bytes: ExportBytes, out: string | null): Promise<ExportSummary> {
  if (out === null) return await readExport(tapped(bytes, (chunk) => writeAllOut(chunk)));
  const summary = Promise.withResolvers<ExportSummary>();
  // The reader follows the writer piece by piece, and its fault is the writer's.
  await writeExportFile(out, checked(bytes, summary.resolve));
  return await summary.promise;
}

/** The bytes, of which the last are only handed on once all are known to be right. @throws {ExportRefused} they are not */
async function* checked(
  bytes: ExportBytes,
  through: (summary: ExportSummary) => void,
): ExportBytes {
  const pipe = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = pipe.writable.getWriter();
  const read = readExport(tapped(bytes, (chunk) => writer.write(chunk)))
    .then(through)
    .then(() => writer.close(), (error) => writer.abort(error));
  yield* pipe.readable;
  await read;
}
