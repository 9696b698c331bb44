/**
 * When each server sent its last order, and when it said its last `OK`: by the orders themselves, so that a restart forgets
 * neither.
 *
 * @module
 */
import type { Order } from "../order.ts";
import { isUndelivered } from "../order.ts";
import type { OrdersReader } from "../operator.ts";

/**
 * Orders that are looked at for the last `OK`, the latest that came in: one that came in before them may have been confirmed
 * after them, but hardly ever is.
 */
const LOOKED_AT = 20;

/** Knows when servers were heard of last. */
export class LastHeard {
  /** By server. */
  readonly #orderAtMs = new Map<string, number>();
  readonly #okAtMs = new Map<string, number>();

  /** When a server's last new order came in; `null` where none is known. */
  orderAtMs(server: string): number | null {
    return this.#orderAtMs.get(server) ?? null;
  }

  /** When a server last said `OK`; `null` where that is not known. */
  okAtMs(server: string): number | null {
    return this.#okAtMs.get(server) ?? null;
  }

  /** Call with every order that is stored or changed. */
  see(order: Order, before: Order | null): void {
    const { server } = order;
    if (before === null && order.state === "received") {
      this.#orderAtMs.set(server, order.receivedAtMs);
    }
    const okAtMs = before !== null && isUndelivered(before) ? confirmedAtMs(order) : null;
    if (okAtMs !== null) this.#okAtMs.set(server, okAtMs);
  }

  /**
   * Looks what earlier processes heard of a server, once their orders are in memory. What was heard since is later.
   *
   * @throws {StoreDown} the store can't be read
   */
  async lookBack(server: string, orders: Pick<OrdersReader, "list">): Promise<void> {
    const newest = await orders.list({ server }, LOOKED_AT, null);
    const [last] = newest.orders;
    if (last === undefined) return;
    // None of them is, where the server has been silent for a while.
    const okAtMs = latestOk(newest.orders) ??
      latestOk((await orders.list({ server, delivery: "confirmed" }, LOOKED_AT, null)).orders);
    if (!this.#orderAtMs.has(server)) this.#orderAtMs.set(server, last.receivedAtMs);
    if (okAtMs !== null && !this.#okAtMs.has(server)) this.#okAtMs.set(server, okAtMs);
  }
}

function latestOk(orders: readonly Order[]): number | null {
  const latest = Math.max(...orders.map((order) => confirmedAtMs(order) ?? -Infinity));
  return Number.isFinite(latest) ? latest : null;
}

function confirmedAtMs(order: Order): number | null {
  if (order.state !== "settled" || order.delivery.state !== "confirmed") return null;
  return order.delivery.confirmedAtMs;
}
