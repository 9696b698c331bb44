/**
 * What a configuration has installed, and whether a service can live there.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import type { Config } from "../config.ts";
import { isAddress, localFileOf } from "../store_path.ts";
import { closedFolder, insideRoot, writableFolders } from "./folders.ts";
import { type Installation, ServiceFault } from "./steps.ts";
import { isPlainPath } from "./unit.ts";

/** Where Deno takes the token of a store at a service from. */
const STORE_TOKEN = "DENO_KV_ACCESS_TOKEN";

/** What is wanted. Paths are absolute, as this machine sees them. */
export interface Wanted extends Pick<Installation, "name" | "user" | "start"> {
  /** The folder that the system is in; `null` is this machine itself. */
  readonly root: string | null;
  readonly executable: string;
  /** The configuration's file, and what it says. */
  readonly file: string;
  readonly config: Config;
  /** The environment variables that it takes. */
  readonly variables: readonly string[];
  /** The files that it takes secrets from. */
  readonly secretFiles: readonly string[];
  /** The files that it reads besides. */
  readonly openFiles: readonly string[];
}

/**
 * The installation, its paths as the system in `root` sees them.
 *
 * @throws {ServiceFault} a path lies outside of `root`, or where no service can see it, or can't stand in a unit
 */
export function installation(wanted: Wanted): Installation {
  const { root, name, user, start, config } = wanted;
  const inside = (path: string) => visible(insideOf(root, path));
  const folder = inside(dirname(wanted.file));
  const { path } = config.store;
  // Whoever else reads them keeps his rights: the service only has to see them.
  wanted.openFiles.forEach(inside);
  return {
    name,
    user,
    start,
    executable: inside(wanted.executable),
    config: inside(wanted.file),
    folder,
    writable: writableFolders(config, folder).map(visible),
    storePath: resolve(folder, localFileOf(path)),
    secretFiles: wanted.secretFiles.map(inside),
    variables: isAddress(path) ? [...wanted.variables, STORE_TOKEN] : wanted.variables,
  };
}

function insideOf(root: string | null, path: string): string {
  const seen = insideRoot(root, path);
  if (seen === null) throw new ServiceFault(`${path} 不在 is not in --root ${root}`);
  return seen;
}

/** The path, where a service can have it. */
function visible(path: string): string {
  if (!isPlainPath(path)) {
    throw new ServiceFault(
      `${path}: 路径里不能有引号、$ 和反斜杠 a path can't have quotes, dollars or backslashes in it`,
    );
  }
  const closed = closedFolder(path);
  if (closed === null) return path;
  throw new ServiceFault(
    `${path}: 服务看不到 ${closed},请放到 /opt/czdock 之类的地方 ` +
      `a service can't see ${closed}; put it in a place like /opt/czdock`,
  );
}
