/**
 * How the running program is watched, and what an administrator changes of it while it runs.
 *
 * @module
 */
import type { ActiveAlarm } from "./alarm.ts";
import type { LogLevels, LogLine } from "./log.ts";
import type { ConfigStatus } from "./status.ts";

/** What is in force, and what it stands on. */
export interface Settings {
  readonly startedAtMs: number;
  readonly status: ConfigStatus;
  /** The configuration in force with its defaults, as YAML; no secret. */
  readonly config: string;
  /** `bytes` is `null` where the store is no file. */
  readonly store: { readonly path: string; readonly bytes: number | null };
  readonly backups: Backups;
}

/** A backup that is there. */
export interface BackupFile {
  readonly name: string;
  readonly atMs: number;
  readonly bytes: number;
  /** Orders that it had when it was restored on trial; `null` where that was before this start, or never. */
  readonly orders: number | null;
}

/** The backups that the program makes by itself. */
export interface Backups {
  readonly folder: string;
  /** From one to the next, in milliseconds; `null` where none are made. */
  readonly everyMs: number | null;
  /** How many there are; `null` where the folder can't be read. */
  readonly count: number | null;
  /** The latest of them, the newest first. */
  readonly latest: readonly BackupFile[];
}

/** What became of a trial message. */
export interface WebhookTrial {
  /** As `alarms.webhooks` names it. */
  readonly name: string;
  /** Why it was not taken; `null` where it was. Never the address. */
  readonly refusal: string | null;
}

/** What the page and the API are handed for it. */
export interface Operations {
  /** From which level on events are written to the log now. */
  logLevels(): LogLevels;
  /** Changes it, until the next start or reload. */
  setLogLevels(levels: LogLevels): void;
  /** The alarms that are raised now, the oldest first. */
  alarms(): readonly ActiveAlarm[];
  /** Sends each webhook a message that says it is a trial. Never rejects. */
  tryWebhooks(by: string): Promise<readonly WebhookTrial[]>;
  /** Ends the program as a signal does. */
  stop(by: string): void;
  /** The program in numbers, in Prometheus' text format. */
  metrics(): string;
  /** The last lines of the log, the newest first. */
  recentLog(): readonly LogLine[];
  /** What is in force. */
  settings(): Promise<Settings>;
}
