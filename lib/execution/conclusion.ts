/**
 * What a channel's answer makes of the order as it is by then.
 *
 * @module
 */
import type { Order, Processing, Queued, Settled, Undelivered } from "../order.ts";
import { move } from "../move.ts";
import type { OrderFields } from "../order_fields.ts";
import type { Result } from "../result.ts";
import { sameForTheMoney } from "../result.ts";
import type { About, Outcome, OutcomeDetails } from "./channel.ts";

/** What says for certain what became of an order. */
export type ClearOutcome = Extract<Outcome, { kind: "succeeded" | "failed" | "untouched" }>;

/** Whether an answer says for certain what became of the order. */
export function isClear(outcome: Outcome): outcome is ClearOutcome {
  return outcome.kind !== "pending" && outcome.kind !== "unknown";
}

/** Whether an attempt has no result yet: it is under way, or in review. */
export function isOpen(order: Order, asked: About): boolean {
  return (order.state === "processing" || order.state === "review") &&
    order.attempt === asked.attempt && order.channel === asked.channel;
}

/**
 * The order after an answer to an attempt at it; `null` where the answer changes nothing.
 *
 * While the attempt is under way, any answer but `pending` moves the order. In review a clear one settles it; there, proof
 * that nothing was done settles it 3, for by now a person may be at it, and another channel must not be. Once the order
 * is settled, an answer that is something else for the money is kept, and never applied.
 *
 * @param next gives an order that is queued again to the next channel, or ends it
 */
export function conclude(
  order: Order,
  asked: About,
  outcome: Outcome,
  atMs: number,
  { holdMs, next }: { holdMs: number; next: (order: Queued) => Processing | Undelivered },
): Order | null {
  if (order.state === "settled") return contradicted(order, asked, outcome, atMs);
  if (!isOpen(order, asked)) return null;
  if (order.state === "processing" && outcome.kind === "untouched") {
    return next(move(order, { kind: "untouched", reason: outcome.reason, heard: outcome }, atMs));
  }
  if (order.state === "processing" && outcome.kind === "unknown") {
    const { reason } = outcome;
    const holdUntilMs = atMs + holdMs;
    return move(order, { kind: "unclear", reason, holdUntilMs, heard: outcome }, atMs);
  }
  if (!isClear(outcome)) return null;
  const result = resultOf(asked, outcome, atMs);
  const event = { kind: "settled", result, heard: outcome } as const;
  if (order.state === "processing") return move(order, event, atMs);
  return order.state === "review" ? move(order, event, atMs) : null;
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
  return last?.note === note
    ? null
    : move(order, { kind: "contradicted", note, heard: outcome }, atMs);
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
