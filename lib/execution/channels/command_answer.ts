/**
 * What a program's answer says became of an order. Whatever is not clear is unknown.
 *
 * @module
 */
import type { Money } from "../../money.ts";
import { parseMoney } from "../../money.ts";
import type { Outcome, OutcomeDetails } from "../channel.ts";

const KEYS: ReadonlySet<string> = new Set([
  "outcome",
  "reason",
  "retDetail",
  "userContent",
  "retCost",
  "retBalance",
  "retCash",
]);

/** Reads the one JSON object that a program wrote. */
export function readCommandAnswer(text: string): Outcome {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return unclear(
      text.trim() === "" ? "没有输出 no output" : "输出不是 JSON the output is not JSON",
    );
  }
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    return unclear("输出不是 JSON 对象 the output is no JSON object");
  }
  const fields: Record<string, unknown> = { ...answer };
  const stranger = Object.keys(fields).find((key) => !KEYS.has(key));
  // A misspelt retCash would be a full success.
  if (stranger !== undefined) return unclear(`没有这个键 unknown key ${stranger}`);
  const reason = typeof fields.reason === "string" ? fields.reason : "";
  switch (fields.outcome) {
    case "pending":
      return { kind: "pending" };
    case "untouched":
      return { kind: "untouched", reason: reason || "程序未受理 the program did nothing" };
    case "unknown":
      return unclear(reason || "程序不能确定 the program does not know");
    case "succeeded":
    case "failed": {
      const details = readDetails(fields);
      return typeof details === "string"
        ? unclear(`${details} 的值不对 has a wrong value`)
        : { kind: fields.outcome, details };
    }
    default:
      return unclear("没有 outcome,或不认识 outcome is missing or unknown");
  }
}

function unclear(reason: string): Outcome {
  return { kind: "unknown", reason };
}

/** The details, or the name of the one that can't be read. */
function readDetails(fields: Record<string, unknown>): OutcomeDetails | string {
  const texts: { retDetail?: string; userContent?: string } = {};
  for (const name of ["retDetail", "userContent"] as const) {
    const value = fields[name];
    if (value === undefined) continue;
    if (typeof value !== "string") return name;
    texts[name] = value;
  }
  const amounts: { retCost?: Money; retBalance?: Money; retCash?: Money } = {};
  for (const name of ["retCost", "retBalance", "retCash"] as const) {
    const value = fields[name];
    if (value === undefined) continue;
    // A number's shortest text is the number that was written, as long as that has at most 15 digits.
    const text = typeof value === "number" ? String(value) : value;
    const money = typeof text === "string" ? parseMoney(text) : null;
    if (money === null || (money < 0n && name !== "retBalance")) return name;
    amounts[name] = money;
  }
  return { ...texts, ...amounts };
}
