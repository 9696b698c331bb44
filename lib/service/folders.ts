/**
 * Where a service may live, and which folders it writes to.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import type { Config } from "../config.ts";
import { keyFileOf } from "../store_path.ts";

/** Folders that the unit's own protection closes or empties. */
const CLOSED = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"] as const;

/** The folder that keeps a service from reaching a path; `null` where none does. */
export function closedFolder(path: string): string | null {
  return CLOSED.find((folder) => path === folder || path.startsWith(`${folder}/`)) ?? null;
}

/** The folders that a configuration has the service write to, none of them inside another. */
export function writableFolders(config: Config, folder: string): string[] {
  // The store lies beside its key; of one at a service, the key alone lies here.
  const files = [keyFileOf(config.store.path), config.log.file];
  for (const channel of config.channels.values()) {
    if (channel.type === "simulate") files.push(channel.journal);
  }
  const folders = files.filter((file) => file !== null)
    .map((file) => dirname(resolve(folder, file)));
  if (config.backup.everyMs !== null) folders.push(resolve(folder, config.backup.folder));
  const all = [...new Set(folders)].toSorted();
  return all.filter((one) => !all.some((other) => one.startsWith(`${other}/`)));
}

/** A path as the system in `root` sees it; `null` where it lies outside. */
export function insideRoot(root: string | null, path: string): string | null {
  if (root === null) return path;
  return path.startsWith(`${root}/`) ? path.slice(root.length) : null;
}
