/**
 * The line to one server: which results are due there, how many are pushed at once, and what to do while the server
 * does not answer at all.
 *
 * A line is *answering* or *silent*. While it answers, due results are pushed side by side, and one that gets another
 * answer than `OK` waits for its own next time. After {@linkcode SILENT_AFTER} pushes in a row that brought not a byte,
 * the line is silent: one result at a time is pushed, as a probe, in growing intervals; the first byte that comes back
 * makes the line answering, and all that waited because of the silence is due at once.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import type { RetryPlan } from "../delivery.ts";
import { retryDelayMs } from "../delivery.ts";
import { DueQueue } from "./due_queue.ts";

/** Pushes in a row without a byte in answer that make a line silent. */
export const SILENT_AFTER = 3;

/**
 * Results that may be pushed and not yet written down, for each that may be pushed at once: pushing goes on while a commit
 * runs. A crash may make each of them come once more.
 */
export const WRITING_SHARE = 2;

/** Why a result waits: for its own time, or because the server did not say a byte. */
export type WaitsFor = "itsTime" | "anAnswer";

/** What a push came to, as far as the line is concerned; `nothing`: there was nothing to push any more. */
export type LineAnswer = "answered" | "silent" | "nothing";

/** A push that has come to its end; `written` resolves once that is written down, and never rejects. */
export interface LinePush {
  readonly answer: LineAnswer;
  readonly written: Promise<void>;
}

/** How a line stands. */
export interface LineStatus {
  readonly link: "unknown" | "answering" | "silent";
  readonly pending: number;
  readonly nextTryAtMs: number | null;
}

/** What a line works with. */
export interface LineParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly plan: RetryPlan;
  readonly concurrency: number;
  /** Pushes the result with that key. Never rejects. */
  readonly push: (key: string) => Promise<LinePush>;
}

/** The line to one server. */
export class Line {
  /** Due for their own reasons: new, or answered with something else than `OK`. */
  readonly #due = new DueQueue();
  /** Keys that wait only because the line was silent when they were pushed. */
  readonly #held = new DueQueue();
  readonly #pushing = new Set<string>();
  /** Pushed, and not yet written down. */
  readonly #writing = new Set<string>();
  /** Results that were added while they were pushed or written: a result is never pushed twice side by side. */
  readonly #after = new Map<string, { dueAtMs: number; waitsFor: WaitsFor }>();
  /** When the last of the held is due, or later. */
  #heldLatestMs = 0;
  /** The latest time that was seen on the clock. */
  #latestMs = 0;
  #silentInARow = 0;
  #probeAtMs = 0;
  #heardFrom = false;
  #timer: CancelTimer | null = null;
  #stopped = false;
  #whenIdle: (() => void)[] = [];

  constructor(private readonly parts: LineParts) {}

  /** Whether the server has stopped answering. */
  get silent(): boolean {
    return this.#silentInARow >= SILENT_AFTER;
  }

  /** Adds a result, or changes when it is due; one that is just being pushed is added when that is over. */
  add(key: string, dueAtMs: number, waitsFor: WaitsFor): void {
    this.drop(key);
    if (this.#pushing.has(key) || this.#writing.has(key)) {
      this.#after.set(key, { dueAtMs, waitsFor });
      return;
    }
    this.#queue(key, dueAtMs, waitsFor);
    this.#pump();
  }

  /** Takes a result out. */
  drop(key: string): void {
    this.#due.delete(key);
    this.#held.delete(key);
    this.#after.delete(key);
  }

  /** Has a silent line try again now: an operator knows more than the plan. */
  probeNow(): void {
    this.#probeAtMs = this.parts.clock.nowMs();
    this.#pump();
  }

  /** Has everything that waits be due now; a silent line tries with one of it. */
  tryNow(): void {
    const nowMs = this.parts.clock.nowMs();
    this.#due.hasten(nowMs);
    this.#held.hasten(nowMs);
    this.probeNow();
  }

