/**
 * From the ack to the channel: gives an order to the first of its channels that takes it, and has it wait while none does.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import { move } from "../move.ts";
import type {
  Order,
  OrderId,
  Processing,
  Queued,
  Received,
  Review,
  Undelivered,
} from "../order.ts";
import { HELD_FOR_GOOD_MS, idOf } from "../order.ts";
import type { Asking } from "./asking.ts";
import { attemptOf } from "./channel.ts";
import type { Fleet } from "./fleet.ts";
import type { OrderMover } from "./orders.ts";
import { WaitingLines } from "./waiting.ts";

/** What the dispatcher works with. */
export interface DispatcherParts {
  readonly orders: OrderMover;
  readonly fleet: Fleet;
  readonly asking: Pick<Asking, "submit" | "query">;
  /** Why a new order may have been executed before, and is held instead; `null` where it can't have been. */
  readonly reasonToHold: () => string | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where an order that may be executed goes now. */
type Choice =
  /** To this channel, where a place is taken for it. */
  | { readonly kind: "go"; readonly channel: string; readonly enteredAtMs: number }
  /** Nowhere yet. */
  | {
    readonly kind: "wait";
    readonly channels: readonly string[];
    /** The channel that will take it soon; `null` where all are closed. */
    readonly busy: string | null;
    readonly maxWaitMs: number | null;
    /** How often channels had changed when this was chosen. */
    readonly changes: number;
  }
  /** Nowhere ever. */
  | { readonly kind: "end"; readonly reason: string };

/** Gives orders to channels. */
export class Dispatcher {
  readonly #lines = new WaitingLines();
  /** Channels that have said so, and will say when they are not any more: nobody overtakes those who wait for one. */
  readonly #busy = new Set<string>();
  #changes = 0;
  #stopped = false;

  constructor(private readonly parts: DispatcherParts) {}

  /** Call with every order that is stored or changed. */
  see(order: Order): void {
    if (order.state !== "queued") this.#lines.remove(idOf(order));
  }

  /** Orders that wait for a channel. */
  waiting(channel: string): number {
    return this.#lines.sizeOf(channel);
  }

  /** Gives no more orders to channels. */
  stop(): void {
    this.#stopped = true;
    this.#lines.clear();
  }

  /**
   * The order's ack is out: it may be executed.
   *
   * `received → queued → processing` is one commit where a channel takes it at once. A crash before that commit leaves
   * `received`, which the next start settles 3; after it, `processing`, whose channel the next start queries, or `queued`,
   * which the next start goes on with.
   */
  async ackSent(id: OrderId): Promise<void> {
    const { orders, clock } = this.parts;
    const order = orders.peek(id);
    if (order?.state !== "received") return;
    const choice = this.#choose(order);
    const changed = await orders.changeSurely(id, (order) => {
      if (order.state !== "received") return null;
      const held = this.#held(order);
      if (held !== null) return held;
      return this.#chosen(move(order, { kind: "ackSent" }, clock.nowMs()), choice);
    });
    await this.#goOn(order, choice, changed.kind === "changed" ? changed.order : null);
  }

  /** The order's ack could not be written: it is not executed. Also for orders found `received` at the start. */
  async ackLost(id: OrderId): Promise<void> {
    const { orders, clock } = this.parts;
    await orders.changeSurely(id, (order) => {
      if (order.state !== "received") return null;
      return this.#held(order) ?? move(order, { kind: "ackLost" }, clock.nowMs());
    });
  }

  /** Nothing is said of an order that may have been executed before: not that it was not, either. */
  #held(order: Received): Review | null {
    const reason = this.parts.reasonToHold();
    if (reason === null) return null;
    const event = { kind: "doubted", reason, holdUntilMs: HELD_FOR_GOOD_MS } as const;
    return move(order, event, this.parts.clock.nowMs());
  }

  /** Goes on with an order that was stored when the process ended. */
  async takeUp(order: Order): Promise<void> {
    if (order.state === "received") await this.ackLost(idOf(order));
    else if (order.state === "queued") await this.dispatch(idOf(order));
    else await this.#ask(order);
  }

