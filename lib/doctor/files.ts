/**
 * Who may read the files that hold secrets.
 *
 * @module
 */
import { dirname } from "node:path";
import { errorText } from "../log.ts";
import type { Finding } from "./finding.ts";
import { fail, ok, warn } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

const ABOUT = "文件 files";
const OTHERS_READ = 0o004;
const OTHERS_WRITE = 0o002;
const GROUP_WRITE = 0o020;

/** What has secrets in it. */
export interface SecretFiles {
  /** The configuration and the files that it takes secrets from. */
  readonly configuration: readonly string[];
  readonly storePath: string;
}

/** Looks at the files' permissions. */
export function examineFiles(
  world: DoctorWorld,
  { configuration, storePath }: SecretFiles,
): Finding[] {
  const store = ["", ".key", ".lock", "-wal", "-shm"].map((suffix) => storePath + suffix);
  const findings = [
    ...configuration.flatMap((path) => examineFile(world, path, GROUP_WRITE)),
    // What the group of a configuration may read, it may; a store is its owner's alone.
    ...store.flatMap((path) => examineFile(world, path, 0o070)),
    ...lostKey(world, storePath),
  ];
  if (findings.length > 0) return findings;
  if (world.os === "windows") return [ok(ABOUT, "由文件夹的权限决定 the folder's rights decide")];
  return [ok(ABOUT, "密钥和定单只有应看的人能看 only those who should can read keys and orders")];
}

/** @param groupMayNot what of the group's rights is too much */
function examineFile(world: DoctorWorld, path: string, groupMayNot: number): Finding[] {
  let mode: number | null;
  try {
    mode = world.see(path)?.mode ?? null;
  } catch (error) {
    return [warn(ABOUT, `${path}: 看不了 cannot be looked at: ${errorText(error)}`)];
  }
  if (mode === null) return [];
  const tooMuch = mode & (OTHERS_READ | OTHERS_WRITE | groupMayNot);
  if (tooMuch === 0) return [];
  const shown = (mode & 0o777).toString(8).padStart(3, "0");
  const can = (tooMuch & (OTHERS_WRITE | GROUP_WRITE)) === 0
    ? "其他人可读 others can read it"
    : "其他人可改 others can change it";
  return [warn(ABOUT, `${path}: ${shown}, ${can}: chmod go-rwx`)];
}

/** A store without its key can't be opened. */
function lostKey(world: DoctorWorld, storePath: string): Finding[] {
  try {
    if (world.see(storePath) === null || world.see(`${storePath}.key`) !== null) return [];
  } catch {
    return [];
  }
  const folder = dirname(storePath);
  return [fail(
    ABOUT,
    `${folder}: 定单库的密钥文件 ${storePath}.key 不见了,请从备份恢复 ` +
      `the store's key file is missing, restore it from a backup`,
  )];
}
