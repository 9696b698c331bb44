/**
 * A store that is read only once everything in it is on the disk.
 *
 * A process that is killed within a commit may leave it written and not synced. The next one would read it like any other,
 * act on it (call a supplier or a server, accept a repeated order), and a power cut could still take it back. A commit syncs
 * all that was written before it; so one is made before the first read.
 *
 * @module
 */
import { FORMAT_KEY, STORE_FORMAT } from "./keys.ts";
import type { Kv } from "./kv.ts";

/** `kv`, whose reads wait for a commit of its own, and fail where that fails; the next read tries again. */
export function syncedKv(kv: Kv): Kv {
  let syncing: Promise<void> | null = null;
  const synced = () => {
    syncing ??= sync(kv).catch((error) => {
      syncing = null;
      throw error;
    });
    return syncing;
  };
  return {
    get: (key) => synced().then(() => kv.get(key)),
    getMany: (keys) => synced().then(() => kv.getMany(keys)),
    async *list(range, options) {
      await synced();
      yield* kv.list(range, options);
    },
    atomic: () => kv.atomic(),
    close: () => kv.close(),
  };
}

/** Writes what stands there already: it is the commit that counts. */
async function sync(kv: Kv): Promise<void> {
  await kv.atomic().set([...FORMAT_KEY] as string[], STORE_FORMAT).commit();
}
