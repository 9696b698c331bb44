/**
 * Who has taken on which of the orders that wait at a desk or for a worker, and when a worker's lease is over.
 *
 * A claim is on the order itself, so it lasts over a restart. A lease that runs out says that nobody knows what its program
 * did: the order goes to review, never to the next claimant as new.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { move } from "../move.ts";
import type { ClaimAnswer } from "../operator.ts";
import type { Order, OrderId, Processing } from "../order.ts";
import { idOf, idText } from "../order.ts";
import type { Channel } from "./channel.ts";
import type { OrderChanger, OrderMover } from "./orders.ts";

/** What the claims work with. */
export interface ClaimsParts {
  readonly orders: OrderChanger & OrderMover;
  readonly channel: (name: string) => Pick<Channel, "settledFromOutside"> | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** A lease at this channel is over without a result. */
  readonly leaseLost: (channel: string) => void;
  /** How long an order of unknown outcome waits in review, in milliseconds. */
  readonly holdMs: () => number;
}

/** Orders that a claim finds not to be written before it gives up: a damaged one must not hold up those behind it. */
const FAILURES_MAX = 2;

/** An order that waits to be taken on. */
interface Waiting {
  readonly id: OrderId;
  readonly sinceMs: number;
}

/** The orders that people and programs may take on. */
export class Claims {
  /** By channel, those that nobody has, as they came. */
  readonly #waiting = new Map<string, Map<string, Waiting>>();
  /** Channels whose lines have orders of earlier processes that are not in their places yet. */
  readonly #unsorted = new Set<string>();
  /** Of the waiting, those that a program is being given. */
  readonly #beingClaimed = new Set<string>();
  readonly #leases = new Map<string, CancelTimer>();
  #stopped = false;

  constructor(private readonly parts: ClaimsParts) {}

  /** Call with every order that is found at the start. They are found in no order of time. */
  takeUp(order: Order): void {
    this.see(order);
    if (order.state === "processing") this.#unsorted.add(order.channel);
  }

  /** Call with every order that is stored or changed. */
  see(order: Order): void {
    const key = idText(order.server, order.fields.chargeId);
    this.#leases.get(key)?.();
    this.#leases.delete(key);
    if (order.state !== "processing") return this.#forget(order, key);
    if (!this.#isOutside(order.channel)) return;
    if (order.claim !== null) {
      this.#forget(order, key);
      return this.#watch(order, key);
    }
    const waiting = this.#waiting.get(order.channel) ?? new Map<string, Waiting>();
    this.#waiting.set(order.channel, waiting);
    waiting.set(key, { id: idOf(order), sinceMs: sinceMs(order) });
  }

  /** How many orders wait at a channel and nobody has taken them on. */
  waiting(channel: string): number {
    return this.#waiting.get(channel)?.size ?? 0;
  }

  /** Takes an order on; whoever has it already may do so again. @param leaseMs `null` is for as long as it takes */
  async claim(id: OrderId, leaseMs: number | null, by: string): Promise<ClaimAnswer> {
    const claimed = await this.#claim(id, leaseMs, by);
    return typeof claimed === "string" ? claimed : "done";
  }

  /** Leases orders that wait at a channel, the oldest first. */
  async claimNext(
    channel: string,
    max: number,
    leaseMs: number,
    by: string,
  ): Promise<Processing[] | "storeDown"> {
    const orders: Processing[] = [];
    let failures = 0;
    // An order leaves the line when its claim is stored, and keeps its place where it can't be.
    for (const [key, { id }] of this.#line(channel)) {
      // No two claims that run side by side go for the same order.
      if (this.#beingClaimed.has(key)) continue;
      this.#beingClaimed.add(key);
      const claimed = await this.#claim(id, leaseMs, by)
        .finally(() => this.#beingClaimed.delete(key));
      if (typeof claimed !== "string") orders.push(claimed);
      else if (claimed === "storeDown") failures++;
      if (orders.length === max || failures === FAILURES_MAX) break;
    }
    return orders.length === 0 && failures > 0 ? "storeDown" : orders;
  }

  /** Has a lease end so much later from now on. */
  extend(id: OrderId, leaseMs: number, by: string): Promise<ClaimAnswer> {
    return this.#change(id, (order, atMs) => {
      if (order.claim?.by !== by) return null;
      return move(order, { kind: "extended", untilMs: atMs + leaseMs }, atMs);
    });
  }

  /** Gives an order back: whoever had it has done nothing for it. */
  release(id: OrderId, by: string): Promise<ClaimAnswer> {
    return this.#change(
      id,
      (order, atMs) => order.claim?.by === by ? move(order, { kind: "released", by }, atMs) : null,
    );
  }