  /** How the line stands. */
  status(): LineStatus {
    const link = this.silent ? "silent" : this.#heardFrom ? "answering" : "unknown";
    const pending = this.#due.size + this.#held.size + this.#pushing.size + this.#writing.size;
    const underWay = this.silent && pending > 0 ? this.#probeAtMs : null;
    return { link, pending, nextTryAtMs: this.#next()?.atMs ?? underWay };
  }

  /** Begins no further push; resolves when those under way are over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.();
    if (!this.#idle) {
      await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    }
  }

  get #idle(): boolean {
    return this.#pushing.size === 0 && this.#writing.size === 0;
  }

  get #mayBegin(): boolean {
    const { concurrency } = this.parts;
    return !this.#stopped && this.#pushing.size < (this.silent ? 1 : concurrency) &&
      this.#writing.size < WRITING_SHARE * concurrency;
  }

  /** Pushes what may be pushed now, and sets the timer for what may be later. */
  #pump(): void {
    this.#timer?.();
    this.#timer = null;
    this.#noticeSetBack();
    while (this.#mayBegin) {
      const next = this.#next();
      if (next === null) return;
      const waitMs = next.atMs - this.parts.clock.nowMs();
      if (waitMs > 0) {
        this.#timer = this.parts.clock.after(waitMs, () => this.#pump());
        return;
      }
      this.#begin(next.key);
    }
  }

  /** Where the clock was set back by hours, what is due then must not wait for them to go by once more. */
  #noticeSetBack(): void {
    const { clock, plan } = this.parts;
    const nowMs = clock.nowMs();
    const isSetBack = nowMs < this.#latestMs - plan.maxMs;
    this.#latestMs = isSetBack ? nowMs : Math.max(this.#latestMs, nowMs);
    if (!isSetBack) return;
    this.#due.hasten(nowMs);
    this.#held.hasten(nowMs);
    this.#probeAtMs = Math.min(this.#probeAtMs, nowMs);
  }

  /** What is pushed next, and when. */
  #next(): { readonly key: string; readonly atMs: number } | null {
    const due = this.#due.first(), held = this.#held.first();
    const first = due === null || (held !== null && held.dueAtMs < due.dueAtMs) ? held : due;
    if (first === null) return null;
    if (!this.silent) return { key: first.key, atMs: first.dueAtMs };
    // Any of the held will do for a probe, but what waits for its own time is no probe before that.
    const isEarly = first === due && due.dueAtMs > this.#probeAtMs;
    if (isEarly && held === null) return { key: due.key, atMs: due.dueAtMs };
    return { key: isEarly && held !== null ? held.key : first.key, atMs: this.#probeAtMs };
  }

  #queue(key: string, dueAtMs: number, waitsFor: WaitsFor): void {
    if (waitsFor === "itsTime") return this.#due.set(key, dueAtMs);
    this.#held.set(key, dueAtMs);
    this.#heldLatestMs = Math.max(this.#heldLatestMs, dueAtMs);
  }

  async #begin(key: string): Promise<void> {
    const isProbe = this.silent;
    this.drop(key);
    this.#pushing.add(key);
    const { answer, written } = await this.parts.push(key);
    this.#pushing.delete(key);
    this.#writing.add(key);
    // Before the next push begins: what this one came to decides how many may.
    if (answer === "answered") this.#heard();
    // A push that was under way when the line fell silent is no probe: a hundred of them would make the first interval the
    // longest.
    else if (answer === "silent" && (isProbe || !this.silent)) this.#notHeard();
    this.#pump();
    await written;
    this.#writing.delete(key);
    const again = this.#after.get(key);
    this.#after.delete(key);
    if (again !== undefined) this.#queue(key, again.dueAtMs, again.waitsFor);
    this.#pump();
    if (this.#idle) this.#whenIdle.splice(0).forEach((resolve) => resolve());
  }

  #heard(): void {
    this.#heardFrom = true;
    this.#silentInARow = 0;
    const nowMs = this.parts.clock.nowMs();
    // Most answers find nothing that waits for one.
    if (this.#held.size > 0 && this.#heldLatestMs > nowMs) this.#held.hasten(nowMs);
    this.#heldLatestMs = 0;
  }

  #notHeard(): void {
    this.#silentInARow++;
    if (!this.silent) return;
    const { clock, plan, random } = this.parts;
    const probes = this.#silentInARow - SILENT_AFTER + 1;
    this.#probeAtMs = clock.nowMs() + retryDelayMs(plan, probes, random());
  }
}
