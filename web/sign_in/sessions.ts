/**
 * Who is signed in. Sessions live in memory: a restart ends them. What the browser holds is random; kept is only its
 * digest, so that a look into memory gives no session away.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Clock } from "../../lib/clock.ts";

/** Without a request a session ends after this time, in milliseconds. */
export const SESSION_IDLE_MS = 12 * 3_600_000;
/** A session ends after this time whatever happens, in milliseconds. */
export const SESSION_MS_MAX = 7 * 24 * 3_600_000;
/** Sessions at a time; one more ends the one that was begun first. */
export const SESSIONS_MAX = 1000;
const KEY_BYTES = 32;

interface Session {
  readonly user: string;
  readonly beganAtMs: number;
  seenAtMs: number;
}

/** The sessions. */
export class Sessions {
  /** By the digest of their key, in the order they were begun. */
  readonly #sessions = new Map<string, Session>();

  /** @param randomBytes unpredictable ones */
  constructor(
    private readonly clock: Pick<Clock, "nowMs">,
    private readonly randomBytes: (count: number) => Uint8Array,
  ) {}

  /** Sessions that were begun and not ended; some may be over. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Begins a session; what the browser has to show for it. */
  begin(user: string): string {
    const key = Buffer.from(this.randomBytes(KEY_BYTES)).toString("base64url");
    const nowMs = this.clock.nowMs();
    this.#sessions.set(digestOf(key), { user, beganAtMs: nowMs, seenAtMs: nowMs });
    const [first] = this.#sessions.keys();
    if (this.#sessions.size > SESSIONS_MAX && first !== undefined) this.#sessions.delete(first);
    return key;
  }

  /** Whose session it is; `null` where there is none, or it is over. */
  user(key: string): string | null {
    const digest = digestOf(key);
    const session = this.#sessions.get(digest);
    if (session === undefined) return null;
    const nowMs = this.clock.nowMs();
    const over = nowMs - session.seenAtMs > SESSION_IDLE_MS ||
      nowMs - session.beganAtMs > SESSION_MS_MAX;
    if (over) {
      this.#sessions.delete(digest);
      return null;
    }
    session.seenAtMs = nowMs;
    return session.user;
  }

  /** Ends a session. */
  end(key: string): void {
    this.#sessions.delete(digestOf(key));
  }

  /** Ends every session of a user; how many there were. */
  endAll(user: string): number {
    let ended = 0;
    for (const [digest, session] of this.#sessions) {
      if (session.user !== user) continue;
      this.#sessions.delete(digest);
      ended++;
    }
    return ended;
  }
}

function digestOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}
