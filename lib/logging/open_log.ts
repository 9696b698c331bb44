/**
 * The program's log, through LogTape: one line an event, in the configured format, from the configured level on.
 *
 * @module
 */
import { configure, getLogger, reset } from "@logtape/logtape";
import type { LogLevel as TapeLevel, LogRecord } from "@logtape/logtape";
import type { LogConfig } from "../config.ts";
import type { Log, LogLevel, LogLevels, LogLine, LogModule } from "../log.ts";
import { LOG_LEVELS } from "../log.ts";
import type { LogEvent } from "./line.ts";
import { jsonLine, saidOf, textLine } from "./line.ts";
import { RecentLines } from "./recent_lines.ts";

/** The log of the running program. */
export interface OpenLog {
  /** A log whose lines carry the module's name, such as `intake`. */
  moduleLog(name: LogModule): Log;
  /** From which level on events are written now. */
  levels(): LogLevels;
  /** Changes from which level on events are written, at once and until the log is opened again. */
  setLevels(levels: LogLevels): void;
  /** The last lines, the newest first. */
  recent(): readonly LogLine[];
  /** Ends the log; what is logged afterwards is dropped. */
  close(): Promise<void>;
}

/** What all of the program's loggers stand under in LogTape. */
const CATEGORY = "czdock";

/**
 * Opens the log. LogTape keeps its configuration for the whole process, so one log is open at a time.
 *
 * @param write takes one line, without its end. What it throws is dropped: a full disk under the log stops no order.
 * @throws {ConfigError} when a log is open already
 */
export async function openLog(
  config: LogLevels & Pick<LogConfig, "format">,
  write: (line: string) => void,
): Promise<OpenLog> {
  const recent = new RecentLines();
  const line = (record: LogRecord): string => {
    const event = eventOf(record);
    const { atMs, level, module } = event;
    const text = saidOf(event);
    recent.add({ atMs, level, module, text });
    return config.format === "json" ? jsonLine(event) : textLine(event, text);
  };
  await configure({
    sinks: { lines: (record) => write(line(record)) },
    loggers: [
      // What is written is decided before LogTape is asked, so that it can change.
      { category: CATEGORY, sinks: ["lines"], lowestLevel: "debug" },
      // LogTape tells here of a sink that failed; the only sink there is can't carry it.
      { category: ["logtape", "meta"], lowestLevel: null },
    ],
  });
  const { level, modules } = config;
  const levels = new Levels({ level, modules });
  return {
    moduleLog: (name) => moduleLog(name, levels),
    levels: () => levels.now,
    setLevels: (now) => levels.set(now),
    recent: () => recent.newestFirst(),
    close: reset,
  };
}

/** From which level on each module's events are written. */
class Levels {
  /** A number a module, for each call looks here: the place of the least level that is written. */
  readonly #least = new Map<LogModule, { place: number }>();

  constructor(public now: LogLevels) {}

  of(name: LogModule): { readonly place: number } {
    const known = this.#least.get(name);
    if (known !== undefined) return known;
    const least = { place: this.#placeOf(name) };
    this.#least.set(name, least);
    return least;
  }

  set(now: LogLevels): void {
    this.now = now;
    for (const [name, least] of this.#least) least.place = this.#placeOf(name);
  }

  #placeOf(name: LogModule): number {
    return LOG_LEVELS.indexOf(this.now.modules.get(name) ?? this.now.level);
  }
}

function moduleLog(name: LogModule, levels: Levels): Log {
  const logger = getLogger([CATEGORY, name]);
  const least = levels.of(name);
  const at = (level: LogLevel): Log["info"] => {
    const place = LOG_LEVELS.indexOf(level);
    return (event, fields = {}) => {
      if (place >= least.place) logger[level](event, fields);
    };
  };
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

function levelOf(level: TapeLevel): LogLevel {
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
