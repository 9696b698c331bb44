/**
 * Orders of which nobody could tell whether they are stored. The server was answered 2, so they are held for the
 * operator: in memory until the store works again, then in review.
 *
 * After a crash meanwhile an order that had been stored is `received`, and the next start settles it 3; one that had not
 * is known to the server alone, as uncertain. Neither was executed.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import type { Log } from "../log.ts";
import type { OrderId, Received } from "../order.ts";
import { idOf, idText } from "../order.ts";
import { move } from "../move.ts";
import type { OrderStore } from "./orders.ts";
import { STORE_RETRY_MS } from "./change.ts";

/** Orders held at once; what comes on top is only logged, for the server has its 2. */
export const DOUBTS_MAX = 10_000;

/** Holds orders of doubtful storage. */
export class Doubts {
  #size = 0;
  /** How many packets of each number are held. */
  readonly #held = new Map<string, number>();

  /** @param holdMs how long an order waits in review once the store works again */
  constructor(
    private readonly orders: OrderStore,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly holdMs: () => number,
  ) {}

  /** How many orders are held. */
  get size(): number {
    return this.#size;
  }

  /** Whether an order of that number is held, and may still be settled by hand as executed. */
  has({ server, chargeId }: OrderId): boolean {
    return this.#size > 0 && this.#held.has(idText(server, chargeId));
  }

  /** Holds an order until it is in review, or has gone another way meanwhile. */
  async hold(order: Received, reason: string): Promise<void> {
    const id = idOf(order);
    if (this.#size >= DOUBTS_MAX) {
      this.log.error("too many orders of doubtful storage, not held", { ...id });
      return;
    }
    this.#count(id, 1);
    await this.#storedAtLast(order);
    const changed = await this.orders.changeSurely(id, (stored) => {
      // The server may have sent the order again and had a clear answer: then that one counts.
      if (stored.state !== "received" || !isSame(stored, order)) return null;
      const atMs = this.clock.nowMs();
      return move(stored, { kind: "doubted", reason, holdUntilMs: atMs + this.holdMs() }, atMs);
    });
    this.#count(id, -1);
    if (changed.kind !== "changed") return;
    this.log.warn("an order of doubtful storage is in review", { ...id });
  }

  #count({ server, chargeId }: OrderId, by: 1 | -1): void {
    const key = idText(server, chargeId);
    const held = (this.#held.get(key) ?? 0) + by;
    if (held > 0) this.#held.set(key, held);
    else this.#held.delete(key);
    this.#size += by;
  }

  async #storedAtLast(order: Received): Promise<void> {
    for (;;) {
      await sleep(this.clock, STORE_RETRY_MS);
      const accepted = await this.orders.accept(order);
      if (accepted.kind === "accepted" || accepted.kind === "known") return;
    }
  }
}

/** Whether it is the very packet, not one that came later under the same number. */
function isSame(a: Received, b: Received): boolean {
  return a.receivedAtMs === b.receivedAtMs && a.contentDigest === b.contentDigest &&
    a.sealed === b.sealed && a.from === b.from;
}
