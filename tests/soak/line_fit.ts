/**
 * A line through points, what else is known of each point taken into account.
 *
 * @module
 */

/** A value at a time. */
export interface Point {
  readonly at: number;
  readonly value: number;
  /** What else the value may follow from, the same for each point. */
  readonly others: readonly number[];
}

/** The line. */
export interface LineFit {
  /** A unit of `at`, with everything else the same. */
  readonly slope: number;
  /** The standard error of the slope: how far it is from the true one, most likely, where the points just scatter. */
  readonly error: number;
  readonly middle: number;
}

/** A column that hardly differs from those before it says nothing of its own. */
const SAME = 1e-9;

/**
 * The least squares through points, linear in time and in whatever else is known; `null` where there are too few of them, or
 * where time says nothing of its own.
 */
export function fitLine(points: readonly Point[]): LineFit | null {
  const width = points[0]?.others.length ?? 0;
  const known = Array.from(
    { length: width },
    (_, at) => points.map(({ others }) => others[at] ?? 0),
  );
  const basis: number[][] = [];
  for (const column of [points.map(() => 1), ...known]) {
    const own = without(column, basis);
    if (dot(own, own) > SAME * Math.max(1, dot(column, column))) basis.push(own);
  }
  const times = points.map(({ at }) => at);
  const ownTimes = without(times, basis);
  const spread = dot(ownTimes, ownTimes);
  const free = points.length - basis.length - 1;
  if (free < 1 || spread <= SAME * dot(times, times)) return null;
  const values = points.map(({ value }) => value);
  const slope = dot(ownTimes, values) / spread;
  const rest = without(values, [...basis, ownTimes]);
  const middle = values.reduce((a, b) => a + b, 0) / values.length;
  return { slope, error: Math.sqrt(dot(rest, rest) / free / spread), middle };
}

/** What is left of a column that does not follow from others, which are at right angles to each other. */
function without(column: readonly number[], basis: readonly (readonly number[])[]): number[] {
  let left = [...column];
  for (const other of basis) {
    const share = dot(left, other) / dot(other, other);
    left = left.map((value, at) => value - share * (other[at] ?? 0));
  }
  return left;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

/** The middle of each stretch of `width`, value by value: what lasts a moment only does not bend the line. */
export function medians(points: readonly Point[], width: number): Point[] {
  const stretches = new Map<number, Point[]>();
  for (const point of points) {
    const stretch = Math.floor(point.at / width);
    stretches.set(stretch, [...stretches.get(stretch) ?? [], point]);
  }
  return [...stretches].map(([stretch, those]) => ({
    at: (stretch + 0.5) * width,
    value: middleOf(those.map(({ value }) => value)),
    others: (those[0]?.others ?? []).map((_, at) =>
      middleOf(those.map(({ others }) => others[at] ?? 0))
    ),
  }));
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
