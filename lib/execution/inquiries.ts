/**
 * When a channel is asked again what became of an order that it has.
 *
 * The times live in memory: after a restart every order that is `processing` is queried at once, and then in these
 * intervals again.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import type { Order } from "../order.ts";
import { idText } from "../order.ts";
import type { AttemptId, InquiryPlan } from "./channel.ts";

interface Inquiry {
  readonly attempt: number;
  /** How often the channel was asked again, or is about to be. */
  queries: number;
  cancel: CancelTimer;
}

/** Times the queries of each attempt that has no result. */
export class Inquiries {
  readonly #inquiries = new Map<string, Inquiry>();
  #stopped = false;

  constructor(private readonly clock: Clock) {}

  /** Calls `ask` later, each time for the same attempt after a longer while. */
  again(asked: AttemptId, plan: InquiryPlan, ask: () => void): void {
    if (this.#stopped) return;
    const key = idText(asked.server, asked.fields.chargeId);
    const known = this.#inquiries.get(key);
    known?.cancel();
    const queries = known?.attempt === asked.attempt ? known.queries + 1 : 1;
    const { firstMs, factor, maxMs } = plan;
    const intervalMs = Math.min(maxMs, firstMs * factor ** (queries - 1));
    const cancel = this.clock.after(intervalMs, ask);
    this.#inquiries.set(key, { attempt: asked.attempt, queries, cancel });
  }

  /** Call with every order that has changed: one whose attempt is over is not asked about again. */
  see(order: Order): void {
    // Nearly no order is ever asked about again.
    if (this.#inquiries.size === 0) return;
    const key = idText(order.server, order.fields.chargeId);
    const known = this.#inquiries.get(key);
    if (known === undefined) return;
    const goesOn = order.state !== "settled" && order.attempt === known.attempt;
    if (goesOn) return;
    known.cancel();
    this.#inquiries.delete(key);
  }

  /** Lets go of all timers. */
  stop(): void {
    this.#stopped = true;
    for (const { cancel } of this.#inquiries.values()) cancel();
    this.#inquiries.clear();
  }
}
