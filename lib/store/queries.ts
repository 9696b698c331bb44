/**
 * Listings and totals. Orders that are not closed come from memory, closed ones from the index that fits the filter
 * best (`fitting.ts`); both sorted by time of receipt, newest first, so that an order that closes meanwhile keeps its place.
 *
 * What an index does not tell apart is told by its rows' glance (`glance.ts`), so only orders that may fit are read.
 *
 * @module
 */
import { errorText } from "../log.ts";
import type { Order, Processing } from "../order.ts";
import type { DaySum, OrderFilter, OrderPage, Overview } from "../order_query.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { readDaySums } from "./day_sums.ts";
import { bestIndexes, fits, hasNoClosed, isToldByIndex } from "./fitting.ts";
import { mayFit } from "./glance.ts";
import type { Place } from "./keys.ts";
import { comparePlaces, doneKey, indexPrefix } from "./keys.ts";
import type { Key, Kv, Row } from "./kv.ts";
import { getAll } from "./kv.ts";
import type { OrderStore } from "./orders.ts";
import { ServerNames } from "./server_names.ts";
import { DamagedRow, isStored, readRow, readStored } from "./stored_row.ts";
import { readTotals } from "./sums.ts";
import { type Stretch, Walk } from "./walk.ts";

/** Index rows that a first page looks at: it shall come at once, however many orders are stored. */
export const ROWS_FIRST_PAGE_MAX = 300;
/** Index rows that any later page looks at. A filter that few orders fit gives short pages rather than slow ones. */
export const ROWS_PER_PAGE_MAX = 2000;

interface ClosedPage {
  readonly orders: readonly Order[];
  /** Only so far was looked, and what lies behind is for the next page; `null` when all was seen. */
  readonly upTo: Place | null;
}

/** Orders that may fit, by what their index rows tell. */
interface Candidates {
  readonly places: readonly Place[];
  /** The last row that was looked at; `null` where there are no more. */
  readonly last: Place | null;
  /** Rows that were looked at. */
  readonly looks: number;
}

/** Asks of the stored orders. */
export class OrderQueries {
  readonly #servers: ServerNames;

  /**
   * @param today as `2026-11-23`
   * @param isDesk whether the orders of a channel wait for a person
   * @param unreadable is told of a row that is damaged; a list goes on without it
   */
  constructor(
    private readonly kv: Kv,
    private readonly orders: OrderStore,
    private readonly today: () => string,
    private readonly isDesk: (channel: string) => boolean = () => false,
    private readonly unreadable: (key: Row["key"], reason: string) => void = () => {},
  ) {
    this.#servers = new ServerNames(kv);
  }

  /**
   * The orders that fit, newest first.
   *
   * @param limit 1 to `PAGE_MAX`
   * @param cursor of the page before, or `null` for the first
   * @throws {QueryError} the cursor is none
   */
  async list(filter: OrderFilter, limit: number, cursor: string | null): Promise<OrderPage> {
    const before = cursor === null ? null : readCursor(cursor);
    // Memory first: an order that closes between the two looks is then seen twice, never not at all.
    const active = this.#activePage(filter, limit, before);
    const closed = await this.#closedPage(filter, limit, before);
    const orders = merged(active, closed.orders)
      .filter((order) => closed.upTo === null || comparePlaces(place(order), closed.upTo) >= 0);
    const page = orders.slice(0, limit);
    const more = orders.length > limit || active.length === limit || closed.upTo !== null;
    const next = page.length === limit ? place(page[limit - 1] as Order) : closed.upTo;
    return { orders: page, cursor: more && next !== null ? writeCursor(next) : null };
  }

  /** How things stand. */
  async overview(): Promise<Overview> {
    const totals = await readTotals(this.kv, this.today());
    let oldestUnsettledAtMs: number | null = null;
    let oldestReviewAtMs: number | null = null;
    const undeliveredSinceMs = new Map<string, number>();
    for (const order of this.orders.active()) {
      if (order.state === "settled") {
        const oldestAtMs = undeliveredSinceMs.get(order.server) ?? Infinity;
        undeliveredSinceMs.set(order.server, Math.min(oldestAtMs, order.result.atMs));
      } else {
        oldestUnsettledAtMs = Math.min(oldestUnsettledAtMs ?? Infinity, order.receivedAtMs);
        if (order.state !== "review") continue;
        oldestReviewAtMs = Math.min(oldestReviewAtMs ?? Infinity, order.receivedAtMs);
      }
    }
    const active = { ...this.orders.counts };
    const oldest = { oldestUnsettledAtMs, oldestReviewAtMs, undeliveredSinceMs };
    return { ...totals, active, ...oldest };
  }

  /** What was settled on the days `from` to `to`, both as `2026-11-23` and both included. */
  daySums(from: string, to: string): Promise<DaySum[]> {
    return readDaySums(this.kv, from, to);
  }

  /** The orders that wait for a person at a desk, the oldest first, `max` at most, and how many there are. */
  desk(max: number): { orders: Processing[]; count: number } {
    const waiting: Processing[] = [];
    for (const order of this.orders.active()) {
      if (order.state === "processing" && this.isDesk(order.channel)) waiting.push(order);
    }
    waiting.sort((a, b) => comparePlaces(place(a), place(b)));
    return { orders: waiting.slice(0, max), count: waiting.length };
  }

