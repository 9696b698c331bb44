/**
 * Scheduled backups of the running program's store.
 *
 * @module
 */
import { join } from "node:path";
import type { Alarms } from "../alarm.ts";
import { SCRATCH } from "../backup/backup_folder.ts";
import { BACKUP_PAUSE_MS, BackupWatch } from "../backup/backup_watch.ts";
import { readExportFile } from "../backup/export_file.ts";
import { paced } from "../backup/pace.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { denoKv } from "../store/kv.ts";
import { verifyExport } from "../store/verify_export.ts";
import type { Engine } from "./engine.ts";

/** After each piece of a file that is restored on trial, in milliseconds: some hundred orders, two commits. */
const RESTORE_PAUSE_MS = 20;

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
  const slow = { clock, pauseMs: RESTORE_PAUSE_MS, signal };
  try {
    const { end } = await verifyExport({
      scratch,
      clock,
      bytes: () => paced(readExportFile(path), slow),
      paced: (bytes) => paced(bytes, { ...slow, pauseMs: BACKUP_PAUSE_MS }),
    });
    return { orders: end.orders };
  } finally {
    scratch.close();
  }
}
