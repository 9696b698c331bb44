/**
 * One line of the table: what was measured, beside its limit in the same run, and what is to be reached.
 *
 * @module
 */
import { median } from "./statistics.ts";

/** What is to be reached, and what is aimed at. */
export interface Goal {
  /** Of the ratio to what is beside it, or of the figure itself. */
  readonly of: "ratio" | "figure";
  readonly least: boolean;
  readonly reach: number;
  readonly aim: number | null;
}

/** One line of the table; a figure for each run. */
export interface Row {
  readonly row: string;
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly beside: string;
  readonly limits: readonly number[];
  /** `null` where the line only shows something. */
  readonly goal: Goal | null;
}

/** A ratio that is to be at least this. */
export function ratioAtLeast(reach: number, aim: number | null): Goal {
  return { of: "ratio", least: true, reach, aim };
}

/** A ratio that is to be at most this. */
export function ratioAtMost(reach: number, aim: number | null): Goal {
  return { of: "ratio", least: false, reach, aim };
}

/** A figure that is to be at most this. */
export function atMost(reach: number): Goal {
  return { of: "figure", least: false, reach, aim: null };
}

/** The median of ours over the median of what is beside it. */
export function ratioOf({ ours, limits }: Row): number {
  return median(ours) / median(limits);
}

/** Whether a line reaches its goal; `null` where it has none. */
export function verdict(row: Row): "aim" | "reached" | "NOT REACHED" | null {
  const { goal } = row;
  if (goal === null) return null;
  const figure = goal.of === "ratio" ? ratioOf(row) : median(row.ours);
  const fits = (bound: number) => goal.least ? figure >= bound : figure <= bound;
  if (goal.aim !== null && fits(goal.aim)) return "aim";
  return fits(goal.reach) ? "reached" : "NOT REACHED";
}

/** Runs both in turn, A B A B, so that a noisy minute falls on both. */
export async function inTurn<A, B>(
  runs: number,
  a: () => Promise<A>,
  b: () => Promise<B>,
): Promise<{ a: A[]; b: B[] }> {
  const all: { a: A[]; b: B[] } = { a: [], b: [] };
  for (let run = 0; run < runs; run++) {
    all.a.push(await a());
    all.b.push(await b());
  }
  return all;
}
