/**
 * The folder of the backups: their names, and which of them are kept.
 *
 * @module
 */
import { join } from "node:path";
import { UNFINISHED } from "./export_file.ts";

const NAME = /^orders-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.ndjson\.gz$/;
/** The folder in it in which backups are restored to see whether they can be. */
export const SCRATCH = ".restoring";

/** A backup that is there. */
export interface Backup {
  readonly path: string;
  readonly atMs: number;
}

/** The path of a backup that is made now; its name sorts by time. */
export function backupPath(folder: string, atMs: number): string {
  const stamp = new Date(atMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return join(folder, `orders-${stamp}.ndjson.gz`);
}

/** The backups in a folder, the oldest first; none where it is not there. */
export async function backupsIn(folder: string): Promise<Backup[]> {
  const found: Backup[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const atMs = timeIn(name);
      if (atMs !== null) found.push({ path: join(folder, name), atMs });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort((a, b) => a.atMs - b.atMs);
}

/** Makes the folder, for its owner's eyes only, and clears away what a crash has left in it. */
export async function prepareFolder(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await removeScratch(folder);
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(UNFINISHED) && NAME.test(name.slice(0, -UNFINISHED.length))) {
      await Deno.remove(join(folder, name));
    }
  }
}

/** Clears away a backup that was restored to look at it. */
export async function removeScratch(folder: string): Promise<void> {
  try {
    await Deno.remove(join(folder, SCRATCH), { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Removes the oldest backups, so that `kept` are left. One whose name is from after `latestMs` was made before it, by a clock
 * that was wrong: it counts as the oldest, or the ones that are made now would be.
 *
 * @param latestMs when the latest backup was made
 * @returns how many were removed
 */
export async function removeOld(folder: string, kept: number, latestMs: number): Promise<number> {
  const backups = await backupsIn(folder);
  const inOrder = [
    ...backups.filter(({ atMs }) => atMs > latestMs),
    ...backups.filter(({ atMs }) => atMs <= latestMs),
  ];
  const old = inOrder.slice(0, Math.max(0, backups.length - kept));
  for (const { path } of old) await Deno.remove(path);
  return old.length;
}

function timeIn(name: string): number | null {
  const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
  if (year === undefined) return null;
  return Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
}
