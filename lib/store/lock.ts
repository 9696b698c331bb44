/**
 * The lock file beside the store. Deno KV aborts the process when a second one opens its file under load, so nobody
 * opens it without holding this lock.
 *
 * @module
 */

/** The lock of a store, held until the process ends or {@linkcode StoreLock.release} is called. */
export interface StoreLock {
  release(): void;
}

/** Whether others may have it too, all of them `shared`. */
export type LockKind = "alone" | "shared";

/** Who holds a lock, as the lock file says it. */
export interface LockHolder {
  readonly pid: number;
  readonly since: string;
}

/**
 * Takes the lock, or tells who has it. The operating system lets go of it when the process dies, however it dies.
 *
 * @param path of the lock file; made if need be, with mode 0600, and never deleted, for a deleted lock protects nobody
 */
export function takeLock(
  path: string,
  me: LockHolder,
  kind: LockKind = "alone",
): { kind: "locked"; lock: StoreLock } | { kind: "held"; by: LockHolder | null } {
  const file = Deno.openSync(path, { create: true, read: true, write: true, mode: 0o600 });
  if (!file.tryLockSync(kind === "alone")) {
    file.close();
    return { kind: "held", by: readHolder(path) };
  }
  if (kind === "alone") {
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(JSON.stringify(me)));
  }
  return { kind: "locked", lock: { release: () => file.close() } };
}

/**
 * Who holds the lock: `null` where nobody does, `unknown` where the file does not say who. It takes nothing and makes no file.
 *
 * @throws {Deno.errors} the file can't be opened
 */
export function holderOf(path: string): LockHolder | "unknown" | null {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  using looked = file;
  // A shared one: several that look do not see each other.
  return looked.tryLockSync(false) ? null : readHolder(path) ?? "unknown";
}

function readHolder(path: string): LockHolder | null {
  try {
    const { pid, since } = JSON.parse(Deno.readTextFileSync(path));
    return typeof pid === "number" && typeof since === "string" ? { pid, since } : null;
  } catch {
    // The holder is just writing it, or the system forbids reading a locked file (Windows).
    return null;
  }
}
