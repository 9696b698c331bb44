/**
 * The times that a listing can be held to, in the configured zone.
 *
 * @module
 */
import { isDay } from "../zone.ts";
import type { Zone } from "../zone.ts";

/** From the first millisecond on, and before the second. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const DAY_AND_TIME = /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

/** The span of a name; `null` for a name that is none. */
export function spanOf(name: string, zone: Zone, nowMs: number): Span | null {
  const today = zone.dayOf(nowMs);
  const day = (offset: number) => zone.startOf(zone.dayAfter(today, offset));
  switch (name) {
    case "today":
      return { fromMs: day(0), toMs: day(1) };
    case "yesterday":
      return { fromMs: day(-1), toMs: day(0) };
    case "week":
      return { fromMs: day(-6), toMs: day(1) };
    default:
      return null;
  }
}

/**
 * The instant of a local day, or of a day and time of day; `null` for what is none.
 *
 * @param end of a day: where it starts, or where it ends
 */
export function instantIn(zone: Zone, text: string, end: "start" | "end"): number | null {
  if (isDay(text)) return zone.startOf(end === "start" ? text : zone.dayAfter(text, 1));
  const [, day, hours, minutes, seconds = "0"] = DAY_AND_TIME.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return null;
  const localMs = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  const guessMs = zone.startOf(day) + localMs;
  // On the two days of the year that are not 24 hours long, the clock shows something else by then.
  const wantedMs = Date.parse(`${day}T00:00:00Z`) + localMs;
  return guessMs + wantedMs - zone.localMs(guessMs);
}
