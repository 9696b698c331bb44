/**
 * What an answer means, by the lists of its description.
 *
 * @module
 */
import type { Expression, Variables } from "../../../expression/expression.ts";
import { evaluationText } from "../../../expression/expression.ts";
import { type CompiledMeaning, type MeaningName, MEANINGS } from "../../../expression/meaning.ts";
import { readAmount } from "../../../expression/amounts.ts";
import type { DetailsConfig } from "../../../http_config.ts";
import type { Money } from "../../../money.ts";
import { SUPPLIER_REF_CHARACTERS_MAX } from "../../../move.ts";
import type { MoneyBounds } from "../../../protocol/callback.ts";
import { RET_BALANCE_BOUNDS, RET_COST_BOUNDS } from "../../../protocol/callback.ts";
import type { Outcome, OutcomeDetails } from "../../channel.ts";

/** An expression that was true. */
export interface Match {
  readonly list: MeaningName;
  readonly expression: string;
}

/** What was found out about an answer. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly matches: readonly Match[];
  /** What could not be evaluated, for whoever wonders why nothing matched. */
  readonly failures: readonly string[];
}

/** What a judgement depends on besides the answer. */
export interface JudgeParts {
  /** The order's chargeCash: no part of it can be more. */
  readonly chargeCash: Money;
  /** What a query that finds nothing means by now. */
  readonly notFound: "untouched" | "pending" | "unknown";
  /** Hides secrets. */
  readonly mask: (text: string) => string;
}

/**
 * Judges an answer. An expression that can't be evaluated is not true; it takes exactly one list to say what an answer means.
 */
export function judge(
  meaning: CompiledMeaning,
  variables: Variables,
  parts: JudgeParts,
): Judgement {
  const failures: string[] = [];
  const note = (expression: Expression, error: unknown) =>
    failures.push(parts.mask(`${expression.text}: ${evaluationText(error)}`));
  const isTrue = (expression: Expression): boolean => {
    try {
      const value = expression.evaluate(variables);
      if (typeof value === "boolean") return value;
      note(expression, new TypeError("不是真假 neither true nor false"));
    } catch (error) {
      note(expression, error);
    }
    return false;
  };
  const matches = MEANINGS.flatMap((list) => {
    const expression = meaning.lists[list].find(isTrue);
    return expression === undefined ? [] : [{ list, expression: expression.text }];
  });
  const details = new Details(meaning, variables, note, parts.mask);
  const outcome = outcomeOf(matches, details, failures, parts);
  // What is not there has no number, and that it has none is nothing to tell of.
  const isThere = matches.every(({ list }) => list !== "untouched" && list !== "notFound");
  const supplierRef = isThere
    ? details.text("supplierRef")?.slice(0, SUPPLIER_REF_CHARACTERS_MAX)
    : undefined;
  return {
    outcome: supplierRef ? { ...outcome, supplierRef } : outcome,
    matches,
    failures,
  };
}

function outcomeOf(
  matches: readonly Match[],
  details: Details,
  failures: readonly string[],
  { notFound, chargeCash }: JudgeParts,
): Outcome {
  const [match, other] = matches;
  if (match === undefined) {
    const why = failures.length === 0 ? "" : `; ${failures[0]}`;
    return unknown(`应答不在任何一类 the answer is on no list${why}`);
  }
  if (other !== undefined) {
    const lists = matches.map(({ list }) => list).join(", ");
    return unknown(`应答自相矛盾 the answer is on several lists: ${lists}`);
  }
  switch (match.list) {
    case "succeeded":
      return { kind: "succeeded", details: details.all() };
    case "failed":
      return { kind: "failed", details: details.all() };
    case "pending":
      return { kind: "pending" };
    case "untouched":
      return {
        kind: "untouched",
        reason: details.text("retDetail") || `上游未受理 the supplier refused: ${match.expression}`,
      };
    case "partly": {
      // Half a number is worse than none: a wrong one would be paid out.
      const retCash = details.amount("retCash", { min: 1n, max: chargeCash });
      if (retCash === undefined) {
        return unknown("部分成功,但金额不对 succeeded in part, but retCash is not right");
      }
      return { kind: "succeeded", details: { ...details.all(), retCash } };
    }
    case "notFound":
      return notFoundOutcome(notFound);
  }
}

function notFoundOutcome(means: JudgeParts["notFound"]): Outcome {
  const reason = "上游查无此单 the supplier knows no such order";
  if (means === "pending") return { kind: "pending" };
  return means === "untouched"
    ? { kind: "untouched", reason }
    : unknown(`${reason},不证明没有充值 which proves nothing`);
}

function unknown(reason: string): Outcome {
  return { kind: "unknown", reason };
}

/** What an answer says besides; what it does not say is left out. */
class Details {
  constructor(
    private readonly meaning: CompiledMeaning,
    private readonly variables: Variables,
    private readonly note: (expression: Expression, error: unknown) => void,
    private readonly mask: (text: string) => string,
  ) {}

  all(): OutcomeDetails {
    const retDetail = this.text("retDetail");
    const userContent = this.text("userContent");
    // What does not fit into a callback is no amount.
    const retCost = this.amount("retCost", RET_COST_BOUNDS);
    const retBalance = this.amount("retBalance", RET_BALANCE_BOUNDS);
    return {
      ...(retDetail === undefined ? {} : { retDetail }),
      ...(userContent === undefined ? {} : { userContent }),
      ...(retCost === undefined ? {} : { retCost }),
      ...(retBalance === undefined ? {} : { retBalance }),
    };
  }

  text(name: keyof DetailsConfig): string | undefined {
    const expression = this.meaning.details[name];
    if (expression === null) return undefined;
    try {
      const value = expression.evaluate(this.variables);
      if (typeof value === "string") return this.mask(value);
      this.note(expression, new TypeError("不是文字 not a text"));
    } catch (error) {
      this.note(expression, error);
    }
    return undefined;
  }

  amount(name: keyof DetailsConfig, { min, max }: MoneyBounds): Money | undefined {
    const text = this.text(name);
    const amount = text === undefined ? null : readAmount(text);
    if (amount !== null && amount >= min && amount <= max) return amount;
    const expression = this.meaning.details[name];
    if (text !== undefined && expression !== null) {
      this.note(expression, new RangeError("不是这里的金额 no amount that fits here"));
    }
    return undefined;
  }
}
