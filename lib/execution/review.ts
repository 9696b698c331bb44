/**
 * Orders of unknown outcome wait here for an answer; when none has come in time, the server is told 2.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Order, Review } from "../order.ts";
import { idOf, idText } from "../order.ts";
import { move } from "../move.ts";
import { uncertain } from "../result.ts";
import type { OrderMover } from "./orders.ts";

/** Watches the holds of orders in review. */
export class ReviewWatch {
  readonly #timers = new Map<string, CancelTimer>();

  constructor(
    private readonly orders: OrderMover,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Call with every order that is stored, changed or found at the start. */
  see(order: Order): void {
    const key = idText(order.server, order.fields.chargeId);
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    if (order.state !== "review") return;
    const leftMs = Math.max(0, order.holdUntilMs - this.clock.nowMs());
    this.#timers.set(key, this.clock.after(leftMs, () => this.#holdOver(order)));
  }

  /** Lets go of all timers. */
  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  async #holdOver(held: Review): Promise<void> {
    // A timer can be early by the clock's own measure: the clock may have been set back meanwhile.
    if (held.holdUntilMs > this.clock.nowMs()) return this.see(held);
    const id = idOf(held);
    const changed = await this.orders.changeSurely(id, (order) => {
      const atMs = this.clock.nowMs();
      if (order.state !== "review" || order.holdUntilMs > atMs) return null;
      return move(order, { kind: "settled", result: uncertain("结果不确定", atMs) }, atMs);
    });
    if (changed.kind === "changed") this.log.warn("review is over, pushing 2", { ...id });
  }
}
