/**
 * Lives an order's timeline again: whether each line may follow on those before it, and the states that the last one may
 * have led to. Written down apart from `move.ts`, which made the timeline: what both say the same of is so.
 *
 * @module
 */
import type { Order, OrderState, TimelineEntry } from "../order.ts";
import { TIMELINE_FIRST_KEPT, TIMELINE_LAST_KEPT } from "../timeline.ts";

type Kind = TimelineEntry["kind"];

/** A state of an order, or of its delivery. */
export type LifeState =
  | Exclude<OrderState, "settled">
  | "pending"
  | "confirmed"
  | "abandoned";

const UNSETTLED: readonly LifeState[] = ["received", "queued", "processing", "review"];
const SETTLED: readonly LifeState[] = ["pending", "confirmed", "abandoned"];

type Step = readonly [from: LifeState, to: LifeState];

/** What each line of a timeline leads from, and to. The first line alone leads from nothing. */
const STEPS: Readonly<Record<Kind, readonly Step[]>> = {
  received: [],
  acked: [["received", "queued"]],
  ackLost: [["received", "pending"]],
  doubted: [["received", "review"]],
  started: [["queued", "processing"]],
  claimed: [["processing", "processing"]],
  released: [["processing", "processing"]],
  answered: [["processing", "processing"], ["review", "review"]],
  untouched: [["processing", "queued"]],
  unclear: [["processing", "review"]],
  settled: [["queued", "pending"], ["processing", "pending"], ["review", "pending"]],
  pushFailed: [["pending", "pending"]],
  confirmed: [["pending", "confirmed"]],
  abandoned: [["pending", "abandoned"]],
  repushed: SETTLED.map((from) => [from, "pending"] as const),
  contradicted: SETTLED.map((state) => [state, state] as const),
  restored: [...UNSETTLED.map((from) => [from, "review"] as const), ["pending", "abandoned"]],
};

/** What a timeline tells. */
export interface Replayed {
  /** Where the order may be after its last line; none after a line that can't be. */
  readonly ends: ReadonlySet<LifeState>;
  /** The line that can't follow on those before it. */
  readonly wrong: {
    readonly before: TimelineEntry["kind"] | null;
    readonly kind: TimelineEntry["kind"];
  } | null;
  /** Whether lines may have been dropped from its middle. */
  readonly isTrimmed: boolean;
}

/** Lives a timeline again. */
export function replay(timeline: readonly TimelineEntry[]): Replayed {
  const isTrimmed = timeline.length >= TIMELINE_FIRST_KEPT + TIMELINE_LAST_KEPT;
  let ends: ReadonlySet<LifeState> = new Set(["received"]);
  for (const [at, { kind }] of timeline.entries()) {
    if (at === 0) {
      if (kind !== "received") return { ends: new Set(), wrong: { before: null, kind }, isTrimmed };
      continue;
    }
    if (isTrimmed && isGap(timeline, at)) ends = reachable(ends);
    const next = after(ends, kind);
    if (next.size === 0) {
      const before = timeline[at - 1]?.kind ?? null;
      return { ends: next, wrong: { before, kind }, isTrimmed };
    }
    ends = next;
  }
  return { ends: timeline.length === 0 ? new Set() : ends, wrong: null, isTrimmed };
}

/** Whether what was dropped lay before this line: behind the first lines, or behind the one contradiction kept after them. */
function isGap(timeline: readonly TimelineEntry[], at: number): boolean {
  const isBehindKept = timeline[TIMELINE_FIRST_KEPT]?.kind === "contradicted";
  return at === TIMELINE_FIRST_KEPT || (isBehindKept && at === TIMELINE_FIRST_KEPT + 1);
}

/** Where an order is. */
export function lifeStateOf(order: Order): LifeState {
  // What was stored by another hand may lack it.
  return order.state === "settled" ? order.delivery?.state ?? "pending" : order.state;
}

function after(states: ReadonlySet<LifeState>, kind: Kind): Set<LifeState> {
  return new Set(STEPS[kind]?.filter(([from]) => states.has(from)).map(([, to]) => to));
}

function reachable(states: ReadonlySet<LifeState>): Set<LifeState> {
  const all = new Set(states);
  for (let size = 0; size < all.size;) {
    size = all.size;
    for (const kind of Object.keys(STEPS) as Kind[]) {
      for (const state of after(all, kind)) all.add(state);
    }
  }
  return all;
}
