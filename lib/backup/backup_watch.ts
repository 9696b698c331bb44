/**
 * Makes a backup now and then, sees whether it can be restored, and keeps the latest ones.
 *
 * @module
 */
import type { Alarms } from "../alarm.ts";
import type { CancelTimer, Clock } from "../clock.ts";
import type { BackupConfig } from "../config.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import type { BackupFile, Backups } from "../operations.ts";
import type { HealthCheck } from "../status.ts";
import { basename } from "node:path";
import {
  type Backup,
  backupPath,
  backupsIn,
  prepareFolder,
  removeOld,
  removeScratch,
} from "./backup_folder.ts";
import type { ExportBytes } from "./export_file.ts";
import { writeExportFile } from "./export_file.ts";
import { paced, Stopped } from "./pace.ts";

/** From the start to the first backup at the earliest, in milliseconds: a start has better things to do. */
export const BACKUP_FIRST_MS = 15_000;
/** From a failed backup to the next, in milliseconds, where that is sooner than the usual time. */
export const BACKUP_RETRY_MS = 600_000;
/** Backups that are shown: who keeps more looks into the folder. */
const SHOWN_MAX = 20;

/** What the watch works with. */
export interface BackupParts {
  readonly config: BackupConfig;
  /** The whole store as it is now. */
  readonly exportAll: () => ExportBytes;
  /**
   * Restores a backup to see whether it can be, and how many orders it has. Ends soon after the signal.
   *
   * @throws it can't be restored, and why
   */
  readonly verify: (path: string, signal: AbortSignal) => Promise<{ readonly orders: number }>;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarms: Alarms;
}

/** Makes backups as long as the program runs. */
export class BackupWatch {
  readonly #stopping = new AbortController();
  #cancel: CancelTimer | null = null;
  #running: Promise<void> = Promise.resolve();
  /** Orders of the backups that this process restored on trial, by path. */
  readonly #tried = new Map<string, number>();
  #check: HealthCheck = { ok: true, message: "还没有备份 none yet" };

  constructor(private readonly parts: BackupParts) {}

  /** How the latest backup went; `null` where none are made. */
  get check(): HealthCheck | null {
    return this.parts.config.everyMs === null ? null : this.#check;
  }

  /** What is there. Never rejects. */
  async shown(): Promise<Backups> {
    const { folder, everyMs } = this.parts.config;
    try {
      const backups = await backupsIn(folder);
      const looks = backups.slice(-SHOWN_MAX).reverse().map((backup) => this.#fileOf(backup));
      // One may be removed meanwhile.
      const latest = (await Promise.allSettled(looks)).flatMap((look) =>
        look.status === "fulfilled" ? [look.value] : []
      );
      return { folder, everyMs, count: backups.length, latest };
    } catch {
      // Told at the start and by each backup that fails; whoever looks is told that there is nothing to see.
      return { folder, everyMs, count: null, latest: [] };
    }
  }

  /** Begins. The first backup is made when it is due by the latest one in the folder. */
  start(): void {
    const { everyMs } = this.parts.config;
    if (everyMs !== null) this.#running = this.#schedule(everyMs);
  }

  /** Ends; a backup under way is dropped. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancel?.();
    await this.#running;
  }

  async #fileOf({ path, atMs }: Backup): Promise<BackupFile> {
    const { size } = await Deno.stat(path);
    return { name: basename(path), atMs, bytes: size, orders: this.#tried.get(path) ?? null };
  }

  async #schedule(everyMs: number): Promise<void> {
    const { config, clock, log } = this.parts;
    const nowMs = clock.nowMs();
    let latestMs: number | null = null;
    try {
      const backups = await backupsIn(config.folder);
      // A name from the future, left by a wrong clock, counts as none.
      latestMs = backups.findLast(({ atMs }) => atMs <= nowMs)?.atMs ?? null;
    } catch (error) {
      log.error("cannot read the folder of the backups", { error: errorText(error) });
    }
    const sinceMs = latestMs === null ? everyMs : nowMs - latestMs;
    if (latestMs !== null) {
      const at = new Date(latestMs).toISOString();
      this.#check = { ok: true, message: `最近一份 the latest is of ${at}` };
    }
    this.#next(Math.max(BACKUP_FIRST_MS, everyMs - sinceMs), everyMs);
  }

  #next(delayMs: number, everyMs: number): void {
    if (this.#stopping.signal.aborted) return;
    this.#cancel = this.parts.clock.after(delayMs, () => {
      this.#running = this.#run(everyMs);
    });
  }

  async #run(everyMs: number): Promise<void> {
    const { config: { folder }, log, alarms, clock } = this.parts;
    const beganAtMs = clock.nowMs();
    try {
      const { path, orders } = await this.#make(beganAtMs);
      this.#check = { ok: true, message: `最近一份 the latest: ${path} (${orders} 单 orders)` };
      alarms.clear("backupFailed", folder);
      log.info("backup made and restored on trial", {
        path,
        orders,
        tookMs: clock.nowMs() - beganAtMs,
      });
      const leftMs = beganAtMs + everyMs - clock.nowMs();
      // The clock may have been set back meanwhile.
      this.#next(Math.min(everyMs, Math.max(0, leftMs)), everyMs);
    } catch (error) {
      if (error instanceof Stopped || this.#stopping.signal.aborted) return;
      const reason = errorText(error);
      this.#check = { ok: false, message: `备份失败 the backup failed: ${reason}` };
      alarms.raise("backupFailed", folder, {
        zh: `备份失败：${reason}`,
        en: `a backup failed: ${reason}`,
      });
      log.error("the backup failed", { folder, error: reason });
      this.#next(Math.min(everyMs, BACKUP_RETRY_MS), everyMs);
    }
  }

  /** A backup that can't be restored is not kept, and no older one is removed for it. */
  async #make(atMs: number): Promise<{ path: string; orders: number }> {
    const { config: { folder, kept }, exportAll, verify, clock } = this.parts;
    const { signal } = this.#stopping;
    await prepareFolder(folder);
    const path = backupPath(folder, atMs);
    await writeExportFile(path, paced(exportAll(), { clock, signal }));
    try {
      const { orders } = await verify(path, signal);
      this.#tried.set(path, orders);
      await removeOld(folder, kept, atMs);
      return { path, orders };
    } catch (error) {
      // Stopped in the middle of the trial, it may well be a good one.
      if (!signal.aborted) await Deno.remove(path).catch(() => {});
      throw error;
    } finally {
      await removeScratch(folder);
    }
  }
}
