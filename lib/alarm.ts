/**
 * What somebody has to know of at once. Whoever finds it raises an alarm, and clears it once it is over; who is told, and how
 * often, is the alarms' own affair.
 *
 * @module
 */
import type { Words } from "./words.ts";

/** What an alarm is about. */
export type AlarmKind =
  /** Orders whose outcome nobody knows; the subject is the channel. */
  | "unknownResults"
  /** A server takes no callbacks; the subject is the server. */
  | "serverSilent"
  /** A channel was paused; the subject is the channel. */
  | "channelPaused"
  /** A later answer contradicts a pushed result; the subject is the order. */
  | "contradiction"
  /** The store can't be written. */
  | "storeDown"
  /** The disk is nearly full; the subject is the folder. */
  | "diskFull"
  /** The clock was set by more than a little. */
  | "clockJump"
  /** A backup failed, or can't be restored. */
  | "backupFailed"
  /** A changed configuration was rejected; the old one runs on. */
  | "configRejected"
  /** A supplier's balance is low; the subject is the channel. */
  | "lowBalance"
  /** A supplier charged another price than the expected one; the subject is the channel. */
  | "priceMismatch";

/** Takes alarms. */
export interface Alarms {
  /** Something is wrong, or still wrong: raising it again is no second alarm. @param words never a secret */
  raise(kind: AlarmKind, subject: string, words: Words): void;
  /** It is over; nothing happens where it was not raised. */
  clear(kind: AlarmKind, subject: string): void;
}

/** Tells nobody. */
export const silentAlarms: Alarms = { raise() {}, clear() {} };

/** One that is raised now. */
export interface ActiveAlarm {
  readonly kind: AlarmKind;
  readonly subject: string;
  /** As it was last raised. */
  readonly words: Words;
  readonly sinceMs: number;
}

/** What is told of at once and is over as soon as it was told: nothing clears it but time. */
export const EVENT_KINDS: ReadonlySet<AlarmKind> = new Set(["contradiction", "clockJump"]);
