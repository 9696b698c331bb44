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
/** Bits of a mode by which somebody else than the owner may change the file. */
const CHANGE = 0o022;

/** What of a file's mode is too much, and what takes it away. */
interface Allowance {
  readonly tooMuch: number;
  readonly remedy: string;
}

/** A service reads its configuration by its group. */
const CONFIGURATION: Allowance = { tooMuch: 0o026, remedy: "chmod g-w,o-rwx" };
/** A store is its owner's alone. */
const STORE: Allowance = { tooMuch: 0o076, remedy: "chmod go-rwx" };

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
    ...configuration.flatMap((path) => examineFile(world, path, CONFIGURATION)),
    ...store.flatMap((path) => examineFile(world, path, STORE)),
    ...lostKey(world, storePath),
  ];
  if (findings.length > 0) return findings;
  if (world.os === "windows") return [ok(ABOUT, "由文件夹的权限决定 the folder's rights decide")];
  return [ok(ABOUT, "密钥和定单只有应看的人能看 only those who should can read keys and orders")];
}

function examineFile(world: DoctorWorld, path: string, allowance: Allowance): Finding[] {
  let mode: number | null;
  try {
    mode = world.see(path)?.mode ?? null;
  } catch (error) {
    return [warn(ABOUT, `${path}: 看不了 cannot be looked at: ${errorText(error)}`)];
  }
  if (mode === null) return [];
  const tooMuch = mode & allowance.tooMuch;
  if (tooMuch === 0) return [];
  const shown = (mode & 0o777).toString(8).padStart(3, "0");
  const can = (tooMuch & CHANGE) === 0
    ? "其他人可读 others can read it"
    : "其他人可改 others can change it";
  return [warn(ABOUT, `${path}: ${shown}, ${can}: ${allowance.remedy}`)];
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
