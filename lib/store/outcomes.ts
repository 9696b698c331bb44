/**
 * What can become of what is asked of the stored orders.
 *
 * @module
 */
import type { Order } from "../order.ts";

/** What became of a new order. */
export type Accepted =
  /** It is stored, durably. */
  | { readonly kind: "accepted" }
  /** Its id was there before; compare the digests to know whether it is the same order. */
  | { readonly kind: "known"; readonly contentDigest: string }
  /** The store refused it, and a second look shows that it is not there. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Nobody can tell now whether it is stored. */
  | { readonly kind: "doubtful"; readonly reason: string };

/** What became of a change. */
export type Changed<O extends Order> =
  | { readonly kind: "changed"; readonly order: O }
  /** The decider did not want it for the order as it is now. */
  | { readonly kind: "declined"; readonly order: Order }
  | { readonly kind: "notFound" }
  /** Not stored, as far as anyone knows; the order is read again before its next change. */
  | { readonly kind: "storeDown"; readonly reason: string };

/** A {@linkcode Changed} that can't fail. */
export type SureChange<O extends Order> = Exclude<Changed<O>, { kind: "storeDown" }>;

/** Makes of the order as it is now the order as it shall be; `null` leaves it. It has no side effects. */
export type Decide<O extends Order> = (order: Order) => O | null;

/** Told of every order that was stored or changed, after the commit; `before` is `null` for a new one. */
export type OrderListener = (order: Order, before: Order | null) => void;

/** Told of what comes up while the orders of earlier processes are read. */
export interface Loading {
  /** An order that an earlier process left unfinished, as it is now; each once. */
  loaded(order: Order): void;
  /** A row that holds no order is left alone; `key` is where it stands. */
  unreadable(key: readonly unknown[], error: string): void;
  /** The store can't be read now; it is tried again. */
  failed(reason: string): void;
}
