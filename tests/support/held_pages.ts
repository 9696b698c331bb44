/**
 * A store whose load a test holds: each page of orders is read at once, as it is then, and arrives when it is let go.
 *
 * @module
 */
import type { Kv, Row } from "../../lib/store/kv.ts";

/** Holds the pages of a load. */
export class HeldPages {
  /** Pages that were read and have not arrived. */
  readonly held: (() => void)[] = [];
  #open = false;

  /** @param rowsMax orders on a page; what the load asks for, unless given */
  constructor(private readonly rowsMax?: number) {}

  /** The store, seen by the one whose load is held. */
  over(kv: Kv): Kv {
    return {
      get: (key) => kv.get(key),
      getMany: (keys) => kv.getMany(keys),
      list: (range, options = {}) =>
        range.start[0] !== "active" ? kv.list(range, options) : this.#page(
          Array.fromAsync(kv.list(range, { ...options, limit: this.rowsMax ?? options.limit })),
        ),
      atomic: () => kv.atomic(),
      close: () => kv.close(),
    };
  }

  /** Lets the pages that are held go, and all that come. */
  letGo(): void {
    this.#open = true;
    for (const go of this.held.splice(0)) go();
  }

  async *#page(reading: Promise<Row[]>): AsyncGenerator<Row> {
    const rows = await reading;
    if (!this.#open) await new Promise<void>((resolve) => this.held.push(resolve));
    yield* rows;
  }
}
