/**
 * What one channel is held to: how many submissions at a time and in a time, how much a day, when, and whether it is paused.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import type { LimitsConfig } from "../config.ts";
import type { Money } from "../money.ts";
import type { Pause } from "../status.ts";
import type { Zone } from "../zone.ts";
import type { Outcome } from "./channel.ts";
import { DayCounts } from "./day_counts.ts";
import { isWithin, minutesToEdge } from "../day_span.ts";
import { RateWindow } from "./rate_window.ts";

/**
 * Whether a submission may begin: `busy` opens by itself soon (concurrency, rate); `closed` is paused, out of hours, or past
 * a limit of the day.
 */
export type Entry = "entered" | "busy" | "closed";

/** What a gate works with. */
export interface GateParts {
  readonly clock: Clock;
  readonly zone: Zone;
  /**
   * Where somebody was turned away, it may be open for them again; or it has just opened or closed. Called when all is
   * as it will be, so whoever waits may enter from within.
   */
  readonly changed: () => void;
  /**
   * So many submissions in a row have had no clear answer, as many as are allowed. Whoever is told sets
   * {@linkcode Gate.pause} before returning, or more will enter.
   */
  readonly tooManyUnknown: (count: number) => void;
}

/** How a gate is doing. */
export interface GateStatus {
  readonly paused: Pause | null;
  /** By the pause, the hours and the limits of the day; it may be busy all the same. */
  readonly isOpen: boolean;
  readonly todayCount: number;
  readonly todayCash: Money;
  readonly unknownInRow: number;
  readonly inFlight: number;
}

const MINUTE_MS = 60_000;

/** The gate of one channel. It has timers only where its limits need them. */
export class Gate {
  readonly #days: DayCounts;
  #limits: LimitsConfig;
  #window: RateWindow | null;
  #pause: Pause | null = null;
  #inFlight = 0;
  #unknownInRow = 0;
  /** Somebody was turned away, and may enter once a place comes free. */
  #awaitsPlace = false;
  /** Somebody was turned away, and may enter once the day has a share back. */
  #awaitsDay = false;
  #wasOpen = true;
  #dayEndMs = 0;
  #cancelMinute: CancelTimer | null = null;
  #cancelRate: CancelTimer | null = null;
  #isStopped = false;

  /** @param pause the one in force when the last process ended */
  constructor(
    limits: LimitsConfig,
    private readonly parts: GateParts,
    pause: Pause | null = null,
  ) {
    this.#pause = pause;
    this.#days = new DayCounts(parts.zone);
    this.#limits = limits;
    this.#window = limits.rate === null ? null : new RateWindow(limits.rate);
    this.#watchTime();
  }

