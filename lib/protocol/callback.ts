/**
 * The callback: an order's result, pushed to its server until it says `OK` (protocol part four).
 *
 * @module
 */
import { formatMoney, type Money, parseMoney } from "../money.ts";
import type { OrderFields } from "../order_fields.ts";
import type { Result } from "../result.ts";
import { type AnswerFields, DETAIL_BYTES_MAX, readAnswer, textIn } from "./answer.ts";
import { cutToGbkLength, encodeGbk } from "./gbk.ts";
import { cardIdMember } from "./id_literal.ts";
import type { LiteralObject } from "./literal_json.ts";
import { signCallback } from "./sign.ts";

/** The least and the most that a field's characters can show. */
export interface MoneyBounds {
  /** The least. */
  readonly min: Money;
  /** The most. */
  readonly max: Money;
}

/** `retCost`, field 7: 10 characters. A cost below nothing does not exist. */
export const RET_COST_BOUNDS: MoneyBounds = { min: 0n, max: 999_999_999n };
/** `retBalance`, field 8: 15 characters. An account may be overdrawn; the minus takes one of them. */
export const RET_BALANCE_BOUNDS: MoneyBounds = {
  min: -9_999_999_999_999n,
  max: 99_999_999_999_999n,
};
/** `retCash`, field 9: 10 characters. Less than nothing can't have succeeded. */
export const RET_CASH_BOUNDS: MoneyBounds = { min: 0n, max: 999_999_999n };

/**
 * Writes a callback, its members in the order of the document's sample. Texts are cut and amounts clamped to what
 * their fields can show: a server that refuses a field for its length would lose the whole result.
 */
export function writeCallback(
  order: { readonly fields: OrderFields; readonly result: Result },
  md5key: string,
): Uint8Array {
  const { chargeId, retRsn, literals } = order.fields;
  const { retCode, retDetail, userContent, retCost, retBalance, retCash } = order.result;
  const sign = signCallback({ chargeId, retCode, retRsn }, md5key);
  return encodeGbk(
    `{"action":"CZ","chargeId":${literals.chargeId},${cardIdMember(literals.cardId)}` +
      `"retCode":${retCode},"retDetail":${shortText(retDetail)},` +
      `"retRsn":${JSON.stringify(retRsn)},"userContent":${shortText(userContent)},` +
      `"retCost":${shownMoney(retCost, RET_COST_BOUNDS)},` +
      `"retBalance":${shownMoney(retBalance, RET_BALANCE_BOUNDS)},` +
      `"retCash":${shownMoney(retCash, RET_CASH_BOUNDS)},"sign":"${sign}"}`,
  );
}

function shortText(text: string): string {
  return JSON.stringify(cutToGbkLength(text, DETAIL_BYTES_MAX));
}

function shownMoney(money: Money, { min, max }: MoneyBounds): string {
  return formatMoney(money < min ? min : money > max ? max : money);
}

/** A callback as a server reads it. */
export type ReadCallback =
  | {
    readonly kind: "callback";
    /** What users further down may read. */
    readonly userContent: string;
    /** 定单实际成本. */
    readonly retCost: Money;
    /** 代理账户余额. */
    readonly retBalance: Money;
    /** 实际成功金额. */
    readonly retCash: Money;
  } & AnswerFields
  | { readonly kind: "broken"; readonly reason: string };

/** Reads a callback; plays the server. */
export function readCallback(object: LiteralObject, md5key: string): ReadCallback {
  const fields = readAnswer(object, md5key);
  if (typeof fields === "string") return { kind: "broken", reason: fields };
  const userContent = textIn(object, "userContent");
  if (userContent === null) return { kind: "broken", reason: "userContent is not a string" };
  const retCost = moneyIn(object, "retCost");
  if (retCost === null) return { kind: "broken", reason: "retCost is not an amount" };
  const retBalance = moneyIn(object, "retBalance");
  if (retBalance === null) return { kind: "broken", reason: "retBalance is not an amount" };
  const retCash = moneyIn(object, "retCash");
  if (retCash === null) return { kind: "broken", reason: "retCash is not an amount" };
  return { kind: "callback", ...fields, userContent, retCost, retBalance, retCash };
}

/** Exactly three decimals, as the document wants them. */
function moneyIn(object: LiteralObject, name: string): Money | null {
  const literal = object.get(name);
  if (literal?.kind !== "number" || !/\.\d{3}$/.test(literal.text)) return null;
  return parseMoney(literal.text);
}

/** Whether what a server said is its `OK`: in any case, white space and NUL around it ignored. */
export function isOk(text: string): boolean {
  return text.replaceAll("\0", " ").trim().toUpperCase() === "OK";
}
