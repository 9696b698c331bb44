/**
 * Who has a store that several instances can reach: one of them leads, the others stand by.
 *
 * Two rows of the store say it. `leader` names the instance that leads and changes only when another takes over: every commit
 * of the leader checks that it is still its own (`fenced_kv.ts`), so nothing that an instance writes after it was replaced is
 * ever stored. `lease` is renewed by the leader now and then. Whoever stands by takes over only after it has seen the lease
 * unchanged, on its own clock, for longer than the leader may act on a renewal (on its own): clocks are never compared.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import type { Check, Key, KeyPart, Kv, Row } from "./kv.ts";

/** Where it stands who leads. */
export const LEADER_KEY: Key = ["leader"];
/** Where the leader says that it is alive. */
export const LEASE_KEY: Key = ["lease"];

/** From one renewal to the next, and from one look of those who stand by to the next, in milliseconds. */
export const RENEW_EVERY_MS = 2000;
/** How long after a renewal was begun the leader may begin to execute or push something, in milliseconds. */
export const ACT_WITHIN_MS = 10_000;
/** Between what the leader may still have under way and the takeover, in milliseconds. */
export const MARGIN_MS = 5000;

/** Who leads, as the store says it. */
export interface Leader {
  /** A name that no other instance has ever had. */
  readonly instance: string;
  /** For people: the machine and the process. */
  readonly where: string;
}

/** What an instance works with. */
export interface LeadershipParts {
  readonly kv: Kv;
  readonly me: Leader;
  readonly clock: Clock;
  /** A clock that nobody sets; it may stand still while the machine sleeps. */
  readonly monotonicMs: () => number;
  /** What the leader begins may take so long, in milliseconds: a push, at most. */
  readonly underWayMs: number;
  /** Called once when another instance leads: nothing may be done any more. */
  readonly lost: (reason: string) => void;
}

/** Told who leads, by those who stand by. */
export type StandingBy = (leader: Leader | null) => void;

interface Instant {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

interface Rows {
  readonly leader: Row;
  readonly lease: Row;
}

/** One instance's part in it. */
export class Leadership {
  #fence: Check | null = null;
  /** When the last renewal that came through was begun, on both clocks. */
  #renewedAt = { wallMs: -Infinity, monotonicMs: -Infinity };
  #cancel: CancelTimer | null = null;
  #over = false;
  #renewing: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<() => void>();

  constructor(private readonly parts: LeadershipParts) {}

  /** What every commit has to check. @throws {TypeError} it does not lead */
  get fence(): Check {
    if (this.#fence === null) throw new TypeError("cannot write: this instance does not lead");
    return this.#fence;
  }

  /**
   * Resolves with `true` once this instance leads; with `false` after {@linkcode Leadership.resign}. While the store can't be
   * read, it waits.
   *
   * @param standingBy told who leads, whenever that changes
   */
  async lead(standingBy: StandingBy = () => {}): Promise<boolean> {
    const { clock, monotonicMs, underWayMs } = this.parts;
    const patienceMs = ACT_WITHIN_MS + underWayMs + MARGIN_MS;
    let seen: Rows | null = null;
    let sinceMs = monotonicMs();
    while (!this.#over) {
      const rows: Rows | null = await this.#look();
      if (rows !== null) {
        if (seen?.leader.versionstamp !== rows.leader.versionstamp) {
          standingBy(leaderIn(rows.leader.value));
        }
        if (!isSame(seen, rows)) sinceMs = monotonicMs();
        // Resigned, or never there: nothing can be under way.
        const isFree = rows.lease.value === null;
        if (isFree || monotonicMs() - sinceMs >= patienceMs) {
          if (await this.#take(rows)) return true;
        }
        seen = rows;
      }
      await sleep(clock, RENEW_EVERY_MS);
    }
    return false;
  }

  /** Resolves once something may be begun that another instance must not do at the same time. Never after it lost. */
  async mayAct(): Promise<void> {
    while (!this.#isFresh()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Another instance leads: told once, whoever finds it. */
  replaced(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancel?.();
    this.parts.lost(reason);
  }

  /** Stands by no more; nothing happens where it leads already. */
  withdraw(): void {
    if (this.#fence === null) this.#over = true;
  }

  /** Ends it: what stands by may take over at once. Call it when nothing is under way any more. */
  async resign(): Promise<void> {
    this.#over = true;
    this.#cancel?.();
    await this.#renewing;
    if (this.#fence === null) return;
    const atomic = this.parts.kv.atomic().check({ ...this.#fence, key: [...this.#fence.key] });
    await atomic.delete([...LEASE_KEY]).commit().catch(() => {});
  }

  /** By both clocks: one of them may have been set back, the other stands still while the machine sleeps. */
  #isFresh(): boolean {
    const { clock, monotonicMs } = this.parts;
    const sinceMs = Math.max(
      clock.nowMs() - this.#renewedAt.wallMs,
      monotonicMs() - this.#renewedAt.monotonicMs,
    );
    return !this.#over && sinceMs < ACT_WITHIN_MS;
  }

  async #look(): Promise<Rows | null> {
    try {
      const [leader, lease] = await this.parts.kv.getMany([LEADER_KEY, LEASE_KEY]);
      return leader === undefined || lease === undefined ? null : { leader, lease };
    } catch {
      return null;
    }
  }

  async #take({ leader, lease }: Rows): Promise<boolean> {
    const { kv, me } = this.parts;
    const began = this.#now();
    try {
      const taken = await kv.atomic()
        .check({ key: key(LEADER_KEY), versionstamp: leader.versionstamp })
        .check({ key: key(LEASE_KEY), versionstamp: lease.versionstamp })
        .set(key(LEADER_KEY), me)
        .set(key(LEASE_KEY), me.instance)
        .commit();
      if (!taken.ok) return false;
      this.#leads(taken.versionstamp, began);
      return true;
    } catch {
      // Perhaps it was stored all the same, and then it says so.
      const found = await this.#look();
      if (leaderIn(found?.leader.value)?.instance !== me.instance) return false;
      this.#leads(found?.leader.versionstamp ?? null, began);
      return true;
    }
  }

  #leads(versionstamp: string | null, began: Instant): void {
    this.#fence = { key: LEADER_KEY, versionstamp };
    this.#renewedAt = began;
    this.#next();
  }

  #now(): Instant {
    return { wallMs: this.parts.clock.nowMs(), monotonicMs: this.parts.monotonicMs() };
  }

  #next(): void {
    if (this.#over) return;
    this.#cancel = this.parts.clock.after(RENEW_EVERY_MS, () => {
      this.#renewing = this.#renew();
    });
  }

  async #renew(): Promise<void> {
    const { kv, me } = this.parts;
    const began = this.#now();
    try {
      const { ok } = await kv.atomic()
        .check({ ...this.fence, key: key(this.fence.key) })
        .set(key(LEASE_KEY), me.instance)
        .commit();
      if (!ok) return this.replaced("another instance has taken over");
      this.#renewedAt = began;
      for (const go of this.#waiting) go();
      this.#waiting.clear();
    } catch {
      // The store is down: nothing new is begun until a renewal comes through.
    }
    this.#next();
  }
}

function key(of: Key): KeyPart[] {
  return [...of];
}

function isSame(a: Rows | null, b: Rows): boolean {
  return a?.leader.versionstamp === b.leader.versionstamp &&
    a.lease.versionstamp === b.lease.versionstamp;
}

function leaderIn(value: unknown): Leader | null {
  if (typeof value !== "object" || value === null) return null;
  const { instance, where }: Partial<Leader> = value;
  return typeof instance === "string" && typeof where === "string" ? { instance, where } : null;
}
