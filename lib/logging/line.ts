/**
 * An event as one line, for people or for programs. One event is always one line: no text that came from outside can
 * begin a second one, move the cursor, or turn the writing direction.
 *
 * @module
 */
import type { LogConfig } from "../config.ts";
import type { LogFields, LogLevel } from "../log.ts";
import type { PlainValue } from "./field_value.ts";
import { plainRecord } from "./field_value.ts";

/** One thing that happened. */
export interface LogEvent {
  /** When, in milliseconds since 1970-01-01 UTC. */
  readonly atMs: number;
  /** How grave it is. */
  readonly level: LogLevel;
  /** The part of the program that says so, such as `intake`. */
  readonly module: string;
  /** The constant sentence. */
  readonly event: string;
  /** What varies; secrets and sizes are seen to when the line is written. */
  readonly fields: LogFields;
}

/** Writes an event as one line, without the line's end. */
export type LineWriter = (event: LogEvent) => string;

/** Characters that are not seen but do something: controls, format and direction marks, line ends, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** A text that can stand in a text line without quotes. */
const BARE = /^[^\s"'=\\]+$/;

/** The line writer of a format. */
export function lineWriter(format: LogConfig["format"]): LineWriter {
  return format === "json" ? jsonLine : textLine;
}

/**
 * One JSON object: `ts` in ISO 8601 UTC, `level`, `module`, `event`, and `fields` where there are any.
 *
 * @example
 * ```json
 * {"ts":"2026-01-02T03:04:05.006Z","level":"info","module":"intake","event":"listening","fields":{"port":60000}}
 * ```
 */
export function jsonLine(event: LogEvent): string {
  const fields = plainRecord(Object.entries(event.fields));
  return quoted({
    ts: new Date(event.atMs).toISOString(),
    level: event.level,
    module: event.module,
    event: event.event,
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  });
}

/**
 * Local time, level, module, event, and `name=value` for each field; a value with spaces or quotes is quoted as in
 * JSON, and so are objects.
 *
 * @example
 * ```text
 * 2026-01-02T11:04:05.006+08:00 INFO  intake: listening host=0.0.0.0 port=60000
 * ```
 */
export function textLine(event: LogEvent, said: string = saidOf(event)): string {
  const level = event.level.toUpperCase().padEnd(5);
  return `${escapeInvisible(`${localTime(event.atMs)} ${level} ${event.module}:`)} ${said}`;
}

/** The event and its fields, as they stand in a text line. */
export function saidOf(event: LogEvent): string {
  let line = escapeInvisible(event.event);
  for (const [name, value] of Object.entries(plainRecord(Object.entries(event.fields)))) {
    line += ` ${bareOrQuoted(name)}=${bareOrQuoted(value)}`;
  }
  return line;
}

function bareOrQuoted(value: PlainValue): string {
  if (typeof value !== "string") return quoted(value);
  return BARE.test(value) && value.search(INVISIBLE) < 0 ? value : quoted(value);
}

/** JSON in which nothing is invisible: such characters only stand inside its strings, where `\uXXXX` is right. */
function quoted(value: PlainValue): string {
  return escapeInvisible(JSON.stringify(value));
}

function escapeInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => {
    let escaped = "";
    for (let unit = 0; unit < character.length; unit++) {
      escaped += "\\u" + character.charCodeAt(unit).toString(16).padStart(4, "0");
    }
    return escaped;
  });
}

/** ISO 8601 with milliseconds in the machine's time zone: `2026-01-02T11:04:05.006+08:00`. */
function localTime(atMs: number): string {
  const offsetMinutes = -new Date(atMs).getTimezoneOffset();
  const wallClock = new Date(atMs + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const sign = offsetMinutes < 0 ? "-" : "+";
  const hours = Math.floor(Math.abs(offsetMinutes) / 60);
  const minutes = Math.abs(offsetMinutes) % 60;
  return `${wallClock}${sign}${twoDigits(hours)}:${twoDigits(minutes)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
