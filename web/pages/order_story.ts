/**
 * An order in plain words.
 *
 * @module
 */
import { isContradicted, isHeldForGood, type Order, type Settled } from "../../lib/order.ts";
import type { Frame } from "../components/layout.tsx";
import { shownMoney } from "../components/show.tsx";

/** What happened, what it means for the money, and what comes next and when. */
export interface Story {
  readonly happened: string;
  readonly money: string;
  readonly next: string;
  /** That its channel took back its word; empty where it did not. */
  readonly contradicted: string;
}

/** The story of an order. @param atDesk whether a person does it */
export function storyOf(
  order: Order,
  atDesk: boolean,
  { m, zone }: Pick<Frame, "m" | "zone">,
): Story {
  const { story } = m.page;
  const at = (atMs: number) => zone.textOf(atMs);
  const contradicted = isContradicted(order) ? story.contradicted : "";
  switch (order.state) {
    case "received":
      return {
        happened: story.received,
        money: story.untouched,
        next: story.receivedNext,
        contradicted,
      };
    case "queued":
      return {
        happened: story.queued,
        money: story.untouched,
        next: story.queuedNext,
        contradicted,
      };
    case "processing": {
      const { claim } = order;
      const happened = story.processing({ channel: order.channel, since: at(order.startedAtMs) });
      const waiting = atDesk ? story.deskNext : story.processingNext;
      const next = claim === null
        ? waiting
        : claim.untilMs === null
        ? story.claimedNext({ by: nameOf(claim.by), since: at(claim.atMs) })
        : story.leaseNext({ until: at(claim.untilMs) });
      return { happened, money: story.maybe, next, contradicted };
    }
    case "review": {
      const { reason, holdUntilMs } = order;
      return {
        happened: story.review({ reason }),
        money: story.maybe,
        next: isHeldForGood(order) ? story.heldNext : story.reviewNext({ until: at(holdUntilMs) }),
        contradicted,
      };
    }
    case "settled": {
      const { result, fields } = order;
      const isPart = result.retCode === 1 && result.retCash < fields.chargeCash;
      const cash = shownMoney(fields.chargeCash);
      const came = isPart
        ? story.partly({ done: shownMoney(result.retCash), cash })
        : story.settled[result.retCode];
      const money = {
        1: story.money1({ done: shownMoney(result.retCash), cost: shownMoney(result.retCost) }),
        2: story.money2,
        3: story.money3,
      }[result.retCode];
      const happened = `${came} ${story.by({ by: nameOf(result.by), at: at(result.atMs) })}`;
      return { happened, money, next: deliveryOf(order, { m, zone }), contradicted };
    }
  }
}

/** `operator:li` is `li`, `channel:acme` stays. */
export function nameOf(by: string): string {
  return by.replace(/^operator:/, "");
}

function deliveryOf({ delivery }: Settled, { m, zone }: Pick<Frame, "m" | "zone">): string {
  const { story } = m.page;
  switch (delivery.state) {
    case "pending": {
      const { nextAtMs, attempts, lastError } = delivery;
      const at = zone.textOf(nextAtMs);
      const next = attempts === 0 ? story.pushing({ at }) : story.pending({ at, attempts });
      return lastError === null ? next : `${next} ${story.lastError({ error: lastError })}`;
    }
    case "confirmed":
      return story.confirmed({ at: zone.textOf(delivery.confirmedAtMs) });
    case "abandoned":
      return story.abandoned;
  }
}
