/**
 * What an ack and a callback have in common.
 *
 * @module
 */
import { readId } from "./id_literal.ts";
import type { LiteralObject } from "./literal_json.ts";
import { sameSign, signCallback } from "./sign.ts";

/** GBK bytes that `retDetail` and `userContent` may have: protocol part four, fields 4 and 6. */
export const DETAIL_BYTES_MAX = 100;

/** The fields that both have, as far as a server reads them. */
export interface AnswerFields {
  /** The order's number, its digits. */
  readonly chargeId: string;
  /** 0 to 3. */
  readonly retCode: number;
  /** 交易结果的详细说明. */
  readonly retDetail: string;
  /** 定单标识码. */
  readonly retRsn: string;
  /** The card's number, its digits; `null` where the packet has none. */
  readonly cardId: string | null;
  /** Whether the signature verifies. */
  readonly signed: boolean;
}

/** Reads what both have; a text says why it can't. */
export function readAnswer(object: LiteralObject, md5key: string): AnswerFields | string {
  if (textIn(object, "action") !== "CZ") return "action is not CZ";
  const chargeId = idIn(object, "chargeId");
  if (chargeId === null) return "chargeId is not an id";
  const cardId = object.has("cardId") ? idIn(object, "cardId") : null;
  if (object.has("cardId") && cardId === null) return "cardId is not an id";
  const code = object.get("retCode");
  if (code?.kind !== "number" || !/^[0-3]$/.test(code.text)) return "retCode is not 0, 1, 2 or 3";
  const retDetail = textIn(object, "retDetail");
  if (retDetail === null) return "retDetail is not a string";
  const retRsn = textIn(object, "retRsn");
  if (retRsn === null) return "retRsn is not a string";
  const sign = textIn(object, "sign");
  if (sign === null) return "sign is not a string";
  const retCode = Number(code.text);
  const signed = sameSign(sign, signCallback({ chargeId, retCode, retRsn }, md5key));
  return { chargeId, retCode, retDetail, retRsn, cardId, signed };
}

/** A member that is a string; `null` where it is missing or another kind. */
export function textIn(object: LiteralObject, name: string): string | null {
  const literal = object.get(name);
  return literal?.kind === "string" ? literal.value : null;
}

function idIn(object: LiteralObject, name: string): string | null {
  const literal = object.get(name);
  return literal === undefined ? null : readId(literal);
}
