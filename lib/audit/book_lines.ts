/**
 * The books of others as they lie in files: a server's, with a line an order, or a supplier's, with a line an execution.
 * Comma separated with a heading line, or JSON lines, in UTF-8; the columns in any order, others are passed over.
 *
 * @module
 */
import type { Mark } from "../csv.ts";
import { cellText, markOf, readCsv } from "../csv.ts";
import { errorText } from "../log.ts";

/** Characters of a line at most. */
const BOOK_LINE_CHARACTERS_MAX = 65_536;
/** Lines of a book at most: each costs memory. */
const BOOK_LINES_MAX = 5_000_000;

/** A line's cells by their columns; what is not there is an empty text. */
export type BookRow = (column: string) => string;

/** The heading line of a book that is a table. */
interface Heading {
  /** Where each column is. */
  readonly places: ReadonlyMap<string, number>;
  /** What sets its cells apart, and those of every line: one with a note may have more of another mark. */
  readonly mark: Mark;
}

/** A book that can't be read: where, and why. */
export class BookRefused extends Error {
  override name = "BookRefused";
}

/**
 * The lines of a book, with their numbers from 1.
 *
 * @param needed columns of which one must be there
 * @throws {BookRefused} it is no book
 */
export async function* bookRows(
  bytes: AsyncIterable<Uint8Array>,
  needed: readonly string[],
): AsyncGenerator<{ readonly row: BookRow; readonly number: number }> {
  let heading: Heading | null = null;
  let number = 0;
  for await (const text of textLines(bytes)) {
    number++;
    if (text.trim() === "") continue;
    if (number > BOOK_LINES_MAX) throw refused(number, `最多 at most ${BOOK_LINES_MAX} 行 lines`);
    if (heading === null && !text.startsWith("{")) {
      heading = headingIn(text, number, needed);
      continue;
    }
    yield { row: heading === null ? jsonRow(text, number) : csvRow(text, heading, number), number };
  }
}

/** What is wrong with a line. */
export function refused(number: number, problem: string): BookRefused {
  return new BookRefused(`第 ${number} 行 line ${number}: ${problem}`);
}

function headingIn(text: string, number: number, needed: readonly string[]): Heading {
  const mark = markOf(text);
  const names = cellsIn(text, number, mark);
  const places = new Map(names.map((name, at) => [cellText(name), at]));
  if (needed.some((column) => places.has(column))) return { places, mark };
  throw refused(number, `没有这一列 there is no column ${needed.join(" / ")}`);
}

function csvRow(text: string, { places, mark }: Heading, number: number): BookRow {
  const cells = cellsIn(text, number, mark);
  return (column) => {
    const at = places.get(column);
    return at === undefined ? "" : cellText(cells[at]);
  };
}

function cellsIn(text: string, number: number, mark: Mark): readonly string[] {
  const table = readCsv(text, 1, mark);
  if (!table.ok) throw refused(number, "引号没有结束 a quote is never closed");
  return table.rows[0] ?? [];
}

function jsonRow(text: string, number: number): BookRow {
  let fields: Record<string, unknown>;
  try {
    fields = Object(JSON.parse(text));
  } catch (error) {
    throw refused(number, errorText(error));
  }
  return (column) => {
    const value = fields[column];
    if (value === undefined || value === null) return "";
    if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      throw refused(number, `${column} 要写成文本 must be a text: its digits are lost`);
    }
    return String(value);
  };
}

async function* textLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let number = 1;
  const decoded = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw refused(number, "不是 UTF-8 is not UTF-8");
    }
  };
  for await (const chunk of bytes) {
    const lines = (rest + decoded(chunk)).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > BOOK_LINE_CHARACTERS_MAX) throw refused(number, "太长 is too long");
    number += lines.length;
    yield* lines;
  }
  rest += decoded();
  if (rest !== "") yield rest;
}
