/**
 * What executes orders: a channel is a person, a supplier's API, a script or another program.
 *
 * @module
 */
import type { OrderSecrets } from "../order_fields.ts";
import type { Processing } from "../order.ts";
import type { Money } from "../money.ts";

/** What a channel knows of the result beyond its kind; what is left out has the order's own default. */
export interface OutcomeDetails {
  readonly retDetail?: string;
  readonly userContent?: string;
  readonly retCost?: Money;
  readonly retBalance?: Money;
  readonly retCash?: Money;
}

/**
 * What a channel says became of an order. The world is closed: whatever is not on the channel's own list of clear
 * answers is `unknown`, and time alone never makes a failure of it.
 */
export type Outcome =
  /** Executed, in full or (with a smaller `retCash`) in part. */
  | { readonly kind: "succeeded"; readonly details: OutcomeDetails }
  /** The channel took it on and it failed; nothing of it will happen later. */
  | { readonly kind: "failed"; readonly details: OutcomeDetails }
  /** Nobody knows: the order goes to review. */
  | { readonly kind: "unknown"; readonly reason: string }
  /** The channel has it, and its result will come later. */
  | { readonly kind: "pending" }
  /** Proof that the channel did nothing for it: the next channel may be asked. */
  | { readonly kind: "untouched"; readonly reason: string };

/** An order as a channel gets it, already committed as `processing` by this channel. */
export interface Task {
  readonly order: Processing;
  /**
   * The card and agent passwords, decrypted when a channel asks.
   *
   * @throws {Error} they can't be read
   */
  readonly secrets: () => OrderSecrets;
  /** Our own name for this attempt, for the supplier to know it again. */
  readonly reference: string;
}

/** Executes orders. */
export interface Channel {
  readonly name: string;
  readonly type: string;
  /** Whether people or programs settle its orders through the API. */
  readonly settledFromOutside: boolean;
  /**
   * Executes. Called at most once for an order and attempt, after the intent is committed. A rejection counts as
   * `unknown`.
   */
  submit(task: Task): Promise<Outcome>;
  /** Asks what became of a task that was, or may have been, submitted; never executes. A rejection counts as `unknown`. */
  query(task: Task): Promise<Outcome>;
}

/** Our own name for an attempt at an order. */
export function referenceOf(order: Processing): string {
  return `${order.server}-${order.fields.chargeId}-${order.attempt}`;
}
