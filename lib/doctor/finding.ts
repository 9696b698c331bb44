/**
 * What an examination finds: one line each.
 *
 * @module
 */

/** `fail`: it does not work so. `warn`: it works, and somebody should look at it. */
export type Level = "ok" | "warn" | "fail";

/** One thing that was looked at. */
export interface Finding {
  readonly level: Level;
  /** What was looked at. */
  readonly about: string;
  /** What was found, and what to do. Never a secret. */
  readonly text: string;
}

/** All is well. */
export function ok(about: string, text: string): Finding {
  return { level: "ok", about, text };
}

/** Somebody should look at it. */
export function warn(about: string, text: string): Finding {
  return { level: "warn", about, text };
}

/** It does not work so. */
export function fail(about: string, text: string): Finding {
  return { level: "fail", about, text };
}

const SIGNS: Readonly<Record<Level, string>> = { ok: "ok  ", warn: "warn", fail: "FAIL" };

/** The line of a finding: `warn  端口 ports: …`. */
export function findingLine({ level, about, text }: Finding): string {
  return `${SIGNS[level]}  ${about}: ${text}`;
}
