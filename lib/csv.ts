/**
 * Tables as RFC 4180 has them: written so that a spreadsheet takes nothing for a number or a formula that is none, and read
 * as spreadsheets really write them, with CRLF, LF or CR, with or without a byte order mark, apart by comma, semicolon or tab.
 *
 * @module
 */

/** What a cell holds; `null` is an empty one. */
export type Cell = string | number | null;

/** A cell's text that a spreadsheet would make a number of, and lose digits. */
export function asText(text: string): string {
  return text === "" ? "" : `\t${text}`;
}

/** A line of the table. */
export function csvLine(cells: readonly Cell[]): string {
  return cells.map(csvCell).join(",") + "\r\n";
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  // A spreadsheet takes these for the beginning of a formula, and an account may be anything.
  const harmless = /^[=+\-@\r]|^\t[=+\-@]/.test(cell) && !/^-?\d+\.\d{3}$/.test(cell)
    ? `'${cell}`
    : cell;
  return /[",\r\n\t]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A table, or why the text is none. */
export type ReadTable =
  | { readonly ok: true; readonly rows: readonly (readonly string[])[] }
  | { readonly ok: false; readonly problem: "tooManyRows" | "openQuote"; readonly line: number };

/** Marks that may set cells apart. */
const MARKS = [",", "\t", ";"] as const;
/** What sets the cells of a table apart. */
export type Mark = typeof MARKS[number];

/**
 * Reads a table; lines with nothing in them are left out.
 *
 * @param rowsMax rows that are read at most
 * @param mark what sets cells apart, where that is known
 */
export function readCsv(text: string, rowsMax: number, mark: Mark = markOf(text)): ReadTable {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  for (let line = 1; at < body.length;) {
    const quoted = body[at] === '"';
    const cell = quoted ? quotedCell(body, at) : plainCell(body, at, mark);
    if (cell === null) return { ok: false, problem: "openQuote", line };
    // What follows a closing quote and is no mark belongs to the cell: a spreadsheet would keep it, too.
    const rest = quoted ? plainCell(body, cell.end, mark) : { text: "", end: cell.end };
    row.push(cell.text + rest.text);
    line += cell.text.split("\n").length - 1;
    at = rest.end;
    if (body[at] === mark) {
      at++;
      // A mark at the very end has an empty cell behind it.
      if (at < body.length) continue;
      row.push("");
    } else if (body[at] === "\r" && body[at + 1] === "\n") at += 2;
    else at++;
    line++;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
    if (rows.length > rowsMax) return { ok: false, problem: "tooManyRows", line };
  }
  return { ok: true, rows };
}

/** What a cell says, without what spreadsheets are told by: the tab or apostrophe that keeps a number a text. */
export function cellText(cell: string | undefined): string {
  return (cell ?? "").trim().replace(/^'/, "").replace(/^="(.*)"$/, "$1").trim();
}

interface ReadCell {
  readonly text: string;
  /** The place behind it. */
  readonly end: number;
}

function plainCell(body: string, from: number, mark: string): ReadCell {
  let end = from;
  while (end < body.length && body[end] !== mark && body[end] !== "\r" && body[end] !== "\n") end++;
  return { text: body.slice(from, end), end };
}

/** `null` where the quote is never closed. */
function quotedCell(body: string, from: number): ReadCell | null {
  let text = "";
  for (let at = from + 1;;) {
    const quote = body.indexOf('"', at);
    if (quote < 0) return null;
    text += body.slice(at, quote);
    if (body[quote + 1] !== '"') return { text, end: quote + 1 };
    text += '"';
    at = quote + 2;
  }
}

/** What sets a table's cells apart: the mark that its first line has most of. */
export function markOf(text: string): Mark {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const count = (mark: string) => first.split(mark).length;
  return MARKS.reduce((best, mark) => count(mark) > count(best) ? mark : best);
}
