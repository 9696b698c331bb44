/**
 * Finds the end of a JSON object in text that comes in pieces, and where each of its members lies, in one pass.
 * It knows just enough of the grammar for that; `JSON.parse` has the last word on what it found.
 *
 * @module
 */

/** Objects and arrays inside each other, the outermost included; deeper text is not a packet. */
export const JSON_DEPTH_MAX = 32;

/** Where a member lies in the text, in UTF-16 units; each end is the position after the last one. */
export interface MemberSpan {
  /** The key begins, after its quote. */
  readonly keyStart: number;
  /** The key ends, at its quote. */
  readonly keyEnd: number;
  /** The value begins, with the white space before it. */
  readonly valueStart: number;
  /** The value ends, with the white space after it. */
  readonly valueEnd: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET_OPEN = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_CLOSE = 0x5d;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;

/** White space of JSON, and the NUL that servers written in C leave around a packet. */
export function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09 || unit === 0;
}

/** One pass over one object. Positions count UTF-16 units from the beginning of the first piece. */
export class ObjectScanner {
  /** The top level's members, in their order, as far as they are complete. */
  readonly members: MemberSpan[] = [];
  /** Where the object begins; −1 until it does. */
  start: number = -1;
  /** The position after the object's last brace; −1 until it has come. */
  end: number = -1;

  #scanned = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #keyStart = 0;
  #keyEnd = 0;
  #valueStart = -1;

  /** Goes on with the next piece. `broken`: the text can't be an object, whatever follows. */
  scan(piece: string): "more" | "end" | "broken" {
    const base = this.#scanned;
    this.#scanned += piece.length;
    let i = 0;
    if (this.start < 0) {
      while (i < piece.length && isBlank(piece.charCodeAt(i))) i++;
      if (i === piece.length) return "more";
      if (piece.charCodeAt(i) !== BRACE_OPEN) return "broken";
      this.start = base + i++;
      this.#depth = 1;
    }
    // One loop with its state at hand, for every character of every packet passes here.
    let depth = this.#depth;
    let inString = this.#inString;
    for (; i < piece.length; i++) {
      let unit = piece.charCodeAt(i);
      if (inString) {
        if (this.#escaped) {
          this.#escaped = false;
          continue;
        }
        while (unit !== QUOTE && unit !== BACKSLASH && ++i < piece.length) {
          unit = piece.charCodeAt(i);
        }
        if (i === piece.length) break;
        inString = unit === BACKSLASH;
        this.#escaped = inString;
        if (!inString && depth === 1 && this.#valueStart < 0) this.#keyEnd = base + i;
        continue;
      }
      switch (unit) {
        case QUOTE:
          inString = true;
          if (depth === 1 && this.#valueStart < 0) this.#keyStart = base + i + 1;
          break;
        case COLON:
          if (depth === 1) this.#valueStart = base + i + 1;
          break;
        case COMMA:
          if (depth === 1) this.#endMember(base + i);
          break;
        case BRACE_OPEN:
        case BRACKET_OPEN:
          if (++depth > JSON_DEPTH_MAX) return "broken";
          break;
        case BRACE_CLOSE:
        case BRACKET_CLOSE:
          if (--depth > 0) break;
          this.#endMember(base + i);
          this.end = base + i + 1;
          return "end";
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    return "more";
  }

  #endMember(valueEnd: number): void {
    const valueStart = this.#valueStart;
    if (valueStart < 0) return;
    this.members.push({ keyStart: this.#keyStart, keyEnd: this.#keyEnd, valueStart, valueEnd });
    this.#valueStart = -1;
  }
}
