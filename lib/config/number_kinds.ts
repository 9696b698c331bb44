/**
 * The kinds of single values that are numbers: counts, durations, sizes, money.
 *
 * @module
 */
import { formatMoney, type Money, parseMoney } from "../money.ts";
import { parseDuration, suggestDuration } from "../duration.ts";
import { nearest } from "./nearest.ts";
import { scalar } from "./scalar.ts";
import type { Kind } from "./schema.ts";
import { parseSize, suggestSize } from "./size.ts";

/** A whole number. */
export function integer(min: number, max: number): Kind<number> {
  const expected = { zh: `整数 ${min}–${max}`, en: `an integer ${min}–${max}` };
  return scalar({ name: "integer", expected, min: `${min}`, max: `${max}` }, {
    parse: (found) => /^\d{1,15}$/.test(found) ? within(Number(found), min, max) : undefined,
    standIn: NaN,
  });
}

/** A number with decimals. */
export function decimal(min: number, max: number): Kind<number> {
  const expected = { zh: `数 ${min}–${max}`, en: `a number ${min}–${max}` };
  return scalar({ name: "decimal", expected, min: `${min}`, max: `${max}` }, {
    parse: (found) =>
      /^\d{1,9}(?:\.\d{1,6})?$/.test(found) ? within(Number(found), min, max) : undefined,
    standIn: NaN,
  });
}

/** A duration, in milliseconds; the bounds as the file would write them. */
export function duration(min: string, max: string): Kind<number> {
  const expected = { zh: `时长 ${min}–${max}`, en: `a duration ${min}–${max}` };
  return scalar({ name: "duration", expected, min, max }, {
    parse: durationWithin(min, max),
    standIn: NaN,
    suggest: suggestDuration,
  });
}

/** A duration in milliseconds, or a word for `null`. */
export function durationOr(min: string, max: string, word: string): Kind<number | null> {
  const expected = {
    zh: `时长 ${min}–${max} 或 ${word}`,
    en: `a duration ${min}–${max} or ${word}`,
  };
  const parse = durationWithin(min, max);
  return scalar<number | null>({ name: "duration", expected, min, max, choices: [word] }, {
    parse: (found) => found === word ? null : parse(found),
    standIn: NaN,
    suggest: (found) => nearest(found, [word]) ?? suggestDuration(found),
  });
}

function durationWithin(min: string, max: string): (text: string) => number | undefined {
  const [minMs, maxMs] = [parseDuration(min) ?? NaN, parseDuration(max) ?? NaN];
  return (text) => within(parseDuration(text), minMs, maxMs);
}

/** A size, in bytes; the bounds as the file would write them. */
export function size(min: string, max: string): Kind<number> {
  const [minBytes, maxBytes] = [parseSize(min) ?? NaN, parseSize(max) ?? NaN];
  const expected = { zh: `大小 ${min}–${max}`, en: `a size ${min}–${max}` };
  return scalar({ name: "size", expected, min, max }, {
    parse: (found) => within(parseSize(found), minBytes, maxBytes),
    standIn: NaN,
    suggest: suggestSize,
  });
}

/** An amount of money, 0 or more, read as it is written. */
export function money(max: Money): Kind<Money> {
  const maxText = formatMoney(max);
  const expected = {
    zh: `金额 0–${maxText} 元,最多三位小数`,
    en: `an amount 0–${maxText} with at most three decimals`,
  };
  return scalar({ name: "money", expected, min: "0", max: maxText }, {
    parse: (found) => {
      const amount = parseMoney(found);
      return amount === null || amount < 0n || amount > max ? undefined : amount;
    },
    standIn: 0n,
  });
}

function within(value: number | undefined, min: number, max: number): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}