  #activePage(filter: OrderFilter, limit: number, before: Place | null): Order[] {
    const found: Order[] = [];
    for (const order of this.orders.active()) {
      if (before !== null && comparePlaces(place(order), before) >= 0) continue;
      if (fits(order, filter, this.isDesk)) found.push(order);
    }
    return found.sort(newestFirst).slice(0, limit);
  }

  async #closedPage(
    filter: OrderFilter,
    limit: number,
    before: Place | null,
  ): Promise<ClosedPage> {
    if (hasNoClosed(filter)) return { orders: [], upTo: null };
    // Under load a look into the store waits longer than it takes, so what can be looked for at once is.
    const [numbered, walked] = await Promise.all([
      this.#numbered(filter, before),
      this.#walked(filter, limit, before),
    ]);
    return { orders: [...numbered, ...walked.orders], upTo: walked.upTo };
  }

  async #walked(filter: OrderFilter, limit: number, before: Place | null): Promise<ClosedPage> {
    const { fromMs = 0, toMs = Infinity } = filter;
    const stretch = { fromMs, toMs: Math.min(toMs, Number.MAX_SAFE_INTEGER), before };
    let looksLeft = before === null ? ROWS_FIRST_PAGE_MAX : ROWS_PER_PAGE_MAX;
    const likely = isToldByIndex(filter) ? limit : looksLeft;
    const walk = await this.#walk(filter, stretch, likely);
    const orders: Order[] = [];
    let wanted = limit;
    for (;;) {
      const { places, last, looks } = await candidates(walk, filter, wanted, looksLeft);
      const read = await this.#read(places, filter);
      orders.push(...read);
      wanted -= read.length;
      looksLeft -= looks;
      if (last === null || looksLeft === 0 || wanted <= 0) return { orders, upTo: last };
    }
  }

  /** Along the indexes with the fewest rows to look at. Those of all servers together have every closed order. */
  async #walk(filter: OrderFilter, stretch: Stretch, rows: number): Promise<Walk> {
    const along = (prefixes: readonly Key[]) => new Walk(this.kv, prefixes, stretch, rows);
    const best = bestIndexes(filter);
    if (best !== null) return along(best);
    const ofServers = (names: readonly string[]) =>
      along(names.map((name) => indexPrefix("server", name)));
    // There is hardly ever a new one, so rows of those that are known are fetched while it is looked for.
    const { known } = this.#servers;
    const walk = ofServers(known);
    const [names] = await Promise.all([this.#servers.names(), walk.fetch()]);
    return names === known ? walk : ofServers(names);
  }

  /** The closed orders whose number is searched for: one at each server, at most. */
  async #numbered(filter: OrderFilter, before: Place | null): Promise<Order[]> {
    const { q: chargeId, server } = filter;
    if (chargeId === undefined) return [];
    const servers = server === undefined ? await this.#servers.names() : [server];
    const places = servers.map((server) => ({ server, chargeId, receivedAtMs: 0 }));
    const found = await this.#read(places, filter);
    return found.filter((order) =>
      order.state === "settled" &&
      (before === null || comparePlaces(place(order), before) < 0)
    );
  }

  /**
   * An order that was pushed again after it was closed stands under `active`, its index rows still there; and it may be
   * closed once more by then, so both places are looked at in one instant.
   */
  async #read(places: readonly Place[], filter: OrderFilter): Promise<Order[]> {
    const known = places.map((place) => this.orders.recentlyClosed(place));
    const unknown = places.filter((_, at) => known[at] === null);
    const rows = await getAll(this.kv, unknown.map(doneKey));
    const missing = unknown.filter((_, at) => rows[at]?.value === null);
    const reopened = await Promise.all(missing.map((id) => readRow(this.kv, id)));
    const read = [...rows, ...reopened].map((row) =>
      row !== null && isStored(row) ? this.#readable(row) : null
    );
    return [...known, ...read].filter((order) => order !== null)
      .filter((order) => fits(order, filter, this.isDesk));
  }

  /** One row that can't be read must not hide all others. */
  #readable(row: Row): Order | null {
    try {
      const stored = readStored(row);
      return stored.state === "gone" ? null : stored;
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
      this.unreadable(row.key, errorText(error));
      return null;
    }
  }
}

/** Walks on to the next orders that may fit: `wanted` at most, and by so many looks at most. */
async function candidates(
  walk: Walk,
  filter: OrderFilter,
  wanted: number,
  looksMax: number,
): Promise<Candidates> {
  const places: Place[] = [];
  let last: Place | null = null;
  let looks = 0;
  while (places.length < wanted && looks < looksMax) {
    const glimpse = await walk.next();
    last = glimpse?.place ?? null;
    if (glimpse === null) break;
    looks++;
    if (mayFit(glimpse.place, glimpse.glance, filter)) places.push(glimpse.place);
  }
  return { places, last, looks };
}

function place(order: Order): Place {
  const { server, receivedAtMs, fields: { chargeId } } = order;
  return { server, chargeId, receivedAtMs };
}

function newestFirst(a: Order, b: Order): number {
  return comparePlaces(place(b), place(a));
}

/** Both lists as one, sorted, without what is in both: memory knows better. */
function merged(active: readonly Order[], closed: readonly Order[]): Order[] {
  const byPlace = new Map<string, Order>();
  for (const order of [...closed, ...active]) {
    byPlace.set(JSON.stringify(place(order)), order);
  }
  return [...byPlace.values()].sort(newestFirst);
}
