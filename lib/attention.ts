/**
 * Which orders a person has to look at.
 *
 * @module
 */
import type { Order } from "./order.ts";
import { isContradicted } from "./order.ts";

/**
 * Whether an order waits for a person: nobody knows its outcome, it is at a desk, its server was given up, or its channel
 * has taken back its word.
 *
 * @param isDesk whether the orders of a channel are done by people
 */
export function needsYou(order: Order, isDesk: (channel: string) => boolean): boolean {
  switch (order.state) {
    case "received":
    case "queued":
      return false;
    case "processing":
      return isDesk(order.channel);
    case "review":
      return true;
    case "settled":
      return order.delivery.state === "abandoned" || isContradicted(order);
  }
}
