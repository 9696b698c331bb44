/**
 * Settling from outside: an operator on the page, or a program through the API.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Order, OrderId } from "../order.ts";
import { move } from "../move.ts";
import type { Result } from "../result.ts";
import type { Channel } from "./channel.ts";

/** Moves an order once, and says so when it can't. */
export interface OrderChanger {
  change<O extends Order>(id: OrderId, decide: (order: Order) => O | null): Promise<
    | { kind: "changed"; order: O }
    | { kind: "declined"; order: Order }
    | { kind: "notFound" }
    | { kind: "storeDown"; reason: string }
  >;
}

/** What became of it; `notSettleable`: its channel has it, and only that channel can say what became of it. */
export type SettledByHand =
  | "settled"
  | "notFound"
  | "alreadySettled"
  | "notSettleable"
  | "storeDown";

/** Settles an order of a channel that is settled from outside, or one in review. */
export async function settleByHand(
  parts: {
    orders: OrderChanger;
    channels: ReadonlyMap<string, Pick<Channel, "settledFromOutside">>;
    clock: Clock;
  },
  id: OrderId,
  result: Omit<Result, "atMs" | "by">,
  by: string,
): Promise<SettledByHand> {
  const changed = await parts.orders.change(id, (order) => {
    const atMs = parts.clock.nowMs();
    const event = { kind: "settled" as const, result: { ...result, atMs, by } };
    if (order.state === "review") return move(order, event, atMs);
    if (order.state !== "processing") return null;
    if (!parts.channels.get(order.channel)?.settledFromOutside) return null;
    return move(order, event, atMs);
  });
  switch (changed.kind) {
    case "changed":
      return "settled";
    case "declined":
      return changed.order.state === "settled" ? "alreadySettled" : "notSettleable";
    default:
      return changed.kind;
  }
}
