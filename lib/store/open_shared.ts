/**
 * Opening a store that several instances reach: a Deno KV Connect service, or, for trials and tests, a local file.
 *
 * Whoever opens it may read; nobody may write before he leads (`leadership.ts`), but for what is written here once.
 *
 * @module
 */
import { dirname } from "node:path";
import { errorText } from "../log.ts";
import { isAddress, keyFileOf } from "../store_path.ts";
import { keyOfNewStore, keyOfStore } from "./key_file.ts";
import { KEY_ID_KEY } from "./keys.ts";
import type { KeyPart, Kv } from "./kv.ts";
import { denoKv } from "./kv.ts";
import type { StoreLock } from "./lock.ts";
import type { OpenStore } from "./open.ts";
import { exists, ownerOnly } from "./files.ts";
import { checkFormat, lockOrRefuse } from "./open.ts";
import { asStoreRefused, StoreRefused } from "./store_refused.ts";
import { SecretBox } from "./secrets.ts";

/**
 * Opens a store that others may have open too. Deno takes the service's token from `DENO_KV_ACCESS_TOKEN`.
 *
 * @param path the address of a service, or a file
 * @throws {StoreRefused} it can't be reached or is of another format, another process has the file alone, or this machine
 * has another key than the one that the store is written with
 */
export async function openSharedStore(path: string, now: Date): Promise<OpenStore> {
  if (Deno.build.os !== "windows") Deno.umask(0o077);
  const isFile = !isAddress(path);
  let lock: StoreLock | null = null;
  let file: Deno.Kv | null = null;
  try {
    if (isFile) {
      Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      lock = lockOrRefuse(path, { pid: Deno.pid, since: now.toISOString() }, "shared");
    }
    const mayBeNew = !isFile || !exists(path);
    file = await Deno.openKv(path);
    const kv = denoKv(file);
    if (isFile) { for (const suffix of ["", "-wal", "-shm"]) ownerOnly(path + suffix); }
    const secrets = await readSharedKey(kv, keyFileOf(path), mayBeNew);
    await checkFormat(kv, path);
    const opened = { file, lock };
    return {
      kv,
      secrets,
      close() {
        opened.file.close();
        opened.lock?.release();
      },
    };
  } catch (error) {
    file?.close();
    lock?.release();
    if (isFile || error instanceof StoreRefused) throw asStoreRefused(path, error);
    throw new StoreRefused(
      `不能连接定单库 ${path} (${errorText(error)})。 Cannot reach the store.`,
      { cause: error },
    );
  }
}

/** A store that nobody has written yet gets a key; for any other this machine must have its key already. */
async function readSharedKey(kv: Kv, keyPath: string, mayBeNew: boolean): Promise<SecretBox> {
  const { value } = await kv.get(KEY_ID_KEY);
  Deno.mkdirSync(dirname(keyPath), { recursive: true, mode: 0o700 });
  const isNew = mayBeNew && value === null;
  const secrets = new SecretBox(isNew ? keyOfNewStore(keyPath) : keyOfStore(keyPath));
  ownerOnly(keyPath);
  await checkKeyId(kv, secrets.keyId, keyPath);
  return secrets;
}

/** Machines with different keys would neither know each other's repeated orders nor read their passwords. */
async function checkKeyId(kv: Kv, keyId: string, keyPath: string): Promise<void> {
  const { value, versionstamp } = await kv.get(KEY_ID_KEY);
  if (value === keyId) return;
  const key = [...KEY_ID_KEY] as KeyPart[];
  if (value === null) {
    const written = await kv.atomic().check({ key, versionstamp }).set(key, keyId).commit();
    if (written.ok) return;
    return await checkKeyId(kv, keyId, keyPath);
  }
  throw new StoreRefused(
    `密钥文件 ${keyPath} 与定单库的不同:请从第一台机器复制。 ` +
      `The key file is not the store's: copy it from the first machine.`,
  );
}
