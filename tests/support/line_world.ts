/**
 * A line to a server whose pushes end when a test says so.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { LineAnswer, WaitsFor } from "../../lib/callback/line.ts";
import { Line } from "../../lib/callback/line.ts";
import type { RetryPlan } from "../../lib/delivery.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** How the line paces itself. */
export const PLAN: RetryPlan = { firstMs: 1000, factor: 2, maxMs: 60_000, giveUpAfterMs: null };
/** Pushes at once. */
export const CONCURRENCY = 8;

/** How a result goes on after a push: due again for a reason, or done. */
export type Again = { readonly dueInMs: number; readonly waitsFor: WaitsFor } | null;

/** A push under way. */
export interface Pushing {
  readonly key: string;
  readonly atMs: number;
  /** Ends the push; the result is due again, or done. */
  end(answer: LineAnswer, again?: Again): Promise<void>;
}

/** A line whose pushes end when the test says so. */
export class LineWorld {
  readonly clock = new VirtualClock();
  readonly startMs = this.clock.nowMs();
  /** All pushes so far, and those under way. */
  readonly begun: { key: string; afterMs: number }[] = [];
  readonly pushing = new Map<string, Pushing>();
  /** When each push is written down; at once where it is not set. */
  written: Promise<void> = Promise.resolve();
  readonly line = new Line({
    clock: this.clock,
    random: () => 0,
    plan: PLAN,
    concurrency: CONCURRENCY,
    push: (key) =>
      new Promise((resolve) => {
        assert.ok(!this.pushing.has(key), `${key} is pushed twice side by side`);
        const atMs = this.clock.nowMs();
        this.begun.push({ key, afterMs: atMs - this.startMs });
        this.pushing.set(key, {
          key,
          atMs,
          end: async (answer, again = null) => {
            this.pushing.delete(key);
            const written = this.written.then(() => {
              // As the courier does: what was written down reaches the line before the push is over.
              const { dueInMs, waitsFor } = again ?? { dueInMs: 0, waitsFor: "itsTime" };
              if (again === null) this.line.drop(key);
              else this.line.add(key, this.clock.nowMs() + dueInMs, waitsFor);
            });
            resolve({ answer, written });
            await this.clock.settle();
          },
        });
      }),
  });

  add(...keys: string[]): void {
    for (const key of keys) this.line.add(key, this.clock.nowMs(), "itsTime");
  }

  /** Ends every push that is under way in the same way. */
  async endAll(answer: LineAnswer, again: Again = null): Promise<void> {
    for (const { end } of [...this.pushing.values()]) await end(answer, again);
  }

  /** Makes the line silent with keys that then wait for an answer. */
  async fallSilent(): Promise<void> {
    this.add("s1", "s2", "s3");
    await this.endAll("silent", { dueInMs: 1000, waitsFor: "anAnswer" });
    assert.equal(this.line.silent, true);
  }
}

/** That many keys. */
export const names = (count: number, prefix = "k") =>
  Array.from({ length: count }, (_, at) => `${prefix}${at}`);
/** Due again only because of the silence. */
export const HELD: Again = { dueInMs: 1000, waitsFor: "anAnswer" };
