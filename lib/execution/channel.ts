/**
 * What executes orders: a channel is a person, a supplier's API, a script or another program.
 *
 * @module
 */
import type { OrderSecrets } from "../order_fields.ts";
import type { Money } from "../money.ts";
import type { NotificationReply, NotificationRequest } from "../notification.ts";
import type { Order, OrderId, Processing } from "../order.ts";
import type { Heard } from "../timeline.ts";

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
  & Heard
  & (
    /** Executed, in full or (with a smaller `retCash`) in part. */
    | { readonly kind: "succeeded"; readonly details: OutcomeDetails }
    /** The channel took it on and it failed; nothing of it will happen later. */
    | { readonly kind: "failed"; readonly details: OutcomeDetails }
    /** Nobody knows: the order goes to review. */
    | { readonly kind: "unknown"; readonly reason: string }
    /** The channel has it, and its result will come later. */
    | { readonly kind: "pending" }
    /** Proof that the channel did nothing for it: the next channel may be asked. */
    | { readonly kind: "untouched"; readonly reason: string }
  );

/** When a channel is asked again what became of an order that it has. */
export interface InquiryPlan {
  /** From an answer that says nothing for certain to the first query after it, in milliseconds. */
  readonly firstMs: number;
  /** What each interval is multiplied by for the next, 1 or more. */
  readonly factor: number;
  /** The longest interval, in milliseconds. */
  readonly maxMs: number;
  /** How long after its start an order may be `pending` before it goes to review, in milliseconds; `null` is for ever. */
  readonly untilMs: number | null;
}

/** The plan of channels that have none of their own. */
export const INQUIRY_PLAN: InquiryPlan = {
  firstMs: 5000,
  factor: 2,
  maxMs: 300_000,
  untilMs: null,
};

/** What a notification says of one attempt. */
export interface SaidOfAttempt {
  /** Our own name for the attempt. */
  readonly reference: string;
  /** What it says became of it, once it is known which order that is. */
  readonly outcome: (order: Pick<Order, "server" | "fields">) => Outcome;
  /** Whether nothing it says is believed, and the channel is asked instead. */
  readonly asks: boolean;
}

/** What a channel reads from a notification. A reply goes out only once what was said is written down. */
export type Notification =
  | {
    readonly kind: "understood";
    readonly said: readonly SaidOfAttempt[];
    readonly reply: NotificationReply;
    /** The reply where it names no order of ours. */
    readonly unknownReply: NotificationReply;
  }
  /** Not the supplier's, or not to be read: nothing of it is believed. */
  | { readonly kind: "refused"; readonly reason: string; readonly reply: NotificationReply };

/** What names an attempt: the order, the channel that was asked, and the how-manieth attempt it is. */
export type AttemptId = Pick<Processing, "server" | "fields" | "channel" | "attempt">;

/** One attempt at an order, by the channel that was asked, or is about to be, to execute it. */
export type Attempt = AttemptId & Pick<Processing, "sealed" | "startedAtMs">;

/** The attempt that an order is at; `null` where no channel has it. */
export function attemptOf(order: Order): Attempt | null {
  if (order.state === "processing") return order;
  if (order.state !== "review" || order.channel === null) return null;
  const { server, fields, channel, attempt, sealed } = order;
  const startedAtMs = startOf(order, channel) ?? order.receivedAtMs;
  return { server, fields, channel, attempt, sealed, startedAtMs };
}

/**
 * An attempt that is over, for its channel to be asked about once more; `null` where the channel was never given the order.
 * The passwords are gone with the order's result.
 */
export function pastAttempt(order: Order, { channel, attempt }: AttemptId): Attempt | null {
  const startedAtMs = startOf(order, channel);
  if (startedAtMs === null) return null;
  const { server, fields } = order;
  const sealed = order.state === "settled" ? null : order.sealed;
  return { server, fields, channel, attempt, sealed, startedAtMs };
}

/** When a channel was given an order last; `null` where it never was. */
function startOf({ timeline }: Order, channel: string): number | null {
  const given = timeline.findLast(({ kind, note }) => kind === "started" && note === channel);
  return given?.atMs ?? null;
}

/** An order as a channel gets it, already committed as `processing` by this channel. */
export interface Task {
  readonly order: Attempt;
  /** When this attempt began. */
  readonly startedAtMs: number;
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
  /** Whether `query` can ever say anything: without it, an unclear answer leads to review at once. */
  readonly canQuery: boolean;
  /** When it is asked again; {@linkcode INQUIRY_PLAN} where it does not say. */
  readonly inquiry?: InquiryPlan;
  /** The account's balance at the supplier; `null` where it can't be told. */
  balance?(): Promise<Money | null>;
  /** Reads what the supplier sends by itself. Changes nothing; the same notification may come many times. */
  notified?(request: NotificationRequest): Promise<Notification>;
}

/** What a channel is asked of an attempt. */
export function taskOf(order: Attempt, secrets: Task["secrets"]): Task {
  return { order, startedAtMs: order.startedAtMs, secrets, reference: referenceOf(order) };
}

/** What stands between the parts of a reference. */
const REFERENCE_SEPARATOR = "-";

/**
 * Our own name for an attempt at an order. No two attempts have the same: the digits behind the last two separators
 * are the order's and the attempt's, whatever stands before them.
 *
 * @param separator one character, no digit: some suppliers take only letters and digits
 */
export function referenceOf(
  order: {
    readonly server: string;
    readonly fields: { readonly chargeId: string };
    readonly attempt: number;
  },
  separator: string = REFERENCE_SEPARATOR,
): string {
  return [order.server, order.fields.chargeId, order.attempt].join(separator);
}

/** The attempt that a reference names; `null` where it is none of ours. */
export function readReference(
  reference: string,
  separator: string = REFERENCE_SEPARATOR,
): { id: OrderId; attempt: number } | null {
  // A server's name may hold the separator, the digits behind it can't.
  const form = new RegExp(`^(.+)[${separator}](\\d{1,40})[${separator}](\\d{1,6})$`, "s");
  const [, server, chargeId, attempt] = form.exec(reference) ?? [];
  if (server === undefined || chargeId === undefined) return null;
  return { id: { server, chargeId }, attempt: Number(attempt) };
}
