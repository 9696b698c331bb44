/**
 * What a reading of the whole store has still to look at. The ids of the orders that are not closed are noted first, then the
 * closed ones are read, and last what is left of the noted ones, wherever they stand by then: an order that closes
 * meanwhile is met among the closed ones or at the end. One that is pushed again meanwhile leaves the closed ones, perhaps
 * before it was met, so it is noted too, and may be met twice.
 *
 * @module
 */
import type { OrderId } from "../order.ts";
import { idOf, idText, isClosed } from "../order.ts";
import type { OrderListener } from "./outcomes.ts";
import type { StoredRow } from "./stored_row.ts";

/** The changes that go on while the store is read; `null` where nobody else has it. */
export type Changes = { onChange(listener: OrderListener): () => void } | null;

/** The noted ids. Call {@linkcode StillToRead.stop} at the end, however the reading ends. */
export class StillToRead {
  readonly #ids = new Map<string, OrderId>();
  readonly #noMore: (() => void) | undefined;

  constructor(changes: Changes) {
    this.#noMore = changes?.onChange((order, before) => {
      if (before !== null && isClosed(before) && !isClosed(order)) this.note(idOf(order));
    });
  }

  /** It is to be looked at. */
  note(id: OrderId): void {
    this.#ids.set(idText(id.server, id.chargeId), id);
  }

  /** It has been looked at. */
  met(id: OrderId): void {
    this.#ids.delete(idText(id.server, id.chargeId));
  }

  /** What is left, so many at a time. */
  *groups(size: number): Iterable<readonly OrderId[]> {
    const ids = [...this.#ids.values()];
    for (let at = 0; at < ids.length; at += size) yield ids.slice(at, at + size);
  }

  /** Notes no more. */
  stop(): void {
    this.#noMore?.();
  }
}

/** Whose a row under `active` or `done` is. */
export function idInKey({ key: [, server, chargeId] }: StoredRow): OrderId {
  return { server: String(server), chargeId: String(chargeId) };
}
