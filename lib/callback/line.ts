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

/** Why a result waits: for its own time, or because the server did not say a byte. */
export type WaitsFor = "itsTime" | "anAnswer";

/** What a push came to, as far as the line is concerned; `nothing`: there was nothing to push any more. */
export type LineAnswer = "answered" | "silent" | "nothing";

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
  /** Pushes the result with that key; resolves when what came of it is written down. Never rejects. */
  readonly push: (key: string) => Promise<LineAnswer>;
}

/** The line to one server. */
export class Line {
  /** Due for their own reasons: new, or answered with something else than `OK`. */
  readonly #due = new DueQueue();
  /** Keys that wait only because the line was silent when they were pushed. */
  readonly #held = new DueQueue();
  readonly #pushing = new Set<string>();
  /** Results that were added while they were being pushed: a result is never pushed twice side by side. */
  readonly #after = new Map<string, { dueAtMs: number; waitsFor: WaitsFor }>();
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
    if (this.#pushing.has(key)) {
      this.#after.set(key, { dueAtMs, waitsFor });
      return;
    }
    (waitsFor === "anAnswer" ? this.#held : this.#due).set(key, dueAtMs);
    this.#pump();
  }

  /** Takes a result out. */
  drop(key: string): void {
    this.#due.delete(key);
    this.#held.delete(key);
    this.#after.delete(key);
  }

  /** How the line stands. */
  status(): LineStatus {
    const link = this.silent ? "silent" : this.#heardFrom ? "answering" : "unknown";
    const pending = this.#due.size + this.#held.size + this.#pushing.size;
    const next = this.#first()?.dueAtMs ?? null;
    return { link, pending, nextTryAtMs: this.silent && pending > 0 ? this.#probeAtMs : next };
  }

  /** Begins no further push; resolves when those under way are over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.();
    if (this.#pushing.size > 0) {
      await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    }
  }

  /** Pushes what may be pushed now, and sets the timer for what may be later. */
  #pump(): void {
    this.#timer?.();
    this.#timer = null;
    while (!this.#stopped && this.#pushing.size < (this.silent ? 1 : this.parts.concurrency)) {
      const first = this.#first();
      if (first === null) return;
      const atMs = this.silent ? this.#probeAtMs : first.dueAtMs;
      const waitMs = atMs - this.parts.clock.nowMs();
      if (waitMs > 0) {
        this.#timer = this.parts.clock.after(waitMs, () => this.#pump());
        return;
      }
      this.#begin(first.key);
    }
  }

  #first(): { readonly key: string; readonly dueAtMs: number } | null {
    const due = this.#due.first(), held = this.#held.first();
    if (due === null || held === null) return due ?? held;
    return held.dueAtMs < due.dueAtMs ? held : due;
  }

  async #begin(key: string): Promise<void> {
    this.drop(key);
    this.#pushing.add(key);
    const answer = await this.parts.push(key);
    this.#pushing.delete(key);
    const again = this.#after.get(key);
    if (again !== undefined) this.add(key, again.dueAtMs, again.waitsFor);
    if (answer === "answered") this.#heard();
    else if (answer === "silent") this.#notHeard();
    this.#pump();
    if (this.#pushing.size === 0) this.#whenIdle.splice(0).forEach((resolve) => resolve());
  }

  #heard(): void {
    this.#heardFrom = true;
    this.#silentInARow = 0;
    if (this.#held.size > 0) this.#held.hasten(this.parts.clock.nowMs());
  }

  #notHeard(): void {
    this.#silentInARow++;
    if (!this.silent) return;
    // Pushes that were under way when the line fell silent are not probes of their own.
    if (this.#pushing.size > 0) return;
    const { clock, plan, random } = this.parts;
    const probes = Math.max(1, this.#silentInARow - SILENT_AFTER + 1);
    this.#probeAtMs = clock.nowMs() + retryDelayMs(plan, probes, random());
  }
}
