/**
 * Orders whose last commit failed without telling whether it was stored, and for which nobody asks again by himself: what
 * became of it is found out a little later, for memory and whoever listens must not stay behind the store.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { OrderId } from "../order.ts";
import { idText } from "../order.ts";

/** Looks for what became of commits. */
export class LaterLooks {
  readonly #asked = new Set<string>();

  /** @param look whether the store told it; it is asked again otherwise */
  constructor(
    private readonly clock: Clock,
    private readonly delayMs: number,
    private readonly look: (id: OrderId) => Promise<boolean>,
  ) {}

  /** Looks at an order a little later. */
  ask(id: OrderId): void {
    const key = idText(id.server, id.chargeId);
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    this.clock.after(this.delayMs, async () => {
      this.#asked.delete(key);
      if (!await this.look(id)) this.ask(id);
    });
  }
}
