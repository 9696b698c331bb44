/**
 * The program's log, through LogTape: one line an event, in the configured format, from the configured level on.
 *
 * @module
 */
import { configure, getLogger, reset } from "@logtape/logtape";
import type { LogLevel, LogRecord } from "@logtape/logtape";
import type { LogConfig } from "../config.ts";
import type { Log } from "../log.ts";
import type { LogEvent } from "./line.ts";
import { lineWriter } from "./line.ts";

/** The log of the running program. */
export interface OpenLog {
  /** A log whose lines carry the module's name, such as `intake`. */
  moduleLog(name: string): Log;
  /** Ends the log; what is logged afterwards is dropped. */
  close(): Promise<void>;
}

/** What all of the program's loggers stand under in LogTape. */
const CATEGORY = "czdock";

const LEVELS = ["debug", "info", "warn", "error"] as const satisfies LogConfig["level"][];

/**
 * Opens the log. LogTape keeps its configuration for the whole process, so one log is open at a time.
 *
 * @param write takes one line, without its end. What it throws is dropped: a full disk under the log stops no order.
 * @throws {ConfigError} when a log is open already
 */
export async function openLog(config: LogConfig, write: (line: string) => void): Promise<OpenLog> {
  const writeLine = lineWriter(config.format);
  await configure({
    sinks: { lines: (record) => write(writeLine(eventOf(record))) },
    loggers: [
      { category: CATEGORY, sinks: ["lines"], lowestLevel: logTapeLevel(config.level) },
      // LogTape tells here of a sink that failed; the only sink there is can't carry it.
      { category: ["logtape", "meta"], lowestLevel: null },
    ],
  });
  const shown = new Set(LEVELS.slice(LEVELS.indexOf(config.level)));
  return { moduleLog: (name) => moduleLog(name, shown), close: reset };
}

/** The level can't change while the log is open, so what lies below it costs an empty call. */
function moduleLog(name: string, shown: ReadonlySet<LogConfig["level"]>): Log {
  const logger = getLogger([CATEGORY, name]);
  const at = (level: LogConfig["level"]): Log["info"] =>
    shown.has(level) ? (event, fields = {}) => logger[level](event, fields) : () => {};
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function eventOf(record: LogRecord): LogEvent {
  const { rawMessage } = record;
  return {
    atMs: record.timestamp,
    level: levelOf(record.level),
    module: record.category.slice(1).join("."),
    // The sentence as it was given: LogTape would fill `{name}` in from the fields.
    event: typeof rawMessage === "string" ? rawMessage : rawMessage.join(""),
    fields: record.properties,
  };
}

function logTapeLevel(level: LogConfig["level"]): LogLevel {
  return level === "warn" ? "warning" : level;
}

function levelOf(level: LogLevel): LogConfig["level"] {
  switch (level) {
    case "trace":
      return "debug";
    case "warning":
      return "warn";
    case "fatal":
      return "error";
    default:
      return level;
  }
}
