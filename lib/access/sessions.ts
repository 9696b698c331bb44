/**
 * Who is signed in. Sessions live in memory: a restart ends them. What the browser holds is random; kept is only its
 * digest, so that a look into memory gives no session away.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { letGoOfOldest } from "../bounded.ts";
import type { Clock } from "../clock.ts";

/** Without a request a session ends after this time, in milliseconds. */
export const SESSION_IDLE_MS = 12 * 3_600_000;
/** A session ends after this time whatever happens, in milliseconds. */
export const SESSION_MS_MAX = 7 * 24 * 3_600_000;
/** Sessions at a time; one more ends the one that was begun first. */
export const SESSIONS_MAX = 1000;
const KEY_BYTES = 32;

/** A session; what the browser has to show for it is not in it. */
export interface Session {
  /** Names it to people; it opens nothing. */
  readonly name: string;
  readonly user: string;
  /** The address that it was begun from. */
  readonly from: string;
  readonly beganAtMs: number;
  seenAtMs: number;
}

/** A session, as people may see it. */
export interface ShownSession extends Readonly<Session> {
  /** Whether it is the one that asks. */
  readonly isOwn: boolean;
}

/** Characters of a session's name. */
const NAME_CHARACTERS = 12;

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
  begin(user: string, from = "unknown"): string {
    const key = Buffer.from(this.randomBytes(KEY_BYTES)).toString("base64url");
    const nowMs = this.clock.nowMs();
    const digest = digestOf(key);
    const name = digest.slice(0, NAME_CHARACTERS);
    this.#sessions.set(digest, { name, user, from, beganAtMs: nowMs, seenAtMs: nowMs });
    letGoOfOldest(this.#sessions, SESSIONS_MAX);
    return key;
  }

  /** Whose session it is; `null` where there is none, or it is over. */
  user(key: string): string | null {
    const digest = digestOf(key);
    const session = this.#sessions.get(digest);
    if (session === undefined) return null;
    if (this.#isOver(session)) {
      this.#sessions.delete(digest);
      return null;
    }
    session.seenAtMs = this.clock.nowMs();
    return session.user;
  }

  /** The sessions of a user that are not over, or of all where `user` is `null`, the newest first. @param ownKey of whoever asks */
  list(user: string | null, ownKey: string | null): ShownSession[] {
    const own = ownKey === null ? null : digestOf(ownKey);
    return [...this.#sessions]
      .filter(([, session]) => !this.#isOver(session) && (user ?? session.user) === session.user)
      .map(([digest, session]) => ({ ...session, isOwn: digest === own }))
      .reverse();
  }

  /** Ends the session of that name where it is the user's, or anybody's where `user` is `null`; whose it was. */
  endNamed(name: string, user: string | null): string | null {
    for (const [digest, session] of this.#sessions) {
      if (session.name !== name || (user ?? session.user) !== session.user) continue;
      this.#sessions.delete(digest);
      return session.user;
    }
    return null;
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

  /** Set back by more than that, the clock does not tell any more how long it has been. */
  #isOver({ seenAtMs, beganAtMs }: Session): boolean {
    const nowMs = this.clock.nowMs();
    return Math.abs(nowMs - seenAtMs) > SESSION_IDLE_MS ||
      Math.abs(nowMs - beganAtMs) > SESSION_MS_MAX;
  }
}

function digestOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}
