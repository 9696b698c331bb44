/**
 * The last lines of the log, for the page.
 *
 * @module
 */
import type { LogLine } from "../log.ts";

/** Lines that are remembered. */
export const RECENT_LINES_MAX = 2000;
/** Characters kept of a line. */
export const RECENT_CHARACTERS_MAX = 1000;

/** A ring of lines. */
export class RecentLines {
  readonly #lines: LogLine[] = [];
  /** Where the next line goes. */
  #place = 0;

  /** Remembers a line over the oldest one. */
  add(line: LogLine): void {
    const { text } = line;
    this.#lines[this.#place] = text.length <= RECENT_CHARACTERS_MAX
      ? line
      : { ...line, text: text.slice(0, RECENT_CHARACTERS_MAX - 1).toWellFormed() + "…" };
    this.#place = (this.#place + 1) % RECENT_LINES_MAX;
  }

  /** The lines, the newest first. */
  newestFirst(): LogLine[] {
    return [...this.#lines.slice(this.#place), ...this.#lines.slice(0, this.#place)].reverse();
  }
}
