/**
 * Opening the store: its folder, lock, key and file, each for the owner's eyes only.
 *
 * @module
 */
import { dirname } from "node:path";
import { keyFileOf } from "../store_path.ts";
import { exists, ownerOnly } from "./files.ts";
import { keyOfNewStore, keyOfStore } from "./key_file.ts";
import { FORMAT_KEY, STORE_FORMAT } from "./keys.ts";
import type { Kv } from "./kv.ts";
import { denoKv } from "./kv.ts";
import type { LockHolder, LockKind, StoreLock } from "./lock.ts";
import { takeLock } from "./lock.ts";
import { lookOver } from "./look_over.ts";
import { asStoreRefused, refuseAddress, StoreInUse, StoreRefused } from "./store_refused.ts";
import { SecretBox } from "./secrets.ts";

/** A store that is open. */
export interface OpenStore {
  readonly kv: Kv;
  readonly secrets: SecretBox;
  /** Closes the file and lets go of the lock. */
  close(): void;
}

/**
 * Opens a store in a local file, making it if need be. `PATH.lock` and `PATH.key` stand beside it, all with mode 0600.
 *
 * @throws {StoreRefused} another process has it, its key is missing, it is of a later format or damaged, its folder or
 * files can't be used, or it is an address
 */
export async function openStore(path: string, now: Date): Promise<OpenStore> {
  refuseAddress(path);
  try {
    return await open(path, now);
  } catch (error) {
    throw asStoreRefused(path, error);
  }
}

async function open(path: string, now: Date): Promise<OpenStore> {
  if (Deno.build.os !== "windows") Deno.umask(0o077);
  Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = lockOrRefuse(path, { pid: Deno.pid, since: now.toISOString() });
  try {
    ownerOnly(`${path}.lock`);
    const isNew = !exists(path);
    const keyPath = keyFileOf(path);
    const secrets = new SecretBox(isNew ? keyOfNewStore(keyPath) : keyOfStore(keyPath));
    ownerOnly(keyPath);
    if (!isNew) lookOver(path);
    const file = await Deno.openKv(path);
    const kv = denoKv(file);
    try {
      for (const suffix of ["", "-wal", "-shm"]) ownerOnly(path + suffix);
      await checkFormat(kv, path);
    } catch (error) {
      file.close();
      throw error;
    }
    return {
      kv,
      secrets,
      close() {
        file.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Takes a store's lock. @throws {StoreRefused} another process has it */
export function lockOrRefuse(
  path: string,
  me: LockHolder,
  kind: LockKind = "alone",
): StoreLock {
  const taken = takeLock(`${path}.lock`, me, kind);
  if (taken.kind === "locked") return taken.lock;
  const by = taken.by
    ? `进程 process ${taken.by.pid} (${taken.by.since})`
    : "另一进程 another process";
  throw new StoreInUse(
    `不能打开定单库 ${path}: 正被${by}使用。 Cannot open the store: it is in use by ${by}.`,
  );
}

/** Marks a new store with its format, and knows one of another. @throws {StoreRefused} it is of another format */
export async function checkFormat(kv: Kv, path: string): Promise<void> {
  const { value } = await kv.get(FORMAT_KEY);
  if (value === STORE_FORMAT) return;
  if (value === null) {
    await kv.atomic().set([...FORMAT_KEY] as string[], STORE_FORMAT).commit();
    return;
  }
  throw new StoreRefused(
    `定单库 ${path} 的格式是 ${value},本程序只认 ${STORE_FORMAT}。 ` +
      `The store's format is ${value}, this program reads ${STORE_FORMAT}.`,
  );
}
