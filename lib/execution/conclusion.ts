/**
 * What a channel's answer makes of the order as it is by then.
 *
 * @module
 */
import type { Order, Processing, Review, Settled } from "../order.ts";
import { isHeldForGood } from "../order.ts";
import { move } from "../move.ts";
import type { OrderFields } from "../order_fields.ts";
import type { Result } from "../result.ts";
import { sameForTheMoney } from "../result.ts";
import { NOTE_CHARACTERS_MAX } from "../timeline.ts";
import type { About, Outcome, OutcomeDetails } from "./channel.ts";

/** What says for certain what became of an order. */
export type ClearOutcome = Extract<Outcome, { kind: "succeeded" | "failed" | "untouched" }>;

type Unclear = Exclude<Outcome, ClearOutcome>;

/** Whether an answer says for certain what became of the order. */
export function isClear(outcome: Outcome): outcome is ClearOutcome {
  return outcome.kind !== "pending" && outcome.kind !== "unknown";
}

/** Whether an attempt has no result yet: it is under way, or in review. */
export function isOpen(order: Order, asked: About): boolean {
  return (order.state === "processing" || order.state === "review") &&
    order.attempt === asked.attempt && order.channel === asked.channel;
}

/** On what occasion a channel spoke. */
export type Saying = "submission" | "query" | "notification";

/** What an answer is weighed by. */
export interface SaidIn {
  readonly saying: Saying;
  /** How long an order of unknown outcome waits in review, in milliseconds. */
  readonly holdMs: number;
  /** Whether the channel can be asked what became of an order. */
  readonly canQuery: boolean;
  /** How long after its start an attempt may be pending, in milliseconds; `null` is for ever. */
  readonly pendingUntilMs: number | null;
}

/**
 * The order after an answer to an attempt at it; `null` where the answer changes nothing.
 *
 * While the attempt is under way, a clear answer settles the order, and proof that nothing was done queues it again. An unclear
 * answer to the submission is only noted where the channel can be asked; an unclear answer to that question leads to review.
 * In review a clear answer settles it; there, proof that nothing was done settles it 3, for by now a person may be at it, and
 * another channel must not be. An order that came from a backup is the operator's alone, and an answer is only noted: what was
 * pushed since the backup nobody knows here. Once the order is settled, an answer that is something else for the money is kept, and never
 * applied.
 */
export function conclude(
  order: Order,
  asked: About,
  outcome: Outcome,
  atMs: number,
  context: SaidIn,
): Order | null {
  if (order.state === "settled") return contradicted(order, asked, outcome, atMs);
  if (order.state !== "processing" && order.state !== "review") return null;
  if (!isOpen(order, asked)) return null;
  if (isHeldForGood(order)) return answered(order, outcome, atMs);
  const heard = { exchange: outcome.exchange, supplierRef: outcome.supplierRef };
  if (order.state === "processing" && outcome.kind === "untouched") {
    return move(order, { kind: "untouched", reason: outcome.reason, heard }, atMs);
  }
  if (!isClear(outcome)) {
    const reason = order.state === "processing" ? unclearBy(order, outcome, atMs, context) : null;
    if (order.state !== "processing" || reason === null) return answered(order, outcome, atMs);
    return move(
      order,
      { kind: "unclear", reason, holdUntilMs: atMs + context.holdMs, heard },
      atMs,
    );
  }
  const result = resultOf(asked, outcome, atMs);
  const event = { kind: "settled", result, heard } as const;
  return order.state === "processing" ? move(order, event, atMs) : move(order, event, atMs);
}

/** Why an attempt that is under way goes to review; `null` where it does not yet. */
function unclearBy(
  order: Processing,
  outcome: Unclear,
  atMs: number,
  { saying, canQuery, pendingUntilMs }: SaidIn,
): string | null {
  if (outcome.kind === "unknown") {
    return saying === "query" || !canQuery ? outcome.reason : null;
  }
  if (pendingUntilMs === null || atMs - order.startedAtMs < pendingUntilMs) return null;
  return "通道处理中的时间过长 the channel has had it pending for too long";
}

/** An attempt that goes on, with a line of what was answered where that is news. */
function answered(order: Processing | Review, outcome: Outcome, atMs: number): Order | null {
  const { exchange, supplierRef } = outcome;
  const note = "reason" in outcome
    ? `${outcome.kind}: ${outcome.reason}`
    : [outcome.kind, "details" in outcome && outcome.details.retDetail].filter(Boolean).join(": ");
  const last = order.timeline.findLast(({ kind }) => kind === "answered");
  const isNews = last?.note !== note.slice(0, NOTE_CHARACTERS_MAX) ||
    (supplierRef !== undefined && supplierRef !== order.supplierRef);
  const saysMore = outcome.kind !== "pending" || exchange !== undefined ||
    supplierRef !== undefined;
  if (!isNews || !saysMore) return null;
  const event = { kind: "answered", note, heard: { exchange, supplierRef } } as const;
  return order.state === "processing" ? move(order, event, atMs) : move(order, event, atMs);
}

/** A settled order with a note of the answer, where that is something else for the money than its result. */
function contradicted(
  order: Settled,
  asked: About,
  outcome: Outcome,
  atMs: number,
): Settled | null {
  if (!isClear(outcome)) return null;
  // That a channel did not execute it is no contradiction to another one that did.
  if (order.channel !== asked.channel && outcome.kind !== "succeeded") return null;
  const said = resultOf(asked, outcome, atMs);
  if (order.channel === asked.channel && sameForTheMoney(order.result, said)) return null;
  const note = `${said.retCode} ${said.by} ${said.retDetail}`;
  const last = order.timeline.findLast(({ kind }) => kind === "contradicted");
  // A channel that says it again and again says it once.
  return last?.note === note ? null : move(order, {
    kind: "contradicted",
    note,
    heard: { exchange: outcome.exchange, supplierRef: outcome.supplierRef },
  }, atMs);
}

function resultOf(asked: About, outcome: ClearOutcome, atMs: number): Result {
  const by = `channel:${asked.channel}`;
  if (outcome.kind === "untouched") {
    const details = { retDetail: "通道未受理,定单未执行" };
    return { ...withDefaults(3, details, asked.fields), retCode: 3, atMs, by };
  }
  const retCode = outcome.kind === "succeeded" ? 1 : 3;
  return { ...withDefaults(retCode, outcome.details, asked.fields), retCode, atMs, by };
}

/** What a result says where whoever settles the order left it out. */
function withDefaults(retCode: 1 | 3, details: OutcomeDetails, { chargeCash }: OrderFields) {
  return {
    retDetail: details.retDetail ?? (retCode === 1 ? "充值成功" : "充值失败"),
    userContent: details.userContent ?? "",
    retCost: details.retCost ?? 0n,
    retBalance: details.retBalance ?? 0n,
    retCash: details.retCash ?? (retCode === 1 ? chargeCash : 0n),
  };
}
