/**
 * An audit of what a store tells of itself.
 *
 * @module
 */
import { Auditor } from "../audit/auditor.ts";
import type { Books } from "../audit/books.ts";
import { readSurvey } from "../store/read_survey.ts";
import { Zone } from "../zone.ts";

/** What an audit is made with. */
export interface AuditParts {
  /** How long the ids of dropped orders are remembered, in milliseconds: `store.idRetention`. */
  readonly idRetentionMs: number;
  /** What others say; `null` where they are not asked. */
  readonly books: Books | null;
}

/**
 * Reads a survey to its end, and judges it.
 *
 * @param bytes as `surveyStore` makes them
 * @throws {SurveyBroken} they are none, or were cut short
 */
export async function auditBytes(
  bytes: AsyncIterable<Uint8Array>,
  { idRetentionMs, books }: AuditParts,
): Promise<Pick<Auditor, "findings" | "looked">> {
  let auditor: Auditor | null = null;
  await readSurvey(bytes, ({ at, zone: name }) => {
    const zone = new Zone(name);
    const dayOf = (atMs: number) => zone.dayOf(atMs);
    const forgottenUpToDay = dayOf(Date.parse(at) - idRetentionMs);
    const begun = new Auditor({ dayOf, forgottenUpToDay }, books);
    auditor = begun;
    return (line) => begun.take(line);
  });
  const ended = auditor as Auditor | null;
  if (ended === null) throw new TypeError("a survey was read, and never began");
  ended.end();
  return ended;
}
