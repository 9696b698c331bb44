/**
 * How the running program is watched, and what an administrator changes of it while it runs.
 *
 * @module
 */
import type { ActiveAlarm } from "./alarm.ts";
import type { LogLevels } from "./log.ts";

/** What the page and the API are handed for it. */
export interface Operations {
  /** From which level on events are written to the log now. */
  logLevels(): LogLevels;
  /** Changes it, until the next start or reload. */
  setLogLevels(levels: LogLevels): void;
  /** The alarms that are raised now, the oldest first. */
  alarms(): readonly ActiveAlarm[];
  /** Ends the program as a signal does. */
  stop(by: string): void;
}
