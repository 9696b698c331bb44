/**
 * Bytes about the whole store, whether the program runs or not.
 *
 * @module
 */
import type { Config } from "../config.ts";
import type { Flags } from "../console/flags.ts";
import { exists } from "../store/files.ts";
import type { OpenStore } from "../store/open.ts";
import { openStore } from "../store/open.ts";
import { StoreInUse } from "../store/store_refused.ts";
import { apiOf, CannotDo } from "./command.ts";
import { isShared } from "./shared_store.ts";
import { machine } from "./world.ts";

/** Bytes, read as they are taken. */
export type Bytes = AsyncIterable<Uint8Array<ArrayBuffer>>;

/** Where they come from. */
export interface StoreBytes {
  readonly bytes: Bytes;
  close(): void;
}

/**
 * The store itself where nothing runs, else the running program.
 *
 * @param path of the running program's API
 * @param read of the store itself
 * @throws {CannotDo} there is no store
 */
export async function storeBytes(
  config: Config,
  flags: Flags,
  path: string,
  read: (store: OpenStore) => Bytes,
): Promise<StoreBytes> {
  const { path: file } = config.store;
  const running = () => ({ bytes: apiOf(config, flags).bytes(path), close() {} });
  // Whether another instance has it can't be told without asking one.
  if (isShared(file, machine.env)) return running();
  if (!exists(file)) throw new CannotDo(`没有定单库 there is no store: ${file}`);
  let store: OpenStore;
  try {
    store = await openStore(file, new Date(machine.clock.nowMs()));
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error;
    return running();
  }
  return { bytes: read(store), close: () => store.close() };
}
