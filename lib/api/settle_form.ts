/**
 * A settlement as a form sends it: first to be checked, then, confirmed, to be done.
 *
 * @module
 */
import type { Money } from "../money.ts";
import type { ResultGiven } from "../operator.ts";
import { NumberText } from "./fields.ts";
import { invalid } from "./refusal.ts";
import type { Read } from "./refusal.ts";
import { SETTLEMENT_FIELDS } from "../operator.ts";
import { completeSettlement, readSettlement } from "./settlement.ts";

/** What was filled in, and what it comes to. */
export interface SettlementForm {
  readonly result: ResultGiven;
  /** The fields that were not left empty, to be sent again with the confirmation. */
  readonly given: Readonly<Record<string, string>>;
  readonly confirmed: boolean;
}

/** What the form says for retCode 1 with less than all. */
const PARTIAL = "partial";
const CASH_RULE = "成功金额只在「部分成功」时填写,大于 0,小于定单金额 " +
  "(the amount is for a part that succeeded: more than 0, less than the order's)";

/** Reads the form by the API's own rules. */
export function readSettleForm(
  form: Record<string, unknown>,
  chargeCash: Money,
): Read<SettlementForm> {
  const given: Record<string, string> = {};
  for (const name of SETTLEMENT_FIELDS) {
    const value = form[name];
    if (typeof value === "string" && value.trim() !== "") given[name] = value.trim();
  }
  const body = new Map<string, unknown>(Object.entries(given));
  const isPart = given.retCode === PARTIAL;
  if (given.retCode !== undefined) {
    body.set("retCode", new NumberText(isPart ? "1" : given.retCode));
  }
  const asked = readSettlement(body);
  if (!asked.ok) return asked;
  const { retCash } = asked.value;
  const isOfPart = retCash !== null && retCash > 0n && retCash < chargeCash;
  // Whoever fills in an amount and means something else shall not find out afterwards.
  if (isPart ? !isOfPart : retCash !== null) return invalid("retCash", CASH_RULE, given.retCash);
  const result = completeSettlement(asked.value, chargeCash);
  if (!result.ok) return result;
  return { ok: true, value: { result: result.value, given, confirmed: form.confirmed === "yes" } };
}
