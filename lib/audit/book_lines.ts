/**
 * The books of others as they lie in files: a server's, with a line an order, or a supplier's, with a line an execution.
 * Comma separated with a heading line, or JSON lines, in UTF-8; the columns in any order, others are passed over.
 *
 * @module
 */
import { cellText, readCsv } from "../csv.ts";
import { errorText } from "../log.ts";

/** Bytes of a line at most. */
const BOOK_LINE_BYTES_MAX = 65_536;
/** Lines of a book at most: each costs memory. */
const BOOK_LINES_MAX = 5_000_000;

/** A line's cells by their columns; what is not there is an empty text. */
export type BookRow = (column: string) => string;

/** A book that can't be read: where, and why. */
export class BookRefused extends Error {
  override name = "BookRefused";
}

/**
 * The lines of a book, with their numbers from 1.
 *
 * @param needed a column that must be there
 * @throws {BookRefused} it is no book
 */
export async function* bookRows(
  bytes: AsyncIterable<Uint8Array>,
  needed: readonly string[],
): AsyncGenerator<{ readonly row: BookRow; readonly number: number }> {
  let heading: Map<string, number> | null = null;
  let number = 0;
  for await (const text of textLines(bytes)) {
    number++;
    if (text.trim() === "") continue;
    if (number > BOOK_LINES_MAX) throw refused(number, `最多 at most ${BOOK_LINES_MAX} 行 lines`);
    if (heading === null && !text.startsWith("{")) {
      heading = new Map(cellsIn(text, number).map((name, at) => [cellText(name), at]));
      if (!needed.some((column) => heading?.has(column))) {
        throw refused(number, `没有这一列 there is no column ${needed.join(" / ")}`);
      }
      continue;
    }
    yield { row: heading === null ? jsonRow(text, number) : csvRow(text, heading, number), number };
  }
}

/** What is wrong with a line. */
export function refused(number: number, problem: string): BookRefused {
  return new BookRefused(`第 ${number} 行 line ${number}: ${problem}`);
}

function csvRow(text: string, heading: ReadonlyMap<string, number>, number: number): BookRow {
  const cells = cellsIn(text, number);
  return (column) => {
    const at = heading.get(column);
    return at === undefined ? "" : cellText(cells[at]);
  };
}

function cellsIn(text: string, number: number): readonly string[] {
  const table = readCsv(text, 1);
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
    if (rest.length > BOOK_LINE_BYTES_MAX) throw refused(number, "太长 is too long");
    number += lines.length;
    yield* lines;
  }
  rest += decoded();
  if (rest !== "") yield rest;
}
