/**
 * Slows down whoever guesses passwords: after some failures in a row a name, and an address, has to wait, each time twice
 * as long.
 *
 * @module
 */
import { letGoOfOldest } from "../bounded.ts";
import type { Clock } from "../clock.ts";

/** Failures in a row that cost no waiting. A slip of the finger is no attack; many people may share an address. */
export const FREE_FAILURES = { name: 5, address: 10 } as const;
/** The first wait and the longest, in milliseconds. */
export const LOCKED_MS = { first: 10_000, max: 15 * 60_000 } as const;
/** Names, and addresses, that are remembered; one more forgets the one that failed longest ago. */
export const REMEMBERED_MAX = 10_000;

interface Failures {
  count: number;
  lockedUntilMs: number;
}

/** The failures of one kind of key. */
class Counter {
  /** The latest failures last. */
  readonly #failures = new Map<string, Failures>();

  constructor(private readonly free: number) {}

  lockedUntilMs(key: string): number {
    return this.#failures.get(key)?.lockedUntilMs ?? 0;
  }

  failed(key: string, nowMs: number): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    const waits = count - this.free;
    const waitMs = waits <= 0 ? 0 : Math.min(LOCKED_MS.max, LOCKED_MS.first * 2 ** (waits - 1));
    this.#failures.delete(key);
    this.#failures.set(key, { count, lockedUntilMs: nowMs + waitMs });
    letGoOfOldest(this.#failures, REMEMBERED_MAX);
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}

/** Who has to wait. */
export class Lockout {
  readonly #names = new Counter(FREE_FAILURES.name);
  readonly #addresses = new Counter(FREE_FAILURES.address);

  constructor(private readonly clock: Pick<Clock, "nowMs">) {}

  /** How long this one still has to wait, in milliseconds; 0 where it may try. */
  waitMs(name: string, address: string): number {
    const until = Math.max(
      this.#names.lockedUntilMs(name),
      this.#addresses.lockedUntilMs(address),
    );
    const waitMs = until - this.clock.nowMs();
    // Nobody is ever told to wait for longer, so the clock was set back: that must not keep people out for as long.
    return waitMs > LOCKED_MS.max ? 0 : Math.max(0, waitMs);
  }

  /** A wrong name or password. Unknown names count too: nobody must learn by waiting which ones there are. */
  failed(name: string, address: string): void {
    const nowMs = this.clock.nowMs();
    this.#names.failed(name, nowMs);
    this.#addresses.failed(address, nowMs);
  }

  /** The right password. */
  succeeded(name: string, address: string): void {
    this.#names.succeeded(name);
    this.#addresses.succeeded(address);
  }
}
