/**
 * Alarms that a test looks at.
 *
 * @module
 */
import type { AlarmKind, Alarms } from "../../lib/alarm.ts";

/** Alarms that keep what they were told, in the order it came. */
export function recordingAlarms(): Alarms & { readonly told: [string, AlarmKind, string][] } {
  const told: [string, AlarmKind, string][] = [];
  return {
    told,
    raise: (kind, subject) => void told.push(["raise", kind, subject]),
    clear: (kind, subject) => void told.push(["clear", kind, subject]),
  };
}
