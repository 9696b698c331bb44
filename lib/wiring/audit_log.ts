/**
 * What operators do goes into the log, and is kept.
 *
 * @module
 */
import type { Log, LogFields } from "../log.ts";
import { plainRecord } from "../logging/field_value.ts";
import type { AuditTrail } from "../store/audit_trail.ts";

/** A log whose lines are kept in a trail as well. */
export function keptAudit(log: Log, trail: Pick<AuditTrail, "add">): Log {
  const both = (level: "info" | "warn" | "error") => (event: string, fields: LogFields = {}) => {
    log[level](event, fields);
    const shown = Object.entries(plainRecord(Object.entries(fields))).map(([name, value]) =>
      [name, typeof value === "string" ? value : JSON.stringify(value)] as const
    );
    trail.add(event, Object.fromEntries(shown));
  };
  return { debug: log.debug, info: both("info"), warn: both("warn"), error: both("error") };
}
