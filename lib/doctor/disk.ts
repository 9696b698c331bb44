/**
 * The room on the store's disk.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { errorText } from "../log.ts";
import type { Finding } from "./finding.ts";
import { fail, ok, warn } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

const ABOUT = "磁盘 disk";
const GB = 1e9;
/** A million orders are about as much. */
const ROOMY_BYTES = 1 * GB;
/** With less, a busy hour fills it. */
const TIGHT_BYTES = 0.1 * GB;

/** Looks at the disk that the store is on. */
export function examineDisk(world: DoctorWorld, storePath: string): Finding[] {
  try {
    const folder = nearestFolder(world, storePath);
    const { freeBytes, totalBytes } = world.disk(folder);
    const room = `${folder} ${gigabytes(freeBytes)} / ${gigabytes(totalBytes)} GB`;
    if (freeBytes < TIGHT_BYTES) return [fail(ABOUT, `几乎已满 nearly full: ${room}`)];
    if (freeBytes < ROOMY_BYTES) return [warn(ABOUT, `剩余不多 little is free: ${room}`)];
    return [ok(ABOUT, `剩余 free: ${room}`)];
  } catch (error) {
    return [warn(ABOUT, `无法得知 cannot be told: ${errorText(error)}`)];
  }
}

/** The store's folder, or the nearest one above it where that is still to be made. */
function nearestFolder(world: DoctorWorld, path: string): string {
  let folder = dirname(resolve(path));
  while (world.see(folder)?.isDirectory !== true && dirname(folder) !== folder) {
    folder = dirname(folder);
  }
  return folder;
}

function gigabytes(bytes: number): string {
  return (bytes / GB).toFixed(1);
}
