/**
 * What a part of the program logs with. One line an event; the event is a constant sentence, what varies goes
 * into the fields. No md5key, card password, agent password or token is ever handed to it.
 *
 * @module
 */

/** What an event says besides its sentence. */
export type LogFields = Record<string, unknown>;

/** How grave an event may be, the least grave first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
/** One of {@linkcode LOG_LEVELS}. */
export type LogLevel = typeof LOG_LEVELS[number];

/** The parts of the program that log, by the names that lines carry. */
export const LOG_MODULES = [
  "alarms",
  "audit",
  "callback",
  "engine",
  "execution",
  "intake",
  "log",
  "main",
  "store",
  "web",
] as const;
/** One of {@linkcode LOG_MODULES}. */
export type LogModule = typeof LOG_MODULES[number];

/** From which level on events are written. */
export interface LogLevels {
  /** Of every module that {@linkcode LogLevels.modules} does not name. */
  readonly level: LogLevel;
  /** Of single modules. */
  readonly modules: ReadonlyMap<LogModule, LogLevel>;
}

/** A line of the log, as the page shows it. */
export interface LogLine {
  readonly atMs: number;
  readonly level: LogLevel;
  readonly module: string;
  /** The event and its fields, secrets and sizes seen to. */
  readonly text: string;
}

/** A place to log to. A LogTape logger fits. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** A log that keeps nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * An account as a log line may show it: the first three and last four characters, the rest as one `…`.
 * Accounts of eight characters or fewer keep only their last two.
 */
export function shortAccount(account: string): string {
  const characters = [...account];
  if (characters.length === 0) return "";
  if (characters.length <= 8) return "…" + characters.slice(-2).join("");
  return characters.slice(0, 3).join("") + "…" + characters.slice(-4).join("");
}

/** What kind of thing was thrown, such as `PermissionDenied`; unlike {@linkcode errorText} it repeats no path and no content. */
export function errorName(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : "error";
}

/** What to say of something that was thrown. */
export function errorText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.name === "Error" ? thrown.message : `${thrown.name}: ${thrown.message}`;
}
