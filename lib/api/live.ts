/**
 * What changed, for those who look on. However many orders change, whoever listens hears of it once a second, as one text
 * that is made once for all of them; while nobody listens nothing is done.
 *
 * @module
 */
import { errorText } from "../log.ts";
import type { Log } from "../log.ts";
import { idText } from "../order.ts";
import type { Order } from "../order.ts";
import { overviewJson } from "./overview_json.ts";
import type { OverviewParts } from "./overview_json.ts";

/** Between two looks at what changed, in milliseconds. */
export const LIVE_STEP_MS = 1000;
/** Between two overviews while orders change, and while none does, in steps. */
export const OVERVIEW_STEPS = { busy: 2, idle: 5 } as const;
/** Changed orders that one event names; of the rest it says how many there are. */
export const CHANGED_ORDERS_MAX = 100;

/** An order as an event tells of it. */
interface ChangedOrder {
  readonly server: string;
  readonly chargeId: string;
  readonly state: Order["state"];
  readonly retCode: number | null;
  readonly delivery: string;
}

/** Hears of what changed: an event's name, and its JSON. */
export type Listener = (event: "orders" | "overview", json: string) => void;

/** What it looks at. */
export interface LiveParts extends OverviewParts {
  readonly log: Log;
  /** Calls `listener` after every commit that stored or changed an order. */
  onOrderChange(listener: (order: Order) => void): void;
}

/** Gathers changes and tells of them. */
export class Live {
  readonly #listeners = new Set<Listener>();
  #changed = new Map<string, ChangedOrder>();
  #more = 0;
  #steps = 0;
  #lastOverview = "";
  #isLooking = false;

  constructor(private readonly deps: LiveParts) {
    deps.onOrderChange((order) => this.#see(order));
  }

  /** How many listen. */
  get size(): number {
    return this.#listeners.size;
  }

  /** Listens until the function that is returned is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    // Whoever comes gets an overview at once, so the others get one too.
    this.#lastOverview = "";
    this.#steps = OVERVIEW_STEPS.idle;
    if (!this.#isLooking) this.#lookIn(0);
    return () => void this.#listeners.delete(listener);
  }

  #see(order: Order): void {
    if (this.#listeners.size === 0) return;
    const { server, fields: { chargeId }, state } = order;
    const key = idText(server, chargeId);
    if (!this.#changed.has(key) && this.#changed.size >= CHANGED_ORDERS_MAX) {
      this.#more++;
      return;
    }
    const settled = order.state === "settled" ? order : null;
    this.#changed.set(key, {
      server,
      chargeId,
      state,
      retCode: settled?.result.retCode ?? null,
      delivery: settled?.delivery.state ?? "none",
    });
  }

  async #step(): Promise<void> {
    const orders = [...this.#changed.values()];
    if (orders.length > 0) {
      const more = this.#more;
      this.#changed = new Map();
      this.#more = 0;
      this.#tell("orders", JSON.stringify({ orders, more }));
      this.#steps = Math.max(this.#steps, OVERVIEW_STEPS.idle - OVERVIEW_STEPS.busy);
    }
    this.#steps++;
    if (this.#steps >= OVERVIEW_STEPS.idle) {
      this.#steps = 0;
      await this.#overview();
    }
    this.#isLooking = false;
    if (this.#listeners.size > 0) this.#lookIn(LIVE_STEP_MS);
  }

  #lookIn(delayMs: number): void {
    this.#isLooking = true;
    this.deps.clock.after(delayMs, () => void this.#step());
  }

  async #overview(): Promise<void> {
    try {
      const { at, ...rest } = await overviewJson(this.deps);
      const text = JSON.stringify(rest);
      if (text === this.#lastOverview) return;
      this.#lastOverview = text;
      this.#tell("overview", JSON.stringify({ at, ...rest }));
    } catch (error) {
      // A store that can't be read now: the page finds out by itself, and says so.
      this.deps.log.warn("no overview for those who look on", { error: errorText(error) });
    }
  }

  #tell(event: "orders" | "overview", json: string): void {
    for (const listener of [...this.#listeners]) listener(event, json);
  }
}
