/**
 * Lines gathered and written together: a system call a line would cost more than the line.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";

/** How long a line waits for others, in milliseconds. */
const LINES_WAIT_MS = 50;
/** Lines that are written without waiting longer. */
const LINES_MAX = 500;

/** Gathers lines; `flush` writes what has gathered. */
export function bufferedLines(
  out: (lines: string) => void,
  clock: Clock,
): { write(line: string): void; flush(): void } {
  let lines: string[] = [];
  let cancel: CancelTimer | null = null;
  const flush = () => {
    cancel?.();
    cancel = null;
    if (lines.length === 0) return;
    const text = lines.join("\n");
    lines = [];
    out(text);
  };
  return {
    write(line) {
      lines.push(line);
      if (lines.length >= LINES_MAX) flush();
      else cancel ??= clock.after(LINES_WAIT_MS, flush);
    },
    flush,
  };
}
