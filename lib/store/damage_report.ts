/**
 * Says of each damaged row once that it can't be read: a page that is looked at often asks often.
 *
 * @module
 */
import type { Log } from "../log.ts";

/** Rows that are told of; of a disk with more the first ones say enough. */
const DAMAGE_TOLD_MAX = 1000;

/** Is told of a row that can't be read, and why. */
export type DamageReport = (key: readonly unknown[], error: string) => void;

/** A report to the log. */
export function damageReport(log: Log): DamageReport {
  const told = new Set<string>();
  return (key, error) => {
    const name = key.join(" ");
    if (told.has(name) || told.size >= DAMAGE_TOLD_MAX) return;
    told.add(name);
    log.error("a stored order cannot be read", { key: name, error });
  };
}