  /** Takes a place for one submission. */
  enter(cash: Money): Entry {
    const { concurrency } = this.#limits;
    const nowMs = this.parts.clock.nowMs();
    const today = this.#days.at(nowMs);
    // Whoever opens it says so, so that not every answer meanwhile calls all who wait.
    if (!this.#isOpenAt(nowMs)) return "closed";
    if (!this.#hasDayFor(cash, nowMs)) {
      this.#awaitsDay = true;
      return "closed";
    }
    if (concurrency !== null && this.#inFlight >= concurrency) {
      this.#awaitsPlace = true;
      return "busy";
    }
    if (this.#window !== null) {
      const waitMs = this.#window.waitMs(nowMs);
      if (waitMs > 0) {
        this.#wakeIn(waitMs);
        return "busy";
      }
      this.#window.add(nowMs);
    }
    this.#inFlight++;
    today.count++;
    today.cash += cash;
    return "entered";
  }

  /**
   * The submission that entered has its answer. `unknown` counts towards the pause, `untouched` gives the day its share
   * back and says nothing of the channel, no more than `handedOver` to somebody outside does; every other answer is a clear
   * one.
   *
   * @param enteredAtMs whose day it counted for; now where it is left out
   */
  leave(outcome: Outcome["kind"] | "handedOver", cash: Money, enteredAtMs?: number): void {
    this.#free();
    if (outcome === "untouched") this.#uncount(cash, enteredAtMs ?? this.parts.clock.nowMs());
    else if (outcome !== "handedOver") this.heard(outcome === "unknown" ? "unknown" : "clear");
    if (this.#awaitsPlace || (this.#awaitsDay && outcome === "untouched")) this.#tellAll();
  }

  /** What became of what was handed over: a lease that is over says `unknown`, a result is a clear answer. */
  heard(outcome: "clear" | "unknown"): void {
    if (outcome === "unknown") this.#countUnknown();
    else this.#unknownInRow = 0;
  }

  /** Entered, but never submitted: as if it had not been. */
  back(cash: Money, enteredAtMs: number): void {
    this.#free();
    this.#uncount(cash, enteredAtMs);
    this.#window?.remove(enteredAtMs);
    this.#tellAll();
  }

  /** Orders that were given to the channel before this process began. @param cash all of theirs */
  count(cash: Money, atMs: number, orders = 1): void {
    // Only so many days are remembered, and orders of many may be open: today's must not be the one that is forgotten.
    this.#days.at(this.parts.clock.nowMs());
    const day = this.#days.at(atMs);
    day.count += orders;
    day.cash += cash;
  }

  /** Who has paused it; `null` where nobody has. To let it go on forgets the unclear ones. */
  get pause(): Pause | null {
    return this.#pause;
  }

  set pause(pause: Pause | null) {
    if (pause === null) this.#unknownInRow = 0;
    this.#pause = pause;
    this.#hasChanged();
  }

  /**
   * What it is held to; under new limits all that was counted stays. Nobody is called for it: whoever sets the limits of
   * several gates has those who wait look again when all are set.
   */
  get limits(): LimitsConfig {
    return this.#limits;
  }

  set limits(limits: LimitsConfig) {
    const { rate } = limits;
    this.#limits = limits;
    this.#window = rate === null ? null : this.#window?.under(rate) ?? new RateWindow(rate);
    this.#watchTime();
  }

  /** How it is doing. */
  get status(): GateStatus {
    const nowMs = this.parts.clock.nowMs();
    const { count: todayCount, cash: todayCash } = this.#days.at(nowMs);
    return {
      paused: this.#pause,
      isOpen: this.#isOpenAt(nowMs) && this.#hasDayFor(1n, nowMs),
      todayCount,
      todayCash,
      unknownInRow: this.#unknownInRow,
      inFlight: this.#inFlight,
    };
  }

  /** Lets go of all timers. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelMinute?.();
    this.#cancelRate?.();
  }

  #isOpenAt(nowMs: number): boolean {
    const { hours } = this.#limits;
    if (this.#pause !== null) return false;
    return hours.length === 0 || isWithin(hours, this.parts.zone.minuteOf(nowMs));
  }

  #hasDayFor(cash: Money, nowMs: number): boolean {
    const { dailyCount, dailyCash } = this.#limits;
    if (dailyCount === null && dailyCash === null) return true;
    const today = this.#days.at(nowMs);
    return (dailyCount === null || today.count < dailyCount) &&
      (dailyCash === null || today.cash + cash <= dailyCash);
  }

  #free(): void {
    if (this.#inFlight > 0) this.#inFlight--;
  }

  #uncount(cash: Money, enteredAtMs: number): void {
    const day = this.#days.at(enteredAtMs);
    if (day.count === 0) return;
    day.count--;
    day.cash -= cash;
  }

  #countUnknown(): void {
    const { pauseAfterUnknown } = this.#limits;
    this.#unknownInRow++;
    if (pauseAfterUnknown === null || this.#pause !== null) return;
    if (this.#unknownInRow >= pauseAfterUnknown) this.parts.tooManyUnknown(this.#unknownInRow);
  }

  #hasChanged(): void {
    this.#watchTime();
    this.#tellAll();
  }

  #tellAll(): void {
    this.#awaitsPlace = false;
    this.#awaitsDay = false;
    this.parts.changed();
  }

  /** Looks again when the hours begin or end and when the day does. */
  #watchTime(): void {
    const { hours, dailyCount, dailyCash } = this.#limits;
    this.#cancelMinute?.();
    this.#cancelMinute = null;
    if (this.#isStopped) return;
    if (hours.length === 0 && dailyCount === null && dailyCash === null) return;
    const { clock, zone } = this.parts;
    const nowMs = clock.nowMs();
    this.#wasOpen = this.#isOpenAt(nowMs);
    this.#dayEndMs = this.#days.at(nowMs).endMs;
    const edgeMs = minutesToEdge(hours, zone.minuteOf(nowMs)) * MINUTE_MS;
    const leftMs = Math.min(edgeMs - zone.localMs(nowMs) % MINUTE_MS, this.#dayEndMs - nowMs);
    // No further than the next whole minute: the clock may be set, and the zone may change its offset.
    const minuteMs = MINUTE_MS - nowMs % MINUTE_MS;
    this.#cancelMinute = clock.after(Math.min(leftMs, minuteMs), () => this.#timeHasPassed());
  }

  #timeHasPassed(): void {
    const nowMs = this.parts.clock.nowMs();
    const isOther = this.#wasOpen !== this.#isOpenAt(nowMs) ||
      this.#dayEndMs !== this.#days.at(nowMs).endMs;
    if (isOther) this.#hasChanged();
    else this.#watchTime();
  }

  #wakeIn(waitMs: number): void {
    if (this.#cancelRate !== null || this.#isStopped) return;
    // The wait is found anew each time, for the clock may be set meanwhile.
    this.#cancelRate = this.parts.clock.after(Math.min(waitMs, MINUTE_MS), () => {
      this.#cancelRate = null;
      this.parts.changed();
    });
  }
}
