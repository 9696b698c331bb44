/**
 * That the orders of this store came from a backup, until the operator says that all is well.
 *
 * The backup knows nothing of what came after it. The orders in it are held one by one (`restored` in `move.ts`). Those that
 * were accepted after it are not there at all, and perhaps they were executed: a server that sends one of them again would
 * have it executed a second time. So every order that comes in meanwhile is kept in review, and none is answered 3.
 *
 * It stands in the store before the first order of a backup does, so that no crash can lose it; while it says `importing`,
 * orders are missing, and `serve` does not start.
 *
 * @module
 */
import { RESTORED_KEY } from "./keys.ts";
import type { KeyPart, Kv } from "./kv.ts";

/** What is known of a restored store. */
export interface Restored {
  /** `importing`: not all of the backup is there. */
  readonly phase: "importing" | "held";
  /** What came after this instant is not in the backup. */
  readonly backupAtMs: number;
  /** When it was imported. */
  readonly importedAtMs: number;
  /** Whether new orders are held once all is there. */
  readonly holdsNew: boolean;
}

/** Reads it; `null` where no backup was restored, or all is well since. @throws the store can't be read */
export async function readRestored(kv: Kv): Promise<Restored | null> {
  const { value } = await kv.get(RESTORED_KEY);
  if (typeof value !== "object" || value === null) return null;
  const { phase, backupAtMs = 0, importedAtMs = 0, holdsNew = true }: Partial<Restored> = value;
  return { phase: phase === "importing" ? phase : "held", backupAtMs, importedAtMs, holdsNew };
}

/** Writes it, or takes it away. @throws the store can't be written */
export async function writeRestored(kv: Kv, restored: Restored | null): Promise<void> {
  const key = [...RESTORED_KEY] as KeyPart[];
  const atomic = kv.atomic();
  if (restored === null) atomic.delete(key);
  else atomic.set(key, restored);
  await atomic.commit();
}

/** Whether new orders are held, for a program that runs. */
export class Restoration {
  #restored: Restored | null;

  /** @param restored as {@linkcode readRestored} found it when the store was opened */
  constructor(private readonly kv: Kv, restored: Restored | null) {
    this.#restored = restored;
  }

  /** `null` where new orders are executed. */
  get restored(): Restored | null {
    return this.#restored;
  }

  /** Why a new order is held; `null` where it is not. */
  reasonToHold(): string | null {
    const { backupAtMs } = this.#restored ?? {};
    if (backupAtMs === undefined) return null;
    const since = new Date(backupAtMs).toISOString();
    return `定单库从备份 ${since} 恢复,此单可能已在其后执行过`;
  }

  /**
   * The operator says that no order from after the backup will come again: new ones are executed from now on. Those in
   * review stay there. A crash before its commit leaves them held.
   *
   * @throws the store can't be written
   */
  async goOn(): Promise<void> {
    await writeRestored(this.kv, null);
    this.#restored = null;
  }
}
