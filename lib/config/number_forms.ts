/**
 * Regular expressions for bounded numbers: a JSON schema has no other way to bound a duration or a size.
 *
 * @module
 */
import { parseDuration, UNITS_MS } from "../duration.ts";
import { parseSize, UNITS_BYTES } from "./size.ts";

/** Digits that a duration or a size may have. */
const COUNT_MAX = 999_999_999;

/** An expression for the whole numbers from `min` to `max`, both 0 or more, without anchors. */
export function integerForm(min: number, max: number): string {
  const pieces = min === 0 ? ["0"] : [];
  for (let from = Math.max(1, min); from <= max;) {
    // A block of numbers that differ in their last `free` digits and in the digit before those.
    let free = 0;
    while (from % 10 ** (free + 1) === 0 && from + 10 ** (free + 1) - 1 <= max) free++;
    const size = 10 ** free;
    const digit = Math.floor(from / size) % 10;
    const more = Math.min(9 - digit, Math.floor((max - from + 1) / size) - 1);
    const head = Math.floor(from / size / 10) || "";
    const digits = more === 0 ? `${digit}` : `[${digit}-${digit + more}]`;
    pieces.push(`${head}${digits}${free === 0 ? "" : `\\d{${free}}`}`);
    from += size * (more + 1);
  }
  return `0*(?:${pieces.join("|")})`;
}

/** An expression for the durations from `min` to `max`, without anchors. */
export function durationForm(min: string, max: string): string {
  return unitForm(UNITS_MS, parseDuration(min) ?? 0, parseDuration(max) ?? Infinity);
}

/** An expression for the sizes from `min` to `max`, without anchors. */
export function sizeForm(min: string, max: string): string {
  return unitForm(UNITS_BYTES, parseSize(min) ?? 0, parseSize(max) ?? Infinity);
}

function unitForm(units: ReadonlyMap<string, number>, min: number, max: number): string {
  return [...units].flatMap(([unit, size]) => {
    const [least, most] = [Math.ceil(min / size), Math.min(COUNT_MAX, Math.floor(max / size))];
    return least > most ? [] : [`${integerForm(least, most)}${unit}`];
  }).join("|");
}
