/**
 * Tells one webhook of alarms: what has changed since it was last told, all of it in one message, and not more than one
 * message a minute. What comes and goes in between is not told at all.
 *
 * A webhook that takes nothing is tried a few times, then left alone for a growing while. Nothing is queued meanwhile: the
 * next message says what is so by then.
 *
 * @module
 */
import type { ActiveAlarm } from "../alarm.ts";
import { EVENT_KINDS } from "../alarm.ts";
import type { CancelTimer, Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import type { Log } from "../log.ts";
import type { AlarmBook } from "./book.ts";
import { alarmKey } from "./book.ts";
import type { AlarmNews } from "./message.ts";
import type { Posted } from "./webhook.ts";

/** How long the first change waits for company, in milliseconds. */
export const GATHER_MS = 3000;
/** From one message to the next, at least, in milliseconds. */
export const MESSAGE_EVERY_MS = 60_000;
/** How often a message is tried, and how long after a failure, in milliseconds. */
export const TRY_AGAIN_MS: readonly number[] = [5000, 15_000];
/** How long a webhook that has failed is left alone, in milliseconds; each further time twice as long, up to the most. */
export const LEAVE_ALONE_MS = { first: 120_000, max: 3_600_000 } as const;

/** What a teller works with. */
export interface TellerParts {
  /** The webhook's name, for the log. */
  readonly name: string;
  readonly book: AlarmBook;
  readonly post: (news: AlarmNews) => Promise<Posted>;
  readonly clock: Clock;
  readonly repeatMs: number;
  readonly log: Log;
}

/** Tells one webhook. */
export class Teller {
  /** What it was told of as raised, and when. */
  readonly #told = new Map<string, { atMs: number; alarm: ActiveAlarm }>();
  /** From when on nothing is told, and for how long. */
  #quiet = { sinceMs: 0, forMs: 0 };
  #failures = 0;
  #timer: CancelTimer | null = null;
  #telling = false;
  #stopped = false;

  constructor(private readonly parts: TellerParts) {}

  /** Call whenever an alarm begins or ends. */
  look(): void {
    this.#schedule();
  }

  /** Tells no more. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.();
  }

  /** Sets the timer for the next message, where there is or will be something to tell. */
  #schedule(): void {
    if (this.#stopped || this.#telling) return;
    this.#timer?.();
    this.#timer = null;
    const nowMs = this.parts.clock.nowMs();
    const dueInMs = isNews(this.#news(nowMs)) ? GATHER_MS : this.#repeatInMs(nowMs);
    if (dueInMs === Infinity) return;
    const waitMs = Math.max(0, dueInMs, this.#quietForMs(nowMs));
    this.#timer = this.parts.clock.after(waitMs, () => this.#tell());
  }

  /** A clock that was set back ends the quiet: else it would last until the time had come round again. */
  #quietForMs(nowMs: number): number {
    const { sinceMs, forMs } = this.#quiet;
    return nowMs < sinceMs ? 0 : sinceMs + forMs - nowMs;
  }

  #repeatInMs(nowMs: number): number {
    let earliestMs = Infinity;
    for (const { atMs, alarm } of this.#told.values()) {
      if (!EVENT_KINDS.has(alarm.kind)) earliestMs = Math.min(earliestMs, atMs);
    }
    return earliestMs + this.parts.repeatMs - nowMs;
  }

  /** Whether what was told of is to be told of again: after a while, or where the clock no longer says how long ago it was. */
  #isToRepeat(toldAtMs: number, nowMs: number): boolean {
    return nowMs < toldAtMs || nowMs - toldAtMs >= this.parts.repeatMs;
  }

  #news(nowMs: number): AlarmNews {
    const raised: ActiveAlarm[] = [], still: ActiveAlarm[] = [], cleared: ActiveAlarm[] = [];
    const { book } = this.parts;
    for (const alarm of book.active()) {
      const told = this.#told.get(alarmKey(alarm.kind, alarm.subject));
      // Raised, cleared and raised again since the last message: that is a new one.
      if (told === undefined || told.alarm.sinceMs !== alarm.sinceMs) raised.push(alarm);
      else if (!EVENT_KINDS.has(alarm.kind) && this.#isToRepeat(told.atMs, nowMs)) {
        still.push(alarm);
      }
    }
    for (const [key, { alarm }] of this.#told) {
      if (book.get(key) === null && !EVENT_KINDS.has(alarm.kind)) cleared.push(alarm);
    }
    return { raised, still, cleared };
  }

  async #tell(): Promise<void> {
    this.#timer = null;
    const { clock } = this.parts;
    const news = this.#news(clock.nowMs());
    if (isNews(news)) {
      this.#telling = true;
      const posted = await this.#post(news);
      this.#telling = false;
      const nowMs = clock.nowMs();
      if (posted.kind === "taken") {
        this.#failures = 0;
        this.#note(news, nowMs);
        this.#quiet = { sinceMs: nowMs, forMs: MESSAGE_EVERY_MS };
      } else {
        const { first, max } = LEAVE_ALONE_MS;
        this.#quiet = { sinceMs: nowMs, forMs: Math.min(max, first * 2 ** this.#failures++) };
      }
    }
    this.#schedule();
  }

  /** Posts a message, a few times where it is not taken; once stopped, no further time. */
  async #post(news: AlarmNews): Promise<Posted> {
    const { post, clock, log, name } = this.parts;
    for (let tries = 1;; tries++) {
      const posted = await post(news);
      if (posted.kind === "taken") return posted;
      const againMs = TRY_AGAIN_MS[tries - 1];
      if (againMs !== undefined) {
        await sleep(clock, againMs);
        // By now another teller may have told the same webhook.
        if (!this.#stopped) continue;
      }
      log.warn("alarms could not be told", { webhook: name, tries, reason: posted.reason });
      return posted;
    }
  }

  #note({ raised, still, cleared }: AlarmNews, atMs: number): void {
    for (const alarm of [...raised, ...still]) {
      this.#told.set(alarmKey(alarm.kind, alarm.subject), { atMs, alarm });
    }
    for (const { kind, subject } of cleared) this.#told.delete(alarmKey(kind, subject));
    for (const [key, { alarm }] of this.#told) {
      if (EVENT_KINDS.has(alarm.kind) && this.parts.book.get(key) === null) this.#told.delete(key);
    }
  }
}

function isNews({ raised, still, cleared }: AlarmNews): boolean {
  return raised.length + still.length + cleared.length > 0;
}
