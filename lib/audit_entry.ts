/**
 * Who did what, when and from where, as it is kept. (What `czdock audit` checks is in `audit/`.)
 *
 * @module
 */

/** One action. */
export interface AuditEntry {
  /** Counts up from 0; the newest has the greatest. */
  readonly number: number;
  readonly atMs: number;
  /** What was done, such as `settle` or `signed in`. */
  readonly event: string;
  /** `by` or `user`, `from`, and what it was about. Never a secret. */
  readonly fields: Readonly<Record<string, string>>;
}
