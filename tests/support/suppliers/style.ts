/**
 * How a supplier speaks: bytes to meaning and back. Each of the public styles is one of these, and none of them shares a
 * line with czdock's own code, so that a common error can't hide.
 *
 * @module
 */
import type { AskedOrder, BookedOrder, Refusal, State } from "./books.ts";
import type { HttpRequest, Reply } from "./http_server.ts";

/** A customer's account with a supplier. */
export interface Account {
  /** appkey, userid. */
  readonly user: string;
  /** Signs; it never goes over the line. */
  readonly secret: string;
}

/** What a supplier was asked. */
export type Asked =
  | { readonly kind: "submit"; readonly order: AskedOrder; readonly refusal: Refusal | null }
  | { readonly kind: "query"; readonly numbers: readonly string[] }
  | { readonly kind: "balance" }
  /** What can't be taken on, whatever was meant. */
  | { readonly kind: "refused"; readonly reason: Refusal }
  /** No such path. */
  | { readonly kind: "nothing" };

/** What a supplier says. */
export type Answer =
  | { readonly kind: "taken"; readonly order: Told }
  | { readonly kind: "found"; readonly orders: readonly Told[] }
  | { readonly kind: "balance"; readonly milli: number }
  | { readonly kind: "refused"; readonly reason: Refusal }
  /** A code that the supplier's own documents don't have. */
  | { readonly kind: "unheardOf" };

/** An order as the customer is told of it. */
export type Told = Pick<
  BookedOrder,
  "number" | "account" | "ownNumber" | "state" | "arrivedMilli" | "costMilli"
>;

/** A notification. */
export interface Notice {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** One way to speak. */
export interface Style {
  readonly name: string;
  /** How a text is written on the line, for an answer in the wrong charset too. */
  readonly charset: "utf-8" | "gbk";
  read(request: HttpRequest, account: Account): Asked;
  write(answer: Answer): Reply;
  /** Writes a notification; `null` where the style has none. */
  notice(order: Told, state: State, account: Account): Notice | null;
  /** Whether what the customer answered means that it has the notification. */
  heard(text: string): boolean;
}

/** Yuan with as many decimals as it takes, at least two. */
export function yuan(milli: number): string {
  const text = (milli / 1000).toFixed(3);
  return text.endsWith("0") ? text.slice(0, -1) : text;
}

/** Thousandths of a yuan; `null` where the text is no amount. */
export function milliOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,7}(\.\d{1,3})?$/.test(text)
    ? Math.round(Number(text) * 1000)
    : null;
}
