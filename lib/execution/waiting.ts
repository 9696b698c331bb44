/**
 * The queued orders whose channels are busy, closed or paused: a line at each channel, first come first served.
 *
 * The lines live in memory: after a restart every queued order is looked at again.
 *
 * @module
 */
import type { CancelTimer } from "../clock.ts";
import type { OrderId } from "../order.ts";
import { idText } from "../order.ts";

interface Waiting {
  readonly id: OrderId;
  channels: readonly string[];
  readonly sinceMs: number;
  readonly cancel: CancelTimer;
}

/** The lines. */
export class WaitingLines {
  #waiting = new Map<string, Waiting>();
  readonly #lines = new Map<string, Set<string>>();

  /** Orders in a channel's line. */
  sizeOf(channel: string): number {
    return this.#lines.get(channel)?.size ?? 0;
  }

  /**
   * Has an order wait at each of the channels, behind all others.
   *
   * @param sinceMs when it began to, perhaps in an earlier process
   * @param cancel called when it waits no more
   */
  add(id: OrderId, channels: readonly string[], sinceMs: number, cancel: CancelTimer): void {
    this.remove(id);
    const key = idText(id.server, id.chargeId);
    this.#waiting.set(key, { id, channels: [], sinceMs, cancel });
    this.stay(id, channels);
  }

  /** Puts all into the order in which they began to wait. */
  sort(): void {
    this.#waiting = new Map([...this.#waiting].sort(([, a], [, b]) => a.sinceMs - b.sinceMs));
    this.#lines.clear();
    for (const { id, channels } of this.#waiting.values()) this.stay(id, channels);
  }

  /** Has an order that waits do so at these channels; it keeps its place in the lines it stays in. */
  stay(id: OrderId, channels: readonly string[]): void {
    const key = idText(id.server, id.chargeId);
    const known = this.#waiting.get(key);
    if (known === undefined) return;
    for (const channel of known.channels) {
      if (!channels.includes(channel)) this.#lines.get(channel)?.delete(key);
    }
    known.channels = channels;
    for (const channel of channels) {
      const line = this.#lines.get(channel) ?? new Set<string>();
      this.#lines.set(channel, line);
      line.add(key);
    }
  }

  /** Takes an order out of all lines. */
  remove(id: OrderId): void {
    // Nearly no order ever waits.
    if (this.#waiting.size === 0) return;
    const key = idText(id.server, id.chargeId);
    const known = this.#waiting.get(key);
    if (known === undefined) return;
    known.cancel();
    this.#waiting.delete(key);
    for (const channel of known.channels) this.#lines.get(channel)?.delete(key);
  }

  /** All orders that wait now, the first first. */
  all(): OrderId[] {
    return [...this.#waiting.values()].map(({ id }) => id);
  }

  /** The orders in a channel's line as it is now, the first first. */
  *at(channel: string): Iterable<OrderId> {
    for (const key of [...this.#lines.get(channel) ?? []]) {
      const waiting = this.#waiting.get(key);
      if (waiting !== undefined) yield waiting.id;
    }
  }

  /** Lets go of everything. */
  clear(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
    this.#lines.clear();
  }
}
