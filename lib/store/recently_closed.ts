/**
 * The orders that were closed last, as they are stored: a listing of the newest orders, the one that is looked at most, then
 * reads none of them.
 *
 * @module
 */
import { letGoOfOldest } from "../bounded.ts";
import type { Closed, Order } from "../order.ts";
import { idOf, idText, isClosed } from "../order.ts";
import type { Place } from "./keys.ts";

/** Orders that are kept: three pages of a listing. More would only grow old before they are let go of. */
export const RECENTLY_CLOSED_MAX = 150;

/** The last {@linkcode RECENTLY_CLOSED_MAX} that were closed, or changed after it. */
export class RecentlyClosed {
  readonly #orders = new Map<string, Closed>();

  /** Call with every order that was stored or changed. */
  see(order: Order): void {
    const { server, chargeId } = idOf(order);
    const key = idText(server, chargeId);
    // Put in again, for the map is in the order of the changes.
    this.#orders.delete(key);
    if (!isClosed(order)) return;
    this.#orders.set(key, order);
    letGoOfOldest(this.#orders, RECENTLY_CLOSED_MAX);
  }

  /** The order that an index row stands for; `null` where it is not kept. */
  at({ server, chargeId, receivedAtMs }: Place): Closed | null {
    const order = this.#orders.get(idText(server, chargeId));
    return order?.receivedAtMs === receivedAtMs ? order : null;
  }
}
