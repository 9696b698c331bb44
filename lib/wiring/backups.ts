/**
 * Scheduled backups of the running program's store.
 *
 * @module
 */
import { join } from "node:path";
import type { Alarms } from "../alarm.ts";
import { SCRATCH } from "../backup/backup_folder.ts";
import { BackupWatch } from "../backup/backup_watch.ts";
import { readExportFile } from "../backup/export_file.ts";
import { inPieces, paced } from "../backup/pace.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { denoKv } from "../store/kv.ts";
import { verifyExport } from "../store/verify_export.ts";
import type { Engine } from "./engine.ts";

/** Bytes of a backup that are restored between two pauses: some twenty orders. */
const RESTORE_BYTES = 16_384;

/** The backups that a running engine's configuration asks for. */
export function backupsOf(
  engine: Engine,
  parts: { version: string; clock: Clock; log: Log; alarms: Alarms },
): BackupWatch {
  const { version, clock, log, alarms } = parts;
  const config = engine.parts.config.backup;
  return new BackupWatch({
    config,
    exportAll: () => engine.exportAll(version),
    verify: (path, signal) => restoredOnTrial(path, join(config.folder, SCRATCH), clock, signal),
    clock,
    log,
    alarms,
  });
}

/** Restores a backup into a folder of its own, compares, and counts its orders. @throws it can't be restored */
async function restoredOnTrial(
  path: string,
  folder: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ orders: number }> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const scratch = denoKv(await Deno.openKv(join(folder, "orders.kv")));
  const pace = { clock, signal };
  try {
    const { end } = await verifyExport({
      scratch,
      clock,
      bytes: paced(inPieces(readExportFile(path), RESTORE_BYTES), pace),
      paced: (bytes) => paced(bytes, pace),
    });
    return { orders: end.orders };
  } finally {
    scratch.close();
  }
}
