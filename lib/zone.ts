/**
 * Days and times of day in a configured time zone.
 *
 * @module
 */

/** How long an offset is known to hold: zones change theirs at whole quarters of an hour of UTC. */
const OFFSET_HOLDS_MS = 900_000;
/** Offsets that are remembered; then all are forgotten. */
const OFFSETS_MAX = 4096;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A time zone. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();
  /** The day that was asked for last, in days since 1970-01-01: nearly always the one that is asked for next. */
  #lastDay = NaN;
  #lastDayText = "";

  /**
   * @param name as the IANA names it: `Asia/Shanghai`
   * @throws {RangeError} there is no such zone
   */
  constructor(readonly name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  }

  /** The local time as if it were UTC, in milliseconds: for the parts of a date. */
  localMs(atMs: number): number {
    return atMs + this.#offsetMs(atMs);
  }

  /** The day, as `2026-11-23`. */
  dayOf(atMs: number): string {
    const day = Math.floor(this.localMs(atMs) / DAY_MS);
    if (day !== this.#lastDay) {
      this.#lastDayText = new Date(day * DAY_MS).toISOString().slice(0, 10);
      this.#lastDay = day;
    }
    return this.#lastDayText;
  }

  /** Minutes since midnight, 0 to 1439. */
  minuteOf(atMs: number): number {
    return Math.floor(modulo(this.localMs(atMs), DAY_MS) / MINUTE_MS);
  }

  /** Date and time of day, as `2026-11-23 09:30:15`. */
  textOf(atMs: number): string {
    return new Date(this.localMs(atMs)).toISOString().slice(0, 19).replace("T", " ");
  }

  /** When the day of an instant began, in milliseconds since 1970-01-01 UTC. */
  dayStartMs(atMs: number): number {
    return this.startOf(this.dayOf(atMs));
  }

  /** When a day, `2026-11-23`, begins. */
  startOf(day: string): number {
    const utcMs = Date.parse(`${day}T00:00:00Z`);
    // By the offset of the instant itself, not of the one that UTC would have.
    const guessMs = utcMs - this.#offsetMs(utcMs);
    return utcMs - this.#offsetMs(guessMs);
  }

  /** The day that begins so many days after another one, fewer than 0 for before. */
  dayAfter(day: string, days: number): string {
    return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
  }

  #offsetMs(atMs: number): number {
    const stretch = Math.floor(atMs / OFFSET_HOLDS_MS);
    const known = this.#offsets.get(stretch);
    if (known !== undefined) return known;
    if (this.#offsets.size >= OFFSETS_MAX) this.#offsets.clear();
    const offsetMs = this.#readOffset(stretch * OFFSET_HOLDS_MS);
    this.#offsets.set(stretch, offsetMs);
    return offsetMs;
  }

  #readOffset(atMs: number): number {
    const parts = this.#format.formatToParts(atMs);
    const text = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
    // `GMT`, `GMT+08:00`, in the past also `GMT+08:05:43`.
    const [, sign, hours, minutes = "0", seconds = "0"] =
      /^GMT([+-])(\d{2}):?(\d{2})?:?(\d{2})?$/.exec(text) ?? [];
    if (sign === undefined) return 0;
    const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === "-" ? -ms : ms;
  }
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** Whether a text is a day that there is, as `2026-11-23`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
}