  /** Gives a queued order to the next channel that takes it. */
  async dispatch(id: OrderId): Promise<void> {
    const order = this.parts.orders.peek(id);
    if (order?.state !== "queued" || this.#stopped) return;
    await this.#take(order, this.#choose(order));
  }

  /** A channel may take orders again, or takes no more: who waits in its line is looked at again, in turn. */
  wake(channel: string): void {
    this.#changes++;
    this.#busy.delete(channel);
    if (this.#stopped || this.#lines.sizeOf(channel) === 0) return;
    for (const id of this.#lines.at(channel)) {
      const order = this.parts.orders.peek(id);
      if (order?.state !== "queued") {
        this.#lines.remove(id);
        continue;
      }
      const choice = this.#choose(order, channel);
      if (choice.kind === "wait") {
        // Whoever stands behind waits for the same channel.
        if (choice.busy === channel) return;
        this.#lines.stay(id, choice.channels);
        continue;
      }
      this.#lines.remove(id);
      this.#takeInBackground(order, choice);
    }
  }

  /**
   * All orders of earlier processes are taken up. They were found in no order of time: whoever has waited longest is the first
   * from now on.
   */
  allTakenUp(): void {
    this.#lines.sort();
  }

  /** Limits, channels and routes have changed: all who wait are looked at anew, in the order in which they began to. */
  reroute(): void {
    this.#changes++;
    this.#busy.clear();
    if (this.#stopped) return;
    for (const id of this.#lines.all()) {
      const order = this.parts.orders.peek(id);
      this.#lines.remove(id);
      if (order?.state === "queued") this.#takeInBackground(order, this.#choose(order));
    }
  }

  async #ask(order: Order): Promise<void> {
    const attempt = attemptOf(order);
    if (attempt === null) return;
    const { fleet, asking } = this.parts;
    fleet.count(attempt.channel, attempt.fields.chargeCash, attempt.startedAtMs);
    // One in review is only worth asking about where its channel can say something; its hold goes on either way.
    const canQuery = fleet.channel(attempt.channel)?.canQuery ?? false;
    if (order.state === "processing" || canQuery) await asking.query(attempt);
  }

  /** @param turnAt the channel whose line is being looked at: there it is the order's turn */
  #choose(order: Order, turnAt: string | null = null): Choice {
    const { fleet, clock } = this.parts;
    const { channels, maxWaitMs } = fleet.route(order);
    const passedOver = order.state === "settled" ? [] : order.passedOver;
    const left = channels.filter((name) =>
      fleet.channel(name) !== undefined && !passedOver.includes(name)
    );
    if (left.length === 0) {
      const reason = passedOver.length > 0 ? "所有通道均未受理" : "没有可用通道";
      return { kind: "end", reason };
    }
    const waiting = {
      kind: "wait",
      channels: left,
      maxWaitMs,
      changes: this.#changes,
    } as const;
    for (const channel of left) {
      const gate = fleet.gate(channel);
      if (gate === undefined) continue;
      const overtakes = channel !== turnAt && this.#busy.has(channel);
      const entry = overtakes ? "busy" : gate.enter(order.fields.chargeCash);
      if (entry === "entered") return { kind: "go", channel, enteredAtMs: clock.nowMs() };
      if (entry === "closed") continue;
      // The next channel is for orders that this one will not take, not for those it will take in a moment.
      this.#busy.add(channel);
      return { ...waiting, busy: channel };
    }
    return { ...waiting, busy: null };
  }

  #chosen(order: Queued, choice: Choice): Queued | Processing | Undelivered {
    const atMs = this.parts.clock.nowMs();
    switch (choice.kind) {
      case "go":
        return move(order, { kind: "started", channel: choice.channel }, atMs);
      case "end":
        return move(order, { kind: "unroutable", reason: choice.reason }, atMs);
      case "wait":
        return order;
    }
  }

  /** A crash before the commit leaves `queued`: the channel was not asked, and the next start goes on with it. */
  async #take(order: Queued, choice: Choice): Promise<void> {
    if (choice.kind === "wait") return await this.#wait(order, choice);
    const changed = await this.parts.orders.changeSurely(
      idOf(order),
      (order) => order.state === "queued" ? this.#chosen(order, choice) : null,
    );
    await this.#goOn(order, choice, changed.kind === "changed" ? changed.order : null);
  }

  #takeInBackground(order: Queued, choice: Choice): void {
    this.#take(order, choice).catch((error) =>
      this.parts.log.error("cannot execute an order", { error: errorText(error) })
    );
  }

  /** @param after what was committed; `null` where something else had happened to the order */
  async #goOn(before: Order, choice: Choice, after: Order | null): Promise<void> {
    if (choice.kind === "go" && after?.state !== "processing") {
      const { channel, enteredAtMs } = choice;
      this.parts.fleet.gate(channel)?.back(before.fields.chargeCash, enteredAtMs);
    }
    if (after?.state === "processing") await this.parts.asking.submit(after);
    else if (after?.state === "queued" && choice.kind === "wait") await this.#wait(after, choice);
  }

  async #wait(order: Queued, choice: Extract<Choice, { kind: "wait" }>): Promise<void> {
    if (this.#stopped) return;
    const { channels, maxWaitMs, changes } = choice;
    // What it is to wait for may have come while it was written down, or lead elsewhere now: those only were told who stood
    // in line by then.
    if (changes !== this.#changes) return await this.#take(order, this.#choose(order));
    this.#lines.add(idOf(order), channels, waitsSinceMs(order), this.#deadline(order, maxWaitMs));
  }

  #deadline(order: Queued, maxWaitMs: number | null): CancelTimer {
    if (maxWaitMs === null) return () => {};
    const { clock, log } = this.parts;
    const leftMs = Math.max(0, waitsSinceMs(order) + maxWaitMs - clock.nowMs());
    return clock.after(leftMs, () => {
      this.#waitedEnough(idOf(order)).catch((error) =>
        log.error("cannot settle an order", { error: errorText(error) })
      );
    });
  }

  async #waitedEnough(id: OrderId): Promise<void> {
    const reason = "等待通道超时,定单未执行";
    const changed = await this.parts.orders.changeSurely(id, (order) => {
      if (order.state !== "queued") return null;
      return move(order, { kind: "unroutable", reason }, this.parts.clock.nowMs());
    });
    if (changed.kind === "changed") this.parts.log.warn("an order waited too long", { ...id });
  }
}

/** When a queued order began to wait: at its ack, or when a channel had proved that it did nothing. */
function waitsSinceMs({ timeline, receivedAtMs }: Queued): number {
  return timeline.at(-1)?.atMs ?? receivedAtMs;
}
