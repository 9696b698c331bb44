/**
 * Keeps the series of counts, so that a restart keeps the charts: once a minute the few slots that changed, each over the one
 * that stood in its place a ring ago. There are never more rows than slots.
 *
 * | key | value |
 * |---|---|
 * | `series, STEP, PLACE` | `SlotCounts`; `PLACE` is the slot's number modulo the ring's size |
 *
 * What was counted since the last save is lost with a crash, and two instances on one store overwrite each other: a chart
 * is no book.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import type { Order } from "../order.ts";
import { Series, SLOT_NUMBERS, STEPS } from "../series.ts";
import type { SlotCounts, Step } from "../series.ts";
import type { Kv } from "./kv.ts";
import { below } from "./kv.ts";

/** Between two saves, in milliseconds. */
export const SERIES_SAVE_MS = 60_000;

/** A series, kept. */
export class SeriesKeeper {
  readonly series: Series = new Series();
  #cancel: CancelTimer | null = null;
  #loaded: Promise<void> = Promise.resolve();

  constructor(
    private readonly kv: Kv,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Counts what a change of an order tells. */
  readonly see = (order: Order, before: Order | null): void => {
    this.series.see(order, before);
    this.#cancel ??= this.clock.after(SERIES_SAVE_MS, () => void this.save());
  };

  /** Reads what earlier processes counted, and adds it to what is counted meanwhile. Never rejects: without it only the charts begin anew. */
  load(): Promise<void> {
    this.#loaded = this.#load();
    return this.#loaded;
  }

  async #load(): Promise<void> {
    try {
      for await (const row of this.kv.list(below(["series"]))) {
        const step = row.key[1];
        if (isStep(step) && isSlot(row.value)) this.series.add(step, row.value);
      }
    } catch (error) {
      this.log.warn("cannot read the charts", { error: errorText(error) });
    }
  }

  /** Writes what changed since the last time. Never rejects: what can't be written is written the next time it changes. */
  async save(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    // A slot that is written before what was kept of it is added would lose that.
    await this.#loaded;
    const changed = this.series.takeChanged();
    if (changed.length === 0) return;
    const atomic = this.kv.atomic();
    for (const { step, place, slot } of changed) atomic.set(["series", step, place], slot);
    try {
      await atomic.commit();
    } catch (error) {
      this.log.warn("cannot keep the charts", { error: errorText(error) });
    }
  }
}

function isStep(text: unknown): text is Step {
  return typeof text === "string" && Object.hasOwn(STEPS, text);
}

function isSlot(value: unknown): value is SlotCounts {
  return typeof value === "object" && value !== null &&
    "atMs" in value && typeof value.atMs === "number" &&
    "counts" in value && value.counts instanceof Uint32Array &&
    value.counts.length === SLOT_NUMBERS;
}
