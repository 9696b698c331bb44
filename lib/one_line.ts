/**
 * Text that others wrote, among text of ours.
 *
 * @module
 */

/** Controls, line and paragraph separators, and the marks that turn the direction of writing. */
const MOVES = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;

/**
 * The text on one line, with a space for each character that would end the line, move a terminal's cursor, or have what
 * follows read from the other side.
 */
export function oneLine(text: string): string {
  return text.replaceAll(MOVES, " ");
}
