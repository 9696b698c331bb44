/**
 * What the execution asks of the stored orders.
 *
 * @module
 */
import type { Order, OrderId } from "../order.ts";

/** Moves an order once, and says so when it can't. */
export interface OrderChanger {
  change<O extends Order>(id: OrderId, decide: (order: Order) => O | null): Promise<
    | { kind: "changed"; order: O }
    | { kind: "declined"; order: Order }
    | { kind: "notFound" }
    | { kind: "storeDown"; reason: string }
  >;
}

/** Moves orders for what has happened in the world and only has to be written down. */
export interface OrderMover {
  /** An order that is not closed, written down whatever it takes. */
  changeSurely<O extends Order>(
    id: OrderId,
    decide: (order: Order) => O | null,
  ): Promise<{ kind: "changed"; order: O } | { kind: "declined" } | { kind: "notFound" }>;
  /** An order that is not closed, at once. */
  peek(id: OrderId): Order | null;
}