  /**
   * Has an order given back, also one that another person has. Not one that is leased: whatever its program has done by now,
   * nobody else may be given it as new.
   */
  takeBack(id: OrderId, by: string): Promise<ClaimAnswer> {
    return this.#change(id, (order, atMs) => {
      if (order.claim === null || order.claim.untilMs !== null) return null;
      return move(order, { kind: "released", by }, atMs);
    });
  }

  /** Lets go of all timers. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#leases.values()) cancel();
    this.#leases.clear();
  }

  #line(channel: string): ReadonlyMap<string, Waiting> {
    const waiting = this.#waiting.get(channel) ?? new Map<string, Waiting>();
    if (!this.#unsorted.delete(channel)) return waiting;
    const sorted = new Map([...waiting].sort(([, a], [, b]) => a.sinceMs - b.sinceMs));
    this.#waiting.set(channel, sorted);
    return sorted;
  }

  #forget({ state }: Order, key: string): void {
    // Nearly no order has ever waited here.
    if (state === "received") return;
    for (const waiting of this.#waiting.values()) waiting.delete(key);
  }

  #isOutside(channel: string): boolean {
    return this.parts.channel(channel)?.settledFromOutside ?? false;
  }

  async #claim(id: OrderId, leaseMs: number | null, by: string): Promise<Processing | ClaimAnswer> {
    let mine: Processing | null = null;
    const claimed = await this.#change(id, (order, atMs) => {
      // What was made of the order before another instance was faster is not so.
      mine = null;
      if (order.claim !== null) {
        if (order.claim.by === by && leaseMs === null) mine = order;
        return null;
      }
      const untilMs = leaseMs === null ? null : atMs + leaseMs;
      mine = move(order, { kind: "claimed", by, untilMs }, atMs);
      return mine;
    });
    if (claimed === "done" || (claimed === "taken" && mine !== null)) return mine ?? "notFound";
    return claimed;
  }

  /** `taken` where `decide` leaves an order that waits at a desk or for a worker as it is. */
  async #change(
    id: OrderId,
    decide: (order: Processing, atMs: number) => Processing | null,
  ): Promise<ClaimAnswer> {
    const isHere = (order: Order): order is Processing =>
      order.state === "processing" && this.#isOutside(order.channel);
    const changed = await this.parts.orders.change(
      id,
      (order) => isHere(order) ? decide(order, this.parts.clock.nowMs()) : null,
    );
    if (changed.kind === "changed") return "done";
    if (changed.kind === "declined") return isHere(changed.order) ? "taken" : "notClaimable";
    return changed.kind;
  }

  #watch(order: Processing, key: string): void {
    const untilMs = order.claim?.untilMs ?? null;
    if (untilMs === null || this.#stopped) return;
    const leftMs = Math.max(0, untilMs - this.parts.clock.nowMs());
    this.#leases.set(key, this.parts.clock.after(leftMs, () => void this.#leaseOver(order, key)));
  }

  /** A crash before the commit changes nothing: the next start finds the lease over. */
  async #leaseOver(held: Processing, key: string): Promise<void> {
    const { orders, clock, log, holdMs } = this.parts;
    const isOver = (order: Processing) =>
      order.claim !== null && order.claim.untilMs !== null && order.claim.untilMs <= clock.nowMs();
    // A timer can be early by the clock's own measure: the clock may have been set back meanwhile.
    if (!isOver(held)) return this.#watch(held, key);
    const id = idOf(held);
    const changed = await orders.changeSurely(id, (order) => {
      if (order.state !== "processing" || !isOver(order)) return null;
      const atMs = clock.nowMs();
      const reason = `领取后到期没有结果 the lease of ${order.claim?.by ?? ""} is over`;
      return move(order, { kind: "unclear", reason, holdUntilMs: atMs + holdMs() }, atMs);
    });
    if (changed.kind !== "changed") return;
    log.warn("a lease is over without a result", { ...id, channel: held.channel });
    this.parts.leaseLost(held.channel);
  }
}

/** When an order that nobody has began to wait for somebody. */
function sinceMs({ timeline, startedAtMs }: Processing): number {
  return timeline.findLast(({ kind }) => kind === "released")?.atMs ?? startedAtMs;
}
