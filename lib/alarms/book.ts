/**
 * What is raised now. Everything that begins or ends is a line of the log; who else is told hears of each change.
 *
 * @module
 */
import type { ActiveAlarm, AlarmKind, Alarms } from "../alarm.ts";
import { EVENT_KINDS } from "../alarm.ts";
import type { CancelTimer, Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Words } from "../words.ts";

/** Alarms that are kept at once; further ones are only logged. */
export const ALARMS_MAX = 1000;
/** How long what nothing clears stays on the list, in milliseconds. */
export const EVENT_KEPT_MS = 24 * 3_600_000;

/** The alarms that are raised. */
export class AlarmBook implements Alarms {
  readonly #active = new Map<string, ActiveAlarm>();
  readonly #ends = new Map<string, CancelTimer>();
  readonly #listeners: (() => void)[] = [];

  constructor(private readonly clock: Clock, private readonly log: Log) {}

  /** Calls `listener` whenever an alarm begins or ends. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Those that are raised, the oldest first. */
  active(): readonly ActiveAlarm[] {
    return [...this.#active.values()];
  }

  /** One that is raised, by {@linkcode alarmKey}. */
  get(key: string): ActiveAlarm | null {
    return this.#active.get(key) ?? null;
  }

  raise(kind: AlarmKind, subject: string, words: Words): void {
    const key = alarmKey(kind, subject);
    const known = this.#active.get(key);
    if (known !== undefined) {
      this.#active.set(key, { ...known, words });
      return;
    }
    const { zh, en } = words;
    this.log.warn("alarm raised", { kind, subject, zh, en });
    if (this.#active.size >= ALARMS_MAX && !this.#makeRoom(kind)) return;
    this.#active.set(key, { kind, subject, words, sinceMs: this.clock.nowMs() });
    if (EVENT_KINDS.has(kind)) {
      this.#ends.set(key, this.clock.after(EVENT_KEPT_MS, () => this.clear(kind, subject)));
    }
    this.#tell();
  }

  clear(kind: AlarmKind, subject: string): void {
    const key = alarmKey(kind, subject);
    if (!this.#active.delete(key)) return;
    this.#ends.get(key)?.();
    this.#ends.delete(key);
    this.log.info("alarm cleared", { kind, subject });
    this.#tell();
  }

  /** Lets go of all timers. */
  stop(): void {
    for (const cancel of this.#ends.values()) cancel();
    this.#ends.clear();
  }

  /** What is over as soon as it was told makes room for what goes on: a thousand of them must not hide that the store is down. */
  #makeRoom(kind: AlarmKind): boolean {
    if (EVENT_KINDS.has(kind)) return false;
    const oldest = this.active().find((alarm) => EVENT_KINDS.has(alarm.kind));
    if (oldest === undefined) return false;
    this.clear(oldest.kind, oldest.subject);
    return true;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** One text that names an alarm. */
export function alarmKey(kind: AlarmKind, subject: string): string {
  return `${kind}/${subject}`;
}
