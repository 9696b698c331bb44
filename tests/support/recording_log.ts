/**
 * A log that a test reads.
 *
 * @module
 */
import type { Log, LogFields } from "../../lib/log.ts";

/** One line of a log. */
export interface LogLine {
  readonly level: keyof Log;
  readonly event: string;
  readonly fields: LogFields;
}

/** A log that keeps its lines. */
export interface RecordingLog extends Log {
  readonly lines: LogLine[];
  /** The events of a level, in their order. */
  events(level: keyof Log): string[];
}

/** Makes a log that keeps its lines. */
export function recordingLog(): RecordingLog {
  const lines: LogLine[] = [];
  const keep = (level: keyof Log) => (event: string, fields: LogFields = {}) =>
    void lines.push({ level, event, fields });
  return {
    debug: keep("debug"),
    info: keep("info"),
    warn: keep("warn"),
    error: keep("error"),
    lines,
    events: (level) => lines.filter((line) => line.level === level).map(({ event }) => event),
  };
}
