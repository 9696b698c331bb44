/**
 * The key file beside a store.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { errorText } from "../log.ts";
import { exists } from "./files.ts";
import { StoreRefused } from "./store_refused.ts";
import { KEY_BYTES } from "./secrets.ts";

/**
 * Reads the key of a store that is not there yet, and makes it where need be. Call it only under the store's lock.
 *
 * A crash while it is made leaves none or a whole one; an empty one, as another program's crash may leave it, is made anew.
 *
 * @returns {@linkcode KEY_BYTES} bytes
 * @throws {StoreRefused} what is there is no key, or can't be read
 */
export function keyOfNewStore(path: string): Uint8Array {
  const found = keyIn(path);
  return found === null || found.length === 0 ? makeKey(path) : checked(path, found);
}

/**
 * Reads the key that a store was written with.
 *
 * @returns {@linkcode KEY_BYTES} bytes
 * @throws {StoreRefused} it is missing, is none, or can't be read
 */
export function keyOfStore(path: string): Uint8Array {
  const found = keyIn(path);
  if (found === null) {
    throw new StoreRefused(
      `不能打开定单库: 缺少密钥文件 ${path},请从备份恢复。 ` +
        `Cannot open the store: its key file is missing, restore it from a backup.`,
    );
  }
  return checked(path, found);
}

function checked(path: string, found: Uint8Array): Uint8Array {
  if (found.length === KEY_BYTES) return found;
  throw new StoreRefused(
    `密钥文件 ${path} 应为 ${KEY_BYTES} 字节,实为 ${found.length},请从备份恢复。 ` +
      `The key file must have ${KEY_BYTES} bytes, restore it from a backup.`,
  );
}

function keyIn(path: string): Uint8Array | null {
  if (!exists(path)) return null;
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    throw new StoreRefused(
      `不能读取密钥文件 ${path},请检查其权限 (${errorText(error)})。 ` +
        `Cannot read the key file: see to its permissions.`,
      { cause: error },
    );
  }
}

/** On the disk before the store is made: a store without its key can't be read. */
function makeKey(path: string): Uint8Array {
  const key = new Uint8Array(randomBytes(KEY_BYTES));
  const making = `${path}.new`;
  {
    const options = { create: true, truncate: true, write: true, mode: 0o600 };
    using file = Deno.openSync(making, options);
    for (let done = 0; done < key.length;) done += file.writeSync(key.subarray(done));
    file.syncSync();
  }
  Deno.renameSync(making, path);
  // Windows opens no folders, and writes their entries by itself.
  if (Deno.build.os !== "windows") {
    using folder = Deno.openSync(dirname(path), { read: true });
    folder.syncSync();
  }
  return key;
}
