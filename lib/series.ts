/**
 * What happened when: counts by the minute, the quarter of an hour and the hour, each for as long as a chart shows. It is fed
 * by every change of an order and costs the same however many orders there are.
 *
 * @module
 */
import type { Order } from "./order.ts";

/** Upper ends of the classes of a delay, in milliseconds; one class more is for what took longer. */
export const DELAY_CLASSES_MS = [
  50,
  100,
  200,
  300,
  500,
  750,
  1000,
  1500,
  2000,
  3000,
  5000,
  10_000,
  20_000,
  30_000,
  60_000,
  120_000,
  300_000,
  600_000,
  1_800_000,
  3_600_000,
  14_400_000,
] as const;

/** How long a slot is, and for how many of them the counts are kept. */
export const STEPS = {
  minute: { stepMs: 60_000, slots: 60 },
  quarter: { stepMs: 900_000, slots: 100 },
  hour: { stepMs: 3_600_000, slots: 168 },
} as const;

/** The name of a step. */
export type Step = keyof typeof STEPS;

/** What is counted, each in its place of a slot's counts; the classes of the delays follow. */
const PLACE = { received: 0, 1: 1, 2: 2, 3: 3 } as const;
const DELAYS_FROM = 4;
/** Numbers of a slot. */
export const SLOT_NUMBERS: number = DELAYS_FROM + DELAY_CLASSES_MS.length + 1;

/** One slot, as it is kept. */
export interface SlotCounts {
  /** When it began: a whole multiple of its step since 1970. */
  readonly atMs: number;
  readonly counts: Uint32Array;
}

/** One slot, as it is shown. */
export interface Slot {
  readonly atMs: number;
  readonly received: number;
  readonly succeeded: number;
  readonly uncertain: number;
  readonly failed: number;
  /** 95 of 100 orders were confirmed within this time of their receipt; `null` where none was. */
  readonly p95Ms: number | null;
}

/** The counts of the last hour, day and week. */
export class Series {
  readonly #rings: Readonly<Record<Step, Map<number, SlotCounts>>> = {
    minute: new Map(),
    quarter: new Map(),
    hour: new Map(),
  };
  /** Slots that were counted in since they were last handed out. */
  #changed = new Set<SlotCounts>();

  /** Counts what a change of an order tells. @param before `null` for a new one */
  see(order: Order, before: Order | null): void {
    if (before === null) this.#count(order.receivedAtMs, PLACE.received);
    if (order.state !== "settled") return;
    const { result, delivery } = order;
    if (before?.state !== "settled") this.#count(result.atMs, PLACE[result.retCode]);
    if (delivery.state !== "confirmed" || before?.state !== "settled") return;
    // What a person has pushed once more says nothing of how long an order takes.
    const first = before.delivery.state === "pending" && before.delivery.sinceMs === result.atMs;
    if (first) {
      this.#count(delivery.confirmedAtMs, delayPlace(delivery.confirmedAtMs - order.receivedAtMs));
    }
  }

  /** The slots of a step up to now, the oldest first, also those in which nothing happened. */
  slots(step: Step, count: number, nowMs: number): Slot[] {
    const { stepMs } = STEPS[step];
    const last = Math.floor(nowMs / stepMs) * stepMs;
    return Array.from({ length: count }, (_, at) => {
      const atMs = last - (count - 1 - at) * stepMs;
      return shownSlot(atMs, this.#known(step, atMs)?.counts ?? null);
    });
  }

  /** The p95 of everything that was confirmed since an instant, at most as long ago as the quarters reach. */
  p95Since(fromMs: number): number | null {
    const sum = new Uint32Array(SLOT_NUMBERS);
    for (const { atMs, counts } of this.#rings.quarter.values()) {
      if (atMs < fromMs) continue;
      for (const [at, count] of counts.entries()) sum[at] = (sum[at] ?? 0) + count;
    }
    return p95Of(sum);
  }

  /** The slots that were counted in since this was last asked, each with its step and its place in the step's ring. */
  takeChanged(): { step: Step; place: number; slot: SlotCounts }[] {
    const changed = this.#changed;
    this.#changed = new Set();
    const taken = [];
    for (const step of stepNames) {
      for (const [place, slot] of this.#rings[step]) {
        if (changed.has(slot)) taken.push({ step, place, slot });
      }
    }
    return taken;
  }

  /** Adds what an earlier process counted. */
  add(step: Step, kept: SlotCounts): void {
    const slot = this.#slot(step, kept.atMs);
    if (slot === null) return;
    for (const [at, count] of kept.counts.entries()) {
      slot.counts[at] = (slot.counts[at] ?? 0) + count;
    }
  }

  #count(atMs: number, place: number): void {
    for (const step of stepNames) {
      const slot = this.#slot(step, Math.floor(atMs / STEPS[step].stepMs) * STEPS[step].stepMs);
      if (slot === null) continue;
      slot.counts[place] = (slot.counts[place] ?? 0) + 1;
      this.#changed.add(slot);
    }
  }

  #known(step: Step, atMs: number): SlotCounts | null {
    const slot = this.#rings[step].get(placeOf(step, atMs));
    return slot?.atMs === atMs ? slot : null;
  }

  /** The slot of an instant, begun where there is none; `null` where a newer one has its place. */
  #slot(step: Step, atMs: number): SlotCounts | null {
    const place = placeOf(step, atMs);
    const there = this.#rings[step].get(place);
    if (there?.atMs === atMs) return there;
    if (there !== undefined && there.atMs > atMs) return null;
    const slot = { atMs, counts: new Uint32Array(SLOT_NUMBERS) };
    this.#rings[step].set(place, slot);
    return slot;
  }
}

const stepNames = ["minute", "quarter", "hour"] as const satisfies Step[];

function placeOf(step: Step, atMs: number): number {
  const { stepMs, slots } = STEPS[step];
  return Math.floor(atMs / stepMs) % slots;
}

function delayPlace(delayMs: number): number {
  const at = DELAY_CLASSES_MS.findIndex((endMs) => delayMs <= endMs);
  return DELAYS_FROM + (at < 0 ? DELAY_CLASSES_MS.length : at);
}

function shownSlot(atMs: number, counts: Uint32Array | null): Slot {
  const of = (place: number) => counts?.[place] ?? 0;
  return {
    atMs,
    received: of(PLACE.received),
    succeeded: of(PLACE[1]),
    uncertain: of(PLACE[2]),
    failed: of(PLACE[3]),
    p95Ms: counts === null ? null : p95Of(counts),
  };
}

/** Where 95 of 100 lie within, evenly spread inside a class; the last class has no end, so its beginning. */
function p95Of(counts: Uint32Array): number | null {
  const classes = counts.subarray(DELAYS_FROM);
  const all = classes.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let left = all * 0.95;
  for (const [at, count] of classes.entries()) {
    if (count >= left) {
      const from = DELAY_CLASSES_MS[at - 1] ?? 0;
      const to = DELAY_CLASSES_MS[at] ?? from;
      return Math.round(from + (to - from) * left / count);
    }
    left -= count;
  }
  return DELAY_CLASSES_MS.at(-1) ?? null;
}
