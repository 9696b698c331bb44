/**
 * One change of one order: decided on the order as it is, and committed only if the order's version is still the one that it
 * was decided on.
 *
 * A commit that fails may have been stored all the same. Its entry is stale then, and nothing is decided on it before the
 * order was read again.
 *
 * @module
 */
import { isSameBytes } from "../bytes.ts";
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import type { Order } from "../order.ts";
import { idOf } from "../order.ts";
import type { Entry } from "./active_orders.ts";
import type { Kv } from "./kv.ts";
import { StoreDown } from "./kv.ts";
import { encodeOrder } from "./order_codec.ts";
import type { Changed, Decide, SureChange } from "./outcomes.ts";
import type { DayOf } from "./writes.ts";
import { changeWrite } from "./writes.ts";
import { readOrder, readRow, readStored } from "./stored_row.ts";
import type { Committed, Write } from "./writer.ts";

/** Between two tries to write down what has happened, or to find out what is stored, while the store fails. */
export const STORE_RETRY_MS = 1000;
/** Conflicts with another instance that a change survives before it counts as a failure of the store. */
const CONFLICTS_MAX = 5;

/** What a change works with. */
export interface ChangeParts {
  readonly kv: Kv;
  readonly dayOf: DayOf;
  /** Commits what is written. @throws {StoreDown} it may be stored all the same */
  readonly commit: (write: Write) => Promise<Committed>;
  /** Brings the entry up to what is stored. */
  readonly keep: (entry: Entry, order: Order, versionstamp: string) => void;
}

/** A change under way. */
export class Change<O extends Order> {
  /** What was handed to the store last; it may be stored although its commit failed. */
  #wanted: O | null = null;

  constructor(
    private readonly entry: Entry,
    private readonly decide: Decide<O>,
    private readonly parts: ChangeParts,
  ) {}

  /** Makes it, or says why not. */
  async once(): Promise<Changed<O>> {
    for (let conflicts = 0; conflicts < CONFLICTS_MAX; conflicts++) {
      try {
        const tried = await this.#try();
        if (tried !== "conflict") return tried;
      } catch (error) {
        return await this.#wasStored() ?? { kind: "storeDown", reason: storeDown(error).message };
      }
    }
    return { kind: "storeDown", reason: "too many conflicts with another instance" };
  }

  /** Makes it, however long the store fails. */
  async surely(clock: Clock): Promise<SureChange<O>> {
    for (;;) {
      try {
        const tried = await this.#try();
        if (tried !== "conflict") return tried;
      } catch (error) {
        storeDown(error);
        await sleep(clock, STORE_RETRY_MS);
      }
    }
  }

  /** One try; `conflict` where another instance was faster. @throws {StoreDown} it may be stored all the same */
  async #try(): Promise<SureChange<O> | "conflict"> {
    const known = await this.#lookAgain();
    if (known !== null) return known;
    const before = this.entry.order;
    const after = this.decide(before);
    if (after === null) return { kind: "declined", order: before };
    this.#wanted = after;
    return await this.#commit(before, after) ? { kind: "changed", order: after } : "conflict";
  }

  /** Whether it was stored. Until that is known, the entry is stale. */
  async #commit(before: Order, after: Order): Promise<boolean> {
    const { entry, parts: { commit, dayOf, keep } } = this;
    entry.stale = true;
    const committed = await commit(changeWrite(before, entry.versionstamp, after, dayOf));
    if (committed.kind === "conflict") return false;
    keep(entry, after, committed.versionstamp);
    return true;
  }

  /** Looks once, at once, for a commit that has failed; `null` where it was not stored, or that can't be told either. */
  async #wasStored(): Promise<SureChange<O> | null> {
    if (this.#wanted === null) return null;
    try {
      return await this.#lookAgain();
    } catch (error) {
      storeDown(error);
      return null;
    }
  }

  /**
   * Reads a stale order again. `changed` where what stands there is what was wanted: the commit whose answer was lost had
   * been stored after all. `null` where it is to be decided on.
   *
   * @throws {StoreDown} it can't be read
   */
  async #lookAgain(): Promise<SureChange<O> | null> {
    const { entry, parts: { kv, keep } } = this;
    if (!entry.stale) return null;
    const row = await readRow(kv, idOf(entry.order));
    if (row === null || readStored(row).state === "gone") return { kind: "notFound" };
    if (row.versionstamp === entry.versionstamp) entry.stale = false;
    else keep(entry, readOrder(row), row.versionstamp);
    const wanted = this.#wanted;
    if (wanted === null || !isSameBytes(row.value, encodeOrder(wanted))) return null;
    return { kind: "changed", order: wanted };
  }
}

/** Everything else that is thrown is a bug, and goes on. */
function storeDown(error: unknown): StoreDown {
  if (error instanceof StoreDown) return error;
  throw error;
}
