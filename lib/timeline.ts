/**
 * The story of an order, line by line, within the room that a value of the store has.
 *
 * @module
 */
import type { Exchange, Order, TimelineEntry } from "./order.ts";

/** Entries kept of a timeline: the first ones and the last ones; what falls out lies between, but for one contradiction. */
export const TIMELINE_FIRST_KEPT = 12;
/** See {@linkcode TIMELINE_FIRST_KEPT}. */
export const TIMELINE_LAST_KEPT = 28;
/** Characters kept of a note. */
export const NOTE_CHARACTERS_MAX = 300;
/** Exchanges kept in a timeline: so many of the first ones and of the last ones. */
const EXCHANGES_FIRST_KEPT = 2;
/** See {@linkcode EXCHANGES_FIRST_KEPT}. */
const EXCHANGES_LAST_KEPT = 3;
/** Characters kept of a request, and of an answer. */
const EXCHANGE_CHARACTERS_MAX = 600;

/** What came along with a channel's word. */
export interface Heard {
  readonly exchange?: Exchange;
  /** The number that the supplier gave the order. */
  readonly supplierRef?: string;
}

/** A note as a timeline keeps it. */
export function keptNote(note: string): string {
  return note.slice(0, NOTE_CHARACTERS_MAX);
}

/** The timeline with one more line. */
export function noted(
  order: Order,
  atMs: number,
  kind: TimelineEntry["kind"],
  note?: string,
  heard?: Heard,
): TimelineEntry[] {
  const entry: TimelineEntry = {
    atMs,
    kind,
    ...(note ? { note: keptNote(note) } : {}),
    ...(heard?.exchange ? { exchange: cut(heard.exchange) } : {}),
  };
  const { timeline } = order;
  // Not `[...timeline, entry]`, which keeps room for sixteen more: there may be many thousands of orders in memory.
  const all = timeline.concat([entry]);
  if (timeline.length >= TIMELINE_FIRST_KEPT + TIMELINE_LAST_KEPT) {
    // That its channel took back its word is what a person has to know, however often a push fails afterwards.
    const first = all[TIMELINE_FIRST_KEPT];
    all.splice(TIMELINE_FIRST_KEPT + (first?.kind === "contradicted" ? 1 : 0), 1);
  }
  return entry.exchange === undefined ? all : withFewExchanges(all);
}

function cut({ request, answer, tookMs }: Exchange): Exchange {
  const readable = (text: string) =>
    text.slice(0, EXCHANGE_CHARACTERS_MAX).replaceAll(/\p{Cc}/gu, " ").toWellFormed();
  return { request: readable(request), answer: readable(answer), tookMs };
}

/** The first exchanges and the last; of those between only the note stays, for an order must fit into one value of the store. */
function withFewExchanges(timeline: TimelineEntry[]): TimelineEntry[] {
  const withOne = timeline.filter(({ exchange }) => exchange !== undefined);
  const dropped = new Set(withOne.slice(EXCHANGES_FIRST_KEPT, -EXCHANGES_LAST_KEPT));
  if (dropped.size === 0) return timeline;
  return timeline.map((entry) => {
    if (!dropped.has(entry)) return entry;
    const { exchange: _, ...rest } = entry;
    return rest;
  });
}
