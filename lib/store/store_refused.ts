/**
 * Why a store can't be opened, in words for whoever has to mend it.
 *
 * @module
 */
import { errorText } from "../log.ts";
import { isAddress } from "../store_path.ts";

/** Why a store can't be opened: the operator's to mend. Nothing of it was changed. */
export class StoreRefused extends Error {
  override name = "StoreRefused";
}

/** Why a store can't be opened: another process has it. */
export class StoreInUse extends StoreRefused {
  override name = "StoreInUse";
}

/** Refuses the address of a service. @throws {StoreRefused} it is one */
export function refuseAddress(path: string): void {
  if (!isAddress(path)) return;
  throw new StoreRefused(
    `store.path: 这里只能用文件,不能用地址 ${path}。 Only a file can be used here, not the address ${path}.`,
  );
}

/** What went wrong while a store was opened, as what the operator is told. */
export function asStoreRefused(path: string, error: unknown): StoreRefused {
  if (error instanceof StoreRefused) return error;
  const found = errorText(error);
  if (/malformed|not a database/i.test(found)) {
    return new StoreRefused(
      `不能打开定单库 ${path}: 文件已损坏,或不是定单库,请从备份恢复 (${found})。 ` +
        `Cannot open the store: the file is damaged or is no store, restore it from a backup.`,
      { cause: error },
    );
  }
  return new StoreRefused(
    `不能打开定单库 ${path}: 请检查 store.path 及其文件夹的权限和磁盘 (${found})。 ` +
      `Cannot open the store: see to store.path, to what its folder permits, and to the disk.`,
    { cause: error },
  );
}
