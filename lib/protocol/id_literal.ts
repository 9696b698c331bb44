/**
 * The two ids that go back as they came (必须原值返回): numbers of up to 32 digits that a server may also send as
 * strings.
 *
 * @module
 */
import type { Literal } from "./literal_json.ts";

/** Digits that an id may have. */
export const ID_DIGITS_MAX = 32;

const ID = new RegExp(`^\\d{1,${ID_DIGITS_MAX}}$`);

/** The digits of an id; `null` where the value is none. */
export function readId(literal: Literal): string | null {
  if (literal.kind === "other") return null;
  const digits = literal.kind === "string" ? literal.value : literal.text;
  return ID.test(digits) ? digits : null;
}

/** The digits of an id that {@linkcode readId} has taken, from its JSON literal: `196` of `196` and of `"196"`. */
export function idOfLiteral(literal: string): string {
  return literal.startsWith('"') ? JSON.parse(literal) : literal;
}

/** The `"cardId":…,` of an answer, empty where the order has none: the samples leave a cardId of 0 out. */
export function cardIdMember(literal: string | null): string {
  return literal === null || /^0*$/.test(idOfLiteral(literal)) ? "" : `"cardId":${literal},`;
}
