/**
 * What suppliers send by themselves: handed to its channel, and what that makes of it written down.
 *
 * @module
 */
import { readReference, type SaidOfAttempt } from "../execution/channel.ts";
import { NowAndThen } from "../now_and_then.ts";
import type { NotificationReply, NotificationRequest } from "../notification.ts";
import type { Engine } from "./engine.ts";

/** What may become of a notification. */
export const NOTIFICATION_FATES = ["understood", "refused", "unknown"] as const;
/** One of {@linkcode NOTIFICATION_FATES}. */
export type NotificationFate = typeof NOTIFICATION_FATES[number];

/** Between two log lines about one channel's notifications that are no good, in milliseconds. Whoever likes can send some. */
const NOTIFICATION_LOG_EVERY_MS = 60_000;

/** Takes suppliers' notifications. */
export class Notifications {
  /** Since the start, by channel. */
  readonly counts = new Map<string, Record<NotificationFate, number>>();
  readonly #told = new NowAndThen(NOTIFICATION_LOG_EVERY_MS);

  constructor(private readonly engine: Engine) {}

  /**
   * Hands a channel a notification, and writes down what it says.
   *
   * A crash before the reply makes the supplier send it again; what was written down by then changes nothing the second time.
   *
   * @returns the reply; `null` where no such channel takes any
   */
  async take(name: string, request: NotificationRequest): Promise<NotificationReply | null> {
    const notification = await this.engine.execution.fleet.channel(name)?.notified?.(request);
    if (notification === undefined) return null;
    if (notification.kind === "refused") {
      const { reason, reply } = notification;
      this.#count(name, "refused");
      this.#warn("a notification is refused", { channel: name, from: request.from, reason });
      return reply;
    }
    let allKnown = true;
    for (const said of notification.said) {
      if (await this.#apply(name, said)) continue;
      allKnown = false;
      const { reference } = said;
      this.#warn("a notification names no order of ours", { channel: name, reference });
    }
    this.#count(name, allKnown ? "understood" : "unknown");
    return allKnown ? notification.reply : notification.unknownReply;
  }

  /** Writes down what was said of an attempt; whether there is such an order. */
  async #apply(name: string, { reference, outcome, asks }: SaidOfAttempt): Promise<boolean> {
    const { orders, execution } = this.engine;
    const named = readReference(reference);
    const order = named === null ? null : await orders.get(named.id);
    if (named === null || order === null) return false;
    const { server, fields } = order;
    const about = { server, fields, channel: name, attempt: named.attempt };
    if (asks) await execution.asking.hinted(order, about);
    else await execution.asking.told(about, outcome(order));
    return true;
  }

  #count(name: string, fate: NotificationFate): void {
    const counts = this.counts.get(name) ?? { understood: 0, refused: 0, unknown: 0 };
    counts[fate]++;
    this.counts.set(name, counts);
  }

  /** The first one, and then one in a while with how many there were meanwhile. */
  #warn(event: string, fields: { readonly channel: string } & Record<string, unknown>): void {
    const { clock, log } = this.engine.parts;
    const more = this.#told.untold(`${event} ${fields.channel}`, clock.nowMs());
    if (more === null) return;
    log("execution").warn(event, more === 0 ? fields : { ...fields, more });
  }
}
