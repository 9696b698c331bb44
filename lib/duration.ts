/**
 * Durations as people write them: `300ms 10s 5m 72h 180d`, and `0s`.
 *
 * @module
 */

/** Milliseconds of each unit. */
export const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** Nine digits of days are still an exact number of milliseconds. */
const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;

/** Milliseconds, or `undefined` where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit] = DURATION.exec(text) ?? [];
  const unitMs = UNITS_MS.get(unit ?? "");
  return unitMs === undefined ? undefined : Number(digits) * unitMs;
}

/** The beginnings of the words that people write for units; `month` and `micro` are none of them. */
const UNIT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:ms|milli)/, "ms"],
  [/^(?:$|s)/, "s"],
  [/^m(?!o|ic)/, "m"],
  [/^h/, "h"],
  [/^d/, "d"],
];

/** What was probably meant by a text that is no duration, or `null`: `10` is `10s`, `5min` is `5m`. */
export function suggestDuration(text: string): string | null {
  const [, digits, word = ""] = /^(\d{1,9})\s*([a-z]*)$/i.exec(text) ?? [];
  const unit = UNIT_WORDS.find(([form]) => form.test(word.toLowerCase()))?.[1];
  return digits === undefined || unit === undefined ? null : `${digits}${unit}`;
}
