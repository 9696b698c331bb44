/**
 * How commands end.
 *
 * @module
 */

/** Exit codes. `failed`: a check found faults, or it could not be done; `usage`: wrong usage or configuration. */
export const EXIT = { fine: 0, failed: 1, usage: 2 } as const;

/** Writes lines, and gives the exit code back. */
export function say(to: (line: string) => void, lines: readonly string[], exit: number): number {
  for (const line of lines) to(line);
  return exit;
}
