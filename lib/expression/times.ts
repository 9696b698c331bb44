/**
 * Times in expressions, in a chosen zone.
 *
 * @module
 */
import { Zone } from "../zone.ts";

const PART = /yyyy|yy|MM|dd|HH|mm|ss|SSS|'([^']*)'|[A-Za-z]+/g;

/** What is wrong with the form of a time; `null` where it can be written. */
export function wrongTimeForm(form: string): string | null {
  for (const [part, quoted] of form.matchAll(PART)) {
    if (quoted === undefined && !PARTS.has(part)) return part;
  }
  return null;
}

/** Each part by the piece of `2026-11-23T09:30:15.123` that it is. */
const PARTS: ReadonlyMap<string, readonly [start: number, end: number]> = new Map([
  ["yyyy", [0, 4]],
  ["yy", [2, 4]],
  ["MM", [5, 7]],
  ["dd", [8, 10]],
  ["HH", [11, 13]],
  ["mm", [14, 16]],
  ["ss", [17, 19]],
  ["SSS", [20, 23]],
]);

/**
 * A time by a form such as `yyyy-MM-dd HH:mm:ss`; letters that mean themselves stand in `'…'`.
 *
 * @throws {RangeError} the form has letters that mean nothing
 */
export function formatTime(atMs: number, form: string, zone: Zone): string {
  const local = new Date(zone.localMs(atMs)).toISOString();
  return form.replaceAll(PART, (part: string, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted;
    const piece = PARTS.get(part);
    if (piece === undefined) throw new RangeError(`没有时间格式 there is no form of time ${part}`);
    return local.slice(...piece);
  });
}

/** The zone of a name. @throws {RangeError} there is none */
export function zoneOf(name: string): Zone {
  return new Zone(name);
}
