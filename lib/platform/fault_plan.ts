/**
 * How the played server misbehaves at its callback port, so that a trial shows what czdock makes of it.
 *
 * Faults fill the first part of a run only: until so many callbacks have come, or until {@linkcode FAULT_PART_MS}
 * after the first of them. Then the server behaves, and everything must come to its end.
 *
 * @module
 */

/** What `--fault` can be. */
export const FAULTS = [
  "none",
  "refusing",
  "hanging",
  "garbage",
  "reset",
  "split",
  "mixed",
] as const;

/** One of {@linkcode FAULTS}. */
export type FaultName = typeof FAULTS[number];

/**
 * How one callback is answered.
 *
 * - `ok`: `OK`, as the protocol says.
 * - `split`: `OK` in several writes with white space around it. A valid `OK`: it confirms.
 * - `hanging`: never.
 * - `garbage`: something that is not `OK`.
 * - `reset`: the connection is closed with most of the packet unread, which resets it.
 * - `closed`: the packet is read and the connection closed without an answer.
 */
export type Behaviour = "ok" | "split" | "hanging" | "garbage" | "reset" | "closed";

/** How long after the first callback the faults end, in milliseconds: less than any sensible `--within`. */
export const FAULT_PART_MS = 20_000;
/** How long the listener stays closed at a stretch under `refusing`, in milliseconds. */
export const REFUSING_STRETCH_MS = 2_000;
/** The shortest time the listener is open between two such stretches, in milliseconds. */
const OPEN_STRETCH_MS_MIN = 200;

/** What the plan is made from. */
export interface FaultPlanRules {
  /** Which fault. */
  readonly fault: FaultName;
  /** Share of the callbacks (for `refusing`: of the time) that meets a fault, 0–1. */
  readonly share: number;
  /** How many callbacks the first part has at most. */
  readonly callbacksMax: number;
  /** How long after the first callback the faults end, in milliseconds; {@linkcode FAULT_PART_MS} where left out. */
  readonly partMs?: number;
  /** In [0, 1). */
  readonly random: () => number;
}

const CYCLES: Readonly<Record<FaultName, readonly Behaviour[]>> = {
  none: [],
  refusing: [],
  hanging: ["hanging"],
  garbage: ["garbage"],
  reset: ["reset", "closed"],
  split: ["split"],
  mixed: ["hanging", "garbage", "reset", "split", "closed"],
};

/** Decides callback by callback. */
export class FaultPlan {
  /** How many callbacks met each behaviour but `ok`. */
  readonly played: Record<Exclude<Behaviour, "ok">, number> = {
    split: 0,
    hanging: 0,
    garbage: 0,
    reset: 0,
    closed: 0,
  };
  readonly #rules: FaultPlanRules;
  #callbacks = 0;
  #faults = 0;
  #firstAtMs: number | null = null;

  /** A plan at its beginning. */
  constructor(rules: FaultPlanRules) {
    this.#rules = rules;
  }

  /** How the callback that comes now is answered. */
  next(nowMs: number): Behaviour {
    this.#firstAtMs ??= nowMs;
    const over = this.isOver(nowMs);
    this.#callbacks++;
    const cycle = CYCLES[this.#rules.fault];
    if (over || this.#rules.random() >= this.#rules.share) return "ok";
    const behaviour = cycle[this.#faults++ % cycle.length] ?? "ok";
    if (behaviour !== "ok") this.played[behaviour]++;
    return behaviour;
  }

  /** Whether the part of the run with faults has passed. */
  isOver(nowMs: number): boolean {
    if (this.#firstAtMs === null) return false;
    return this.#callbacks >= this.#rules.callbacksMax ||
      nowMs - this.#firstAtMs >= (this.#rules.partMs ?? FAULT_PART_MS);
  }

  /** How long the listener is open between two stretches of refusing, in milliseconds; `null`: it never closes. */
  get openStretchMs(): number | null {
    const { fault, share } = this.#rules;
    if ((fault !== "refusing" && fault !== "mixed") || share <= 0) return null;
    return Math.max(OPEN_STRETCH_MS_MIN, REFUSING_STRETCH_MS / share - REFUSING_STRETCH_MS);
  }
}

/** A plan without faults. */
export function noFaults(): FaultPlan {
  return new FaultPlan({ fault: "none", share: 0, callbacksMax: 0, random: () => 0 });
}
