/**
 * The ack: what goes back on an order's own connection (protocol part three, "应立即同步返回一个应答").
 *
 * @module
 */
import { type AnswerFields, DETAIL_BYTES_MAX, readAnswer } from "./answer.ts";
import { cutToGbkLength, decodeGbk, decodeGbkLeniently, encodeGbk } from "./gbk.ts";
import { cardIdMember, idOfLiteral } from "./id_literal.ts";
import { parseLiteralObject } from "./literal_json.ts";
import { signAck } from "./sign.ts";

/** retDetail of the ack to an accepted order. */
export const ACCEPTED = "定单已接收";

/** What an ack says. */
export interface Ack {
  /** The order's number as it came: `196`, or with quotes `"196"`. */
  readonly chargeIdLiteral: string;
  /** The card's number as it came; left out where it is `null` or 0. */
  readonly cardIdLiteral: string | null;
  /** 0 accepted, 1 never, 2 uncertain, 3 certain never to be executed: the server may refund on it. */
  readonly retCode: 0 | 1 | 2 | 3;
  /** Cut to {@linkcode DETAIL_BYTES_MAX} GBK bytes. */
  readonly retDetail: string;
  /** As it came. */
  readonly retRsn: string;
}

/**
 * Writes an ack, its members in the order of the document's sample.
 *
 * @param md5key `null` leaves `sign` empty, as the answer to a packet that was not signed itself must
 */
export function writeAck(ack: Ack, md5key: string | null): Uint8Array {
  const { chargeIdLiteral, retCode, retRsn } = ack;
  const chargeId = idOfLiteral(chargeIdLiteral);
  const sign = md5key === null ? "" : signAck({ chargeId, retCode, retRsn }, md5key);
  const retDetail = cutToGbkLength(ack.retDetail, DETAIL_BYTES_MAX);
  return encodeGbk(
    `{"action":"CZ","chargeId":${chargeIdLiteral},${cardIdMember(ack.cardIdLiteral)}` +
      `"retCode":${retCode},"retDetail":${JSON.stringify(retDetail)},` +
      `"retRsn":${JSON.stringify(retRsn)},"sign":"${sign}"}`,
  );
}

/** An ack as a server reads it; `text` is what came, for showing. */
export type ReadAck =
  | ({ readonly kind: "ack"; readonly text: string } & AnswerFields)
  | { readonly kind: "broken"; readonly reason: string; readonly text: string };

/** Reads what a server gets back for an order; plays the server. */
export function readAck(bytes: Uint8Array, md5key: string): ReadAck {
  const text = decodeGbk(bytes);
  if (text === null) {
    return { kind: "broken", reason: "not GBK", text: decodeGbkLeniently(bytes) };
  }
  const object = parseLiteralObject(text);
  if (object === null) return { kind: "broken", reason: "not a JSON object", text };
  const fields = readAnswer(object, md5key);
  if (typeof fields === "string") return { kind: "broken", reason: fields, text };
  return { kind: "ack", ...fields, text };
}
