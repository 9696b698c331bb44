/**
 * Settling from outside: an operator on the page, or a program through the API.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Order, OrderId } from "../order.ts";
import { move } from "../move.ts";
import type { ResultGiven, SettleAnswer } from "../operator.ts";
import type { Result } from "../result.ts";
import type { Channel } from "./channel.ts";
import { contradiction } from "./conclusion.ts";
import type { OrderChanger } from "./orders.ts";

/** What settling by hand works with. */
export interface ByHandParts {
  readonly orders: OrderChanger;
  readonly channels: ReadonlyMap<string, Pick<Channel, "settledFromOutside">>;
  /** Somebody at this channel has told a result. */
  readonly heard: (channel: string) => void;
  /** Whoever had taken the order on tells something else than its result. */
  readonly contradicted: (id: OrderId, channel: string) => void;
  readonly clock: Clock;
}

/**
 * Settles an order of a channel that is settled from outside, or one in review; one that waits for a channel only with 3, for
 * it certainly was not executed.
 */
export async function settleByHand(
  { orders, channels, heard, contradicted, clock }: ByHandParts,
  id: OrderId,
  given: ResultGiven,
  by: string,
): Promise<SettleAnswer> {
  let step: Step = NO_STEP;
  const changed = await orders.change(id, (order) => {
    step = stepOf(order, { ...given, atMs: clock.nowMs(), by }, channels);
    return step.after;
  });
  if (changed.kind === "declined") {
    if (changed.order.state === "settled") return "alreadySettled";
    return isTaken(changed.order, by) ? "taken" : "notSettleable";
  }
  if (changed.kind !== "changed") return changed.kind;
  if (step.contradictedAt !== null) {
    contradicted(id, step.contradictedAt);
    return "alreadySettled";
  }
  if (step.settledAt !== null) heard(step.settledAt);
  return "settled";
}

/** What a result by hand makes of an order. */
interface Step {
  /** `null` where it changes nothing. */
  readonly after: Order | null;
  /** The channel that had it, where it was still under way there. */
  readonly settledAt: string | null;
  /** The channel whose result it contradicts. */
  readonly contradictedAt: string | null;
}

const NO_STEP: Step = { after: null, settledAt: null, contradictedAt: null };

function stepOf(order: Order, result: Result, channels: ByHandParts["channels"]): Step {
  const { atMs, by, retCode } = result;
  const event = { kind: "settled", result } as const;
  switch (order.state) {
    case "settled":
      // A person who is late has only not seen it; a worker whose lease was over knows what nobody else does.
      if (order.channel === null || !hadClaim(order, by)) return NO_STEP;
      return {
        ...NO_STEP,
        after: contradiction(order, result, atMs),
        contradictedAt: order.channel,
      };
    case "review":
      return { ...NO_STEP, after: move(order, event, atMs) };
    case "queued": {
      if (retCode !== 3) return NO_STEP;
      const after = move(order, { kind: "cancelled", result: { ...result, retCode } }, atMs);
      return { ...NO_STEP, after };
    }
    case "processing":
      if (isTaken(order, by) || !channels.get(order.channel)?.settledFromOutside) return NO_STEP;
      return { ...NO_STEP, after: move(order, event, atMs), settledAt: order.channel };
    case "received":
      return NO_STEP;
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
