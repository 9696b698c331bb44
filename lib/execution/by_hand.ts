/**
 * Settling from outside: an operator on the page, or a program through the API.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Order, OrderId } from "../order.ts";
import { move } from "../move.ts";
import type { ResultGiven, SettleAnswer } from "../operator.ts";
import type { Channel } from "./channel.ts";
import { contradiction } from "./conclusion.ts";
import type { OrderChanger } from "./orders.ts";

/**
 * Settles an order of a channel that is settled from outside, or one in review; one that waits for a channel only with 3, for
 * it certainly was not executed.
 */
export async function settleByHand(
  parts: {
    orders: OrderChanger;
    channels: ReadonlyMap<string, Pick<Channel, "settledFromOutside">>;
    /** Somebody at this channel has told a result. */
    heard: (channel: string) => void;
    /** Whoever had taken the order on tells something else than its result. */
    contradicted: (id: OrderId, channel: string) => void;
    clock: Clock;
  },
  id: OrderId,
  result: ResultGiven,
  by: string,
): Promise<SettleAnswer> {
  let outside: string | null = null, takenBack: string | null = null;
  const changed = await parts.orders.change(id, (order) => {
    outside = null;
    takenBack = null;
    const atMs = parts.clock.nowMs();
    const event = { kind: "settled" as const, result: { ...result, atMs, by } };
    if (order.state === "settled") {
      // A person who is late has only not seen it; a worker whose lease was over knows what nobody else does.
      if (order.channel === null || !hadClaim(order, by)) return null;
      takenBack = order.channel;
      return contradiction(order, event.result, atMs);
    }
    if (order.state === "review") return move(order, event, atMs);
    if (order.state === "queued" && result.retCode === 3) {
      const cancelled = { ...event.result, retCode: result.retCode };
      return move(order, { kind: "cancelled", result: cancelled }, atMs);
    }
    if (order.state !== "processing" || isTaken(order, by)) return null;
    if (!parts.channels.get(order.channel)?.settledFromOutside) return null;
    outside = order.channel;
    return move(order, event, atMs);
  });
  switch (changed.kind) {
    case "changed":
      if (takenBack !== null) {
        parts.contradicted(id, takenBack);
        return "alreadySettled";
      }
      if (outside !== null) parts.heard(outside);
      return "settled";
    case "declined":
      if (changed.order.state === "settled") return "alreadySettled";
      return isTaken(changed.order, by) ? "taken" : "notSettleable";
    default:
      return changed.kind;
  }
}

/** Whether the order was once leased to this program. */
function hadClaim({ timeline }: Order, by: string): boolean {
  return by.startsWith("token:") &&
    timeline.some(({ kind, note }) => kind === "claimed" && note === by);
}

/** Whether somebody else is at it. */
function isTaken(order: Order, by: string): boolean {
  return order.state === "processing" && order.claim !== null && order.claim.by !== by;
}
