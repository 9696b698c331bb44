/**
 * How much each address may send.
 *
 * @module
 */
import type { Clock } from "../clock.ts";

/** Addresses that are counted; then all are forgotten. */
const ADDRESSES_MAX = 10_000;

/** So many requests in a second, and so many at once after a quiet time. */
export interface Rate {
  readonly perSecond: number;
  readonly atFirst: number;
}

/** How many requests each address may still send. */
export class Rates {
  readonly #buckets = new Map<string, { left: number; atMs: number }>();
  constructor(private readonly clock: Clock, private readonly rate: Rate) {}

  /** Counts a request; whether the address may send it. */
  takes(address: string): boolean {
    const { perSecond, atFirst } = this.rate;
    const nowMs = this.clock.nowMs();
    let bucket = this.#buckets.get(address);
    if (bucket === undefined) {
      if (this.#buckets.size >= ADDRESSES_MAX) this.#buckets.clear();
      bucket = { left: atFirst, atMs: nowMs };
      this.#buckets.set(address, bucket);
    }
    const gained = Math.max(0, nowMs - bucket.atMs) / 1000 * perSecond;
    bucket.left = Math.min(atFirst, bucket.left + gained);
    bucket.atMs = nowMs;
    if (bucket.left < 1) return false;
    bucket.left--;
    return true;
  }
}
