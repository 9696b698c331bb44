/**
 * Reads what a settlement by hand asks for, and fills in what it leaves out.
 *
 * @module
 */
import { formatMoney, parseMoney } from "../money.ts";
import type { Money } from "../money.ts";
import type { ResultGiven } from "../operator.ts";
import { RET_BALANCE_BOUNDS, RET_COST_BOUNDS } from "../protocol/callback.ts";
import { detailOf } from "../result.ts";
import type { RetCode } from "../result.ts";
import { NumberText, shown } from "./fields.ts";
import type { BodyFields } from "./fields.ts";
import { invalid } from "./refusal.ts";
import type { Read } from "./refusal.ts";

/** Characters that retDetail and userContent may have; they are cut to 100 GBK bytes on their way out. */
export const TEXT_CHARACTERS_MAX = 200;

/** A settlement as it was asked for; what was left out and depends on the order is `null`. */
export type Settlement = Omit<ResultGiven, "retCash" | "retDetail"> & {
  readonly retCash: Money | null;
  readonly retDetail: string | null;
};

/** Reads a settlement from the body's fields. */
export function readSettlement(fields: BodyFields): Read<Settlement> {
  const retCode = readRetCode(fields.get("retCode"));
  if (!retCode.ok) return retCode;
  const retDetail = readText(fields, "retDetail", null);
  if (!retDetail.ok) return retDetail;
  const userContent = readText(fields, "userContent", "");
  if (!userContent.ok) return userContent;
  const retCost = readMoney(fields, "retCost", RET_COST_BOUNDS.max);
  if (!retCost.ok) return retCost;
  const retBalance = readMoney(fields, "retBalance", RET_BALANCE_BOUNDS.max);
  if (!retBalance.ok) return retBalance;
  // Its own bound is the order's chargeCash, known only with the order.
  const retCash = readMoney(fields, "retCash", null);
  if (!retCash.ok) return retCash;
  return {
    ok: true,
    value: {
      retCode: retCode.value,
      retDetail: retDetail.value,
      userContent: userContent.value,
      retCost: retCost.value ?? 0n,
      retBalance: retBalance.value ?? 0n,
      retCash: retCash.value,
    },
  };
}

/**
 * A settlement for an order: where not given, retCash is all of chargeCash after a success and nothing otherwise, and
 * retDetail says what became of it.
 */
export function completeSettlement(asked: Settlement, chargeCash: Money): Read<ResultGiven> {
  const retCash = asked.retCash ?? (asked.retCode === 1 ? chargeCash : 0n);
  if (asked.retCode === 3 && retCash > 0n) {
    return invalid("retCash", "失败时只能是 0 (must be 0 after a failure)", formatMoney(retCash));
  }
  if (asked.retCode === 1 && retCash === 0n && chargeCash > 0n) {
    const rule = "成功时要大于 0 (must be more than 0 after a success)";
    return invalid("retCash", rule, formatMoney(retCash));
  }
  if (retCash > chargeCash) {
    const rule = `不能超过 chargeCash (must not exceed chargeCash) ${formatMoney(chargeCash)}`;
    return invalid("retCash", rule, formatMoney(retCash));
  }
  const retDetail = asked.retDetail ?? detailOf(asked.retCode, retCash, chargeCash);
  return { ok: true, value: { ...asked, retCash, retDetail } };
}

function readRetCode(value: unknown): Read<RetCode> {
  // By the text, not as a number: 1.00000000000000000001 would be 1.
  if (value instanceof NumberText) {
    if (value.text === "1") return { ok: true, value: 1 };
    if (value.text === "2") return { ok: true, value: 2 };
    if (value.text === "3") return { ok: true, value: 3 };
  }
  return invalid("retCode", "必须是数字 1、2 或 3 (must be the number 1, 2 or 3)", shown(value));
}

function readText<T>(fields: BodyFields, name: string, fallback: T): Read<string | T> {
  const value = fields.get(name);
  if (value === undefined) return { ok: true, value: fallback };
  if (typeof value === "string" && [...value].length <= TEXT_CHARACTERS_MAX) {
    return { ok: true, value };
  }
  const rule = `必须是不超过 ${TEXT_CHARACTERS_MAX} 个字符的文本 ` +
    `(must be text of at most ${TEXT_CHARACTERS_MAX} characters)`;
  return invalid(name, rule, shown(value));
}

function readMoney(fields: BodyFields, name: string, max: Money | null): Read<Money | null> {
  const value = fields.get(name);
  if (value === undefined) return { ok: true, value: null };
  const text = value instanceof NumberText ? value.text : value;
  const money = typeof text === "string" ? parseMoney(text) : null;
  if (money === null || money < 0n) {
    const rule =
      "必须是不小于 0、最多三位小数的金额 (must be an amount of 0 or more with at most 3 decimals)";
    return invalid(name, rule, shown(value));
  }
  if (max !== null && money > max) {
    return invalid(name, `不能超过 (must not exceed) ${formatMoney(max)}`, shown(value));
  }
  return { ok: true, value: money };
}
