/**
 * Reads a survey, and knows one that was cut short.
 *
 * @module
 */
import { errorText } from "../log.ts";
import { linesOf } from "./read_export.ts";
import type { SurveyEnd, SurveyHead, SurveyLine } from "./survey_lines.ts";
import { readSurveyLine } from "./survey_lines.ts";

/** A survey that can't be read to its end: nothing can be said of the store. */
export class SurveyBroken extends Error {
  override name = "SurveyBroken";
}

/** What a survey tells, between its first line and its last. */
export type Surveyed = Exclude<SurveyLine, { kind: "head" | "end" }>;

/**
 * Reads a survey to its end, and hands each line to `take`.
 *
 * @throws {SurveyBroken} it is none, or was cut short
 */
export async function readSurvey(
  bytes: AsyncIterable<Uint8Array>,
  begin: (head: SurveyHead) => (line: Surveyed) => void,
): Promise<SurveyEnd> {
  let take: ((line: Surveyed) => void) | null = null;
  let end: SurveyEnd | null = null;
  for await (const line of linesOf(bytes)) {
    const read = understood(line);
    if (end !== null || (take === null) !== (read.kind === "head")) {
      throw broken("行序不对 its lines are out of order");
    }
    if (read.kind === "head") take = begin(read.head);
    else if (read.kind === "end") end = read.end;
    else take?.(read);
  }
  if (end === null) throw broken("没有尾行 the last line is missing");
  return end;
}

function understood(line: Uint8Array): SurveyLine {
  try {
    return readSurveyLine(line);
  } catch (error) {
    throw broken(errorText(error));
  }
}

function broken(why: string): SurveyBroken {
  return new SurveyBroken(`读取定单库中断 the store could not be read to its end: ${why}`);
}
