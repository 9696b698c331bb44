/**
 * What every channel may be held to, whatever its type.
 *
 * @module
 */
import type { DaySpan, LimitsConfig } from "../config.ts";
import type { Money } from "../money.ts";
import { oneOrMany } from "./collection.ts";
import { integer, money } from "./number_kinds.ts";
import { type Key, type Kind, optional } from "./schema.ts";
import { daySpan, rate } from "./time_kinds.ts";

/** Submissions under way at a time, at most. */
const CONCURRENCY_MAX = 1024;
/** Far above any day's turnover, in thousandths of a yuan. */
const DAILY_CASH_MAX = 999_999_999_999n;
/** Spans of a day, at most. */
const SPANS_MAX = 24;

/** Spans of the day; one may stand alone. */
export const daySpans: Kind<readonly DaySpan[]> = oneOrMany(daySpan, { min: 1, max: SPANS_MAX });

/** The keys that every type of channel has. */
export const LIMIT_KEYS = {
  concurrency: optional(
    integer(1, CONCURRENCY_MAX),
    "同时提交几单,其余排队;不写则不限(command 为 4,http 为 16)。",
    "How many orders are being submitted at a time, the others wait; no limit when left out (command: 4, http: 16).",
  ),
  rate: optional(
    rate,
    "多久之内最多提交几单,其余排队;不写则不限。",
    "How many orders are submitted in a time, the others wait; no limit when left out.",
  ),
  dailyCount: optional(
    integer(1, 100_000_000),
    "每天最多给它几单,满了当天不再给;不写则不限。",
    "How many orders it is given a day; no limit when left out.",
  ),
  dailyCash: optional(
    money(DAILY_CASH_MAX),
    "每天最多给它多少充值金额,满了当天不再给;不写则不限。",
    "How much chargeCash it is given a day; no limit when left out.",
  ),
  hours: optional(
    daySpans,
    '营业时间,如 "08:00-22:30",可跨午夜;不写则全天。',
    'When it takes orders, such as "08:00-22:30", over midnight too; always when left out.',
  ),
  pauseAfterUnknown: optional(
    integer(1, 1000),
    "连续几单结果不明就自动暂停并告警;不写则不暂停。",
    "After so many unclear submissions in a row it is paused, with an alarm; never when left out.",
  ),
} satisfies Record<string, Key<unknown>>;

/** The values of {@linkcode LIMIT_KEYS}. */
export interface LimitValues {
  readonly concurrency?: number;
  readonly rate?: { readonly count: number; readonly perMs: number };
  readonly dailyCount?: number;
  readonly dailyCash?: Money;
  readonly hours?: LimitsConfig["hours"];
  readonly pauseAfterUnknown?: number;
}

/** The limits as the program uses them. @param concurrency where the file names none */
export function limitsOf(values: LimitValues, concurrency: number | null = null): LimitsConfig {
  return {
    concurrency: values.concurrency ?? concurrency,
    rate: values.rate ?? null,
    dailyCount: values.dailyCount ?? null,
    dailyCash: values.dailyCash ?? null,
    hours: values.hours ?? [],
    pauseAfterUnknown: values.pauseAfterUnknown ?? null,
  };
}
