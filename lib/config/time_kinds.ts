/**
 * The kinds of single values that say when and how often: spans of the day, rates, time zones.
 *
 * @module
 */
import type { DaySpan } from "../config.ts";
import { nearest } from "./nearest.ts";
import { scalar } from "./scalar.ts";
import type { Kind } from "./schema.ts";

/** A span of the day: `08:00-22:30`; `22:00-06:00` goes over midnight. */
export const daySpan: Kind<DaySpan> = scalar(
  {
    name: "span",
    form: /^\d{1,2}:\d{2} ?- ?\d{1,2}:\d{2}$/,
    expected: { zh: '一天中的一段,如 "08:00-22:30"', en: 'a span of the day, as "08:00-22:30"' },
  },
  { parse: parseSpan, standIn: { fromMinute: 0, toMinute: 1440 } },
);

function parseSpan(text: string): DaySpan | undefined {
  const [, from = "", to = ""] = /^(\d{1,2}:\d{2}) ?- ?(\d{1,2}:\d{2})$/.exec(text) ?? [];
  const fromMinute = minuteOf(from), toMinute = minuteOf(to);
  if (fromMinute === undefined || toMinute === undefined) return undefined;
  if (fromMinute === 1440 || toMinute === 0 || fromMinute === toMinute) return undefined;
  return { fromMinute, toMinute };
}

/** Minutes since midnight; `24:00` is the day's end. */
function minuteOf(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= 1440 ? minutes : undefined;
}

const PERIODS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
/** How often, at most, in any of the periods. */
const RATE_COUNT_MAX = 100_000;

/** So many in a second, a minute or an hour: `10/s`. */
export const rate: Kind<{ readonly count: number; readonly perMs: number }> = scalar(
  {
    name: "rate",
    form: /^\d{1,6}\/[smh]$/,
    expected: {
      zh: ` 1–${RATE_COUNT_MAX} 每 s、m 或 h,如 10/s`,
      en: `1–${RATE_COUNT_MAX} per s, m or h, as 10/s`,
    },
  },
  {
    parse: (text) => {
      const [, count, period = ""] = /^(\d{1,6})\/([smh])$/.exec(text) ?? [];
      const perMs = PERIODS[period];
      const number = Number(count);
      return perMs === undefined || number < 1 || number > RATE_COUNT_MAX
        ? undefined
        : { count: number, perMs };
    },
    standIn: { count: NaN, perMs: NaN },
  },
);

/** Zones that are often meant, for suggestions. */
const ZONES = ["Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "UTC"];

/** Begins with a letter: there are offsets too, such as `+08:00`, which no other tool takes for a zone. */
const ZONE_NAME = /^[A-Za-z][\w+\-/]{0,63}$/;

/** A time zone by its name. */
export const timezone: Kind<string> = scalar(
  {
    name: "timezone",
    form: ZONE_NAME,
    expected: {
      zh: "时区的名字,如 Asia/Shanghai",
      en: "the name of a time zone, as Asia/Shanghai",
    },
  },
  {
    parse: (text) => {
      if (!ZONE_NAME.test(text)) return undefined;
      try {
        new Intl.DateTimeFormat("en-US", { timeZone: text });
        return text;
      } catch {
        return undefined;
      }
    },
    standIn: "UTC",
    suggest: (text) => nearest(text, ZONES),
  },
);
