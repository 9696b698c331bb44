/**
 * Reads an export, line by line, and knows one that is damaged or was cut short.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { joined } from "../bytes.ts";
import { errorText } from "../log.ts";
import type { ExportEnd, ExportHead, ExportLine } from "./export_lines.ts";
import { readLine } from "./export_lines.ts";

/** Bytes of a line at most: what one value of the store holds, and room around it. */
export const LINE_BYTES_MAX = 131_072;

/** Why an export can't be taken, in words for whoever has it. Nothing of it was kept. */
export class ExportRefused extends Error {
  override name = "ExportRefused";
}

/** An order or a remembered id, and the number of its line. */
export type NumberedLine = Extract<ExportLine, { kind: "order" | "gone" }> & {
  readonly number: number;
};

/** What an export says of itself. */
export interface ExportSummary {
  readonly head: ExportHead;
  readonly end: ExportEnd;
}

/**
 * Reads an export to its end, and hands each of its orders and ids to `take`; waits for what that returns.
 *
 * What comes before a fault has been taken by then: read it once without taking anything first.
 *
 * @throws {ExportRefused} it is none, was cut short, or is damaged
 */
export async function readExport(
  bytes: AsyncIterable<Uint8Array>,
  take: (line: NumberedLine) => void | Promise<void> = () => {},
): Promise<ExportSummary> {
  const hash = createHash("sha256");
  const counts = { orders: 0, gone: 0 };
  let head: ExportHead | null = null;
  let end: ExportEnd | null = null;
  let number = 0;
  for await (const line of linesOf(bytes)) {
    number++;
    const read = understood(line, number);
    if (end !== null) throw refused(number, "尾行之后还有内容 there is more after the last line");
    if ((head === null) !== (read.kind === "head")) {
      throw refused(number, "首行不对 the first line must be the only one of its kind");
    }
    if (read.kind === "end") {
      checkEnd(read.end, { ...counts, sha256: hash.digest("hex") }, number);
      end = read.end;
      continue;
    }
    hash.update(line).update("\n");
    if (read.kind === "head") {
      head = read.head;
      continue;
    }
    counts[read.kind === "order" ? "orders" : "gone"]++;
    const taken = take({ ...read, number });
    if (taken !== undefined) await taken;
  }
  if (head === null || end === null) {
    throw refused(number + 1, "文件不完整,没有尾行 it was cut short: the last line is missing");
  }
  return { head, end };
}

function understood(line: Uint8Array, number: number): ExportLine {
  try {
    return readLine(line);
  } catch (error) {
    throw refused(number, `读不了 cannot be read (${errorText(error)})`);
  }
}

function checkEnd(said: ExportEnd, found: ExportEnd, number: number): void {
  for (const name of ["orders", "gone", "sha256"] as const) {
    if (said[name] === found[name]) continue;
    throw refused(
      number,
      `内容与尾行不符 it is not what the last line says: ${name} ${found[name]}, ${said[name]}`,
    );
  }
}

/** A refusal that names a line. */
export function refused(number: number, problem: string): ExportRefused {
  return new ExportRefused(`第 ${number} 行 line ${number}: ${problem}`);
}

/** The lines, without their ends; a last one without an end is one too. @throws {ExportRefused} one is too long */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  let number = 1;
  for await (const chunk of bytes) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield withRest(rest, chunk.subarray(from, at));
      rest = new Uint8Array(0);
      from = at + 1;
      number++;
    }
    rest = withRest(rest, chunk.subarray(from));
    if (rest.length > LINE_BYTES_MAX) throw refused(number, "太长 is too long");
  }
  if (rest.length > 0) yield rest;
}

/** Nearly every line lies in one chunk whole, and is not copied. */
function withRest(rest: Uint8Array, bytes: Uint8Array): Uint8Array {
  return rest.length === 0 ? bytes : joined([rest, bytes]);
}
