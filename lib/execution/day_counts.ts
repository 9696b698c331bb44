/**
 * How many orders, and of how much money, on each of the last few days of a zone.
 *
 * @module
 */
import type { Money } from "../money.ts";
import type { Zone } from "../zone.ts";

/** Days that are remembered: the clock may be set back, and an order may be given back after midnight. */
const DAYS_KEPT = 4;

/** One day. */
export interface DayCount {
  readonly startMs: number;
  /** When the next day begins. */
  readonly endMs: number;
  count: number;
  cash: Money;
}

/** Counts by day. */
export class DayCounts {
  /** The one asked for last comes first. */
  #days: readonly DayCount[] = [];

  constructor(private readonly zone: Zone) {}

  /** The day of an instant. */
  at(atMs: number): DayCount {
    const last = this.#days[0];
    if (last !== undefined && isIn(last, atMs)) return last;
    const others = this.#days.filter((day) => !isIn(day, atMs));
    const day = this.#days.find((day) => isIn(day, atMs)) ?? this.#begin(atMs);
    this.#days = [day, ...others].slice(0, DAYS_KEPT);
    return day;
  }

  #begin(atMs: number): DayCount {
    const { zone } = this;
    const day = zone.dayOf(atMs);
    const startMs = zone.startOf(day), endMs = zone.startOf(zone.dayAfter(day, 1));
    return { startMs, endMs, count: 0, cash: 0n };
  }
}

function isIn({ startMs, endMs }: DayCount, atMs: number): boolean {
  return startMs <= atMs && atMs < endMs;
}
