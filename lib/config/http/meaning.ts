/**
 * The keys that say what an answer means.
 *
 * @module
 */
import type { MeaningConfig } from "../../http_config.ts";
import { oneOrMany } from "../collection.ts";
import { type Key, type Kind, optional } from "../schema.ts";
import { expression } from "./template_kind.ts";

/** Expressions of a list, at most. */
const EXPRESSIONS_MAX = 32;
/** One or more expressions. */
export const expressions: Kind<readonly string[]> = oneOrMany(expression, {
  min: 1,
  max: EXPRESSIONS_MAX,
});

/** The keys of everything that tells what became of an order. */
export const MEANING_KEYS = {
  succeeded: optional(
    expressions,
    "哪些应答是成功:表达式,一个为真即是。几类同时为真、或全不为真,都是结果不明。",
    "Answers that mean success: expressions, one of which is true. Where several lists are true, or none, the outcome is unknown.",
  ),
  partly: optional(
    expressions,
    "哪些应答是部分成功;成功了多少由 retCash 说明。",
    "Answers that mean success in part; retCash says how much.",
  ),
  failed: optional(
    expressions,
    "哪些应答是失败,以后也绝不会成功。",
    "Answers that mean failure, which nothing will ever change.",
  ),
  pending: optional(
    expressions,
    "哪些应答是已受理、还没有结果。",
    "Answers that mean that the order was taken on and has no result yet.",
  ),
  untouched: optional(
    expressions,
    "哪些应答证明什么也没有做;只有它们才会换下一个通道。",
    "Answers that prove that nothing was done; only they lead to the next channel.",
  ),
  retDetail: optional(expression, "结果说明。", "The result's detail."),
  userContent: optional(expression, "给下级用户的说明。", "What users further down may read."),
  retCost: optional(
    expression,
    "成本,单位元;取不到则不报。",
    "The cost in yuan; left out where it can't be told.",
  ),
  retBalance: optional(
    expression,
    "余额,单位元;取不到则用最近一次查到的。",
    "The balance in yuan; the last known one where it can't be told.",
  ),
  retCash: optional(
    expression,
    "partly 时实际成功的金额,单位元;取不到则结果不明。",
    "With partly: the amount that succeeded, in yuan; where it can't be told, the outcome is unknown.",
  ),
  supplierRef: optional(
    expression,
    "上游自己的订单号。",
    "The supplier's own number of the order.",
  ),
} satisfies Record<string, Key<unknown>>;

/** The values of {@linkcode MEANING_KEYS}. */
export interface MeaningValues {
  readonly succeeded?: readonly string[];
  readonly partly?: readonly string[];
  readonly failed?: readonly string[];
  readonly pending?: readonly string[];
  readonly untouched?: readonly string[];
  readonly retDetail?: string;
  readonly userContent?: string;
  readonly retCost?: string;
  readonly retBalance?: string;
  readonly retCash?: string;
  readonly supplierRef?: string;
}

/** What answers mean, as the program uses it. */
export function meaningOf(
  values: MeaningValues,
  notFound: readonly string[] = [],
): MeaningConfig {
  const { retDetail, userContent, retCost, retBalance, retCash, supplierRef } = values;
  return {
    succeeded: values.succeeded ?? [],
    partly: values.partly ?? [],
    failed: values.failed ?? [],
    pending: values.pending ?? [],
    untouched: values.untouched ?? [],
    notFound,
    details: {
      retDetail: retDetail ?? null,
      userContent: userContent ?? null,
      retCost: retCost ?? null,
      retBalance: retBalance ?? null,
      retCash: retCash ?? null,
      supplierRef: supplierRef ?? null,
    },
  };
}
