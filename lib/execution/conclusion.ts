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
import { detailOf, sameForTheMoney } from "../result.ts";
import type { Heard } from "../timeline.ts";
import { keptNote } from "../timeline.ts";
import type { AttemptId, Outcome, OutcomeDetails } from "./channel.ts";

/** What says for certain what became of an order. */
export type ClearOutcome = Extract<Outcome, { kind: "succeeded" | "failed" | "untouched" }>;

type Unclear = Exclude<Outcome, ClearOutcome>;

/** Whether an answer says for certain what became of the order. */
export function isClear(outcome: Outcome): outcome is ClearOutcome {
  return outcome.kind !== "pending" && outcome.kind !== "unknown";
}

/** Whether an attempt has no result yet: it is under way, or in review. */
export function isOpen(order: Order, asked: AttemptId): boolean {
  return (order.state === "processing" || order.state === "review") &&
    order.attempt === asked.attempt && order.channel === asked.channel;
}

/** On what occasion a channel spoke. */
export type Occasion = "submission" | "query" | "notification";

/** What an answer is weighed by. */
export interface Weighing {
  readonly occasion: Occasion;
  /** How long an order of unknown outcome waits in review, in milliseconds. */
  readonly holdMs: number;
  /** Whether the channel can be asked what became of an order. */
  readonly canQuery: boolean;
  /** How long after its start an attempt may be pending, in milliseconds; `null` is for ever. */
  readonly pendingUntilMs: number | null;
}

/** The order after an answer to an attempt at it; `null` where the answer changes nothing. */
export function conclude(
  order: Order,
  asked: AttemptId,
  outcome: Outcome,
  atMs: number,
  weighing: Weighing,
): Order | null {
  if (order.state === "settled") return contradicted(order, asked, outcome, atMs);
  if (!isOpen(order, asked)) return null;
  if (order.state === "processing") return underWay(order, asked, outcome, atMs, weighing);
  return order.state === "review" ? inReview(order, asked, outcome, atMs) : null;
}

/**
 * A clear answer settles the order, and proof that nothing was done queues it again. An unclear answer to the submission is
 * only noted where the channel can be asked; an unclear answer to that question leads to review.
 */
function underWay(
  order: Processing,
  asked: AttemptId,
  outcome: Outcome,
  atMs: number,
  weighing: Weighing,
): Order | null {
  const heard = heardWith(outcome);
  if (outcome.kind === "untouched") {
    return move(order, { kind: "untouched", reason: outcome.reason, heard }, atMs);
  }
  if (isClear(outcome)) {
    return move(order, { kind: "settled", result: resultOf(asked, outcome, atMs), heard }, atMs);
  }
  const reason = unclearBy(order, outcome, atMs, weighing);
  if (reason === null) return answered(order, outcome, atMs);
  const holdUntilMs = atMs + weighing.holdMs;
  return move(order, { kind: "unclear", reason, holdUntilMs, heard }, atMs);
}

/**
 * A clear answer settles the order; proof that nothing was done settles it 3, for by now a person may be at it, and another
 * channel must not be. An order that came from a backup is the operator's alone: what was pushed since nobody knows here.
 */
function inReview(
  order: Review,
  asked: AttemptId,
  outcome: Outcome,
  atMs: number,
): Order | null {
  if (!isClear(outcome) || isHeldForGood(order)) return answered(order, outcome, atMs);
  const result = resultOf(asked, outcome, atMs);
  return move(order, { kind: "settled", result, heard: heardWith(outcome) }, atMs);
}

function heardWith({ exchange, supplierRef }: Outcome): Heard {
  return { exchange, supplierRef };
}

/** Why an attempt that is under way goes to review; `null` where it does not yet. */
function unclearBy(
  order: Processing,
  outcome: Unclear,
  atMs: number,
  { occasion, canQuery, pendingUntilMs }: Weighing,
): string | null {
  if (outcome.kind === "unknown") {
    return occasion === "query" || !canQuery ? outcome.reason : null;
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
  const isNews = last?.note !== keptNote(note) ||
    (supplierRef !== undefined && supplierRef !== order.supplierRef);
  const saysMore = outcome.kind !== "pending" || exchange !== undefined ||
    supplierRef !== undefined;
  if (!isNews || !saysMore) return null;
  return move(order, { kind: "answered", note, heard: heardWith(outcome) }, atMs);
}

/** The result stays. An answer that is something else for the money is kept, and never applied. */
function contradicted(
  order: Settled,
  asked: AttemptId,
  outcome: Outcome,
  atMs: number,
): Settled | null {
  if (!isClear(outcome)) return null;
  // That a channel did not execute it is no contradiction to another one that did.
  if (order.channel !== asked.channel && outcome.kind !== "succeeded") return null;
  const said = resultOf(asked, outcome, atMs);
  if (order.channel !== asked.channel) return takenBack(order, said, atMs, heardWith(outcome));
  return contradiction(order, said, atMs, heardWith(outcome));
}

/** The order with a result that whoever had it tells after its own; `null` where that is the same for the money, or nothing new. */
export function contradiction(
  order: Settled,
  said: Result,
  atMs: number,
  heard?: Heard,
): Settled | null {
  if (said.retCode === 2 || sameForTheMoney(order.result, said)) return null;
  return takenBack(order, said, atMs, heard);
}

function takenBack(order: Settled, said: Result, atMs: number, heard?: Heard): Settled | null {
  const note = `${said.retCode} ${said.by} ${said.retDetail}`;
  const last = order.timeline.findLast(({ kind }) => kind === "contradicted");
  // Whoever says it again and again says it once.
  if (last?.note === keptNote(note)) return null;
  return move(order, { kind: "contradicted", note, heard }, atMs);
}

function resultOf(asked: AttemptId, outcome: ClearOutcome, atMs: number): Result {
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
  const retCash = details.retCash ?? (retCode === 1 ? chargeCash : 0n);
  return {
    retDetail: details.retDetail ?? detailOf(retCode, retCash, chargeCash),
    userContent: details.userContent ?? "",
    retCost: details.retCost ?? 0n,
    retBalance: details.retBalance ?? 0n,
    retCash,
  };
}
