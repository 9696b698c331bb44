/**
 * Which channels are paused, over a restart.
 *
 * @module
 */
import type { Pause } from "../status.ts";
import type { Kv } from "./kv.ts";
import { below, StoreDown } from "./kv.ts";
import { errorText } from "../log.ts";

/** The prefix of the pauses; see `keys.ts`. */
const PAUSE = "pause";

/** The pauses that are in force. */
export class PauseBook {
  constructor(private readonly kv: Kv, private readonly pauses: Map<string, Pause>) {}

  /** By channel. */
  all(): ReadonlyMap<string, Pause> {
    return this.pauses;
  }

  /** Writes a pause down, or with `null` its end. @returns whether the store took it */
  async set(channel: string, pause: Pause | null): Promise<boolean> {
    const key = [PAUSE, channel];
    const atomic = this.kv.atomic();
    const write = pause === null ? atomic.delete(key) : atomic.set(key, { ...pause });
    try {
      if (!(await write.commit()).ok) return false;
    } catch {
      return false;
    }
    if (pause === null) this.pauses.delete(channel);
    else this.pauses.set(channel, pause);
    return true;
  }
}

/**
 * Reads the pauses. Before any order is given to a channel: a paused one must not take a single one.
 *
 * @throws {StoreDown} the store can't be read
 */
export async function openPauses(kv: Kv): Promise<PauseBook> {
  const pauses = new Map<string, Pause>();
  try {
    for await (const { key, value } of kv.list(below([PAUSE]))) {
      const pause = readPause(value);
      if (pause !== null) pauses.set(String(key[1]), pause);
    }
  } catch (error) {
    throw new StoreDown(errorText(error), { cause: error });
  }
  return new PauseBook(kv, pauses);
}

function readPause(value: unknown): Pause | null {
  if (typeof value !== "object" || value === null) return null;
  const { by, atMs, reason }: { by?: unknown; atMs?: unknown; reason?: unknown } = value;
  // One that can't be read is one all the same: nobody has let the channel go on.
  return {
    by: typeof by === "string" ? by : "?",
    atMs: typeof atMs === "number" ? atMs : 0,
    reason: typeof reason === "string" ? reason : "",
  };
}
