/**
 * From the ack to the result: gives an order to its channel, at most once an attempt, and settles it by what the
 * channel says.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import type {
  Order,
  OrderId,
  Processing,
  Queued,
  Received,
  Review,
  Undelivered,
} from "../order.ts";
import { HELD_FOR_GOOD_MS } from "../order.ts";
import { move } from "../move.ts";
import type { OrderSecrets } from "../order_fields.ts";
import type { OrderChanger } from "./by_hand.ts";
import type { About, Attempt, Channel, Outcome, Task } from "./channel.ts";
import { attemptOf, taskOf } from "./channel.ts";
import { conclude, isClear, isOpen } from "./conclusion.ts";
import { Inquiries } from "./inquiries.ts";
import type { Router } from "./router.ts";

/** Moves orders. */
export interface OrderMover {
  /** An order that is not closed, written down whatever it takes. */
  changeSurely<O extends Order>(
    id: OrderId,
    decide: (order: Order) => O | null,
  ): Promise<{ kind: "changed"; order: O } | { kind: "declined" } | { kind: "notFound" }>;
  /** An order that is not closed, at once. */
  peek(id: OrderId): Order | null;
}

/** What the dispatcher works with. */
export interface DispatcherParts {
  readonly orders: OrderMover & OrderChanger;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly router: Router;
  readonly clock: Clock;
  readonly log: Log;
  /** How long an order of unknown outcome waits in review, in milliseconds. */
  readonly holdMs: number;
  /** Why a new order may have been executed before, and is held instead; `null` where it can't have been. */
  readonly reasonToHold?: () => string | null;
  /** Decrypts card and agent passwords; throws where they can't be read. */
  readonly openSecrets: (sealed: string | null) => OrderSecrets;
}

/** Between two tries to keep an answer that contradicts a result, while the store fails, in milliseconds. */
const LATE_ANSWER_RETRY_MS = 1000;

/** Gives orders to channels. */
export class Dispatcher {
  readonly #inquiries: Inquiries;

  constructor(private readonly parts: DispatcherParts) {
    this.#inquiries = new Inquiries(parts.clock);
  }

  /** Call with every order that is stored or changed. */
  see(order: Order): void {
    this.#inquiries.see(order);
  }

  /** Asks no channel again. */
  stop(): void {
    this.#inquiries.stop();
  }

  /**
   * The order's ack is out: it may be executed.
   *
   * `received → queued → processing` is one commit where a channel takes it at once. A crash before that commit leaves
   * `received`, which the next start settles 3; after it, `processing`, whose channel the next start queries.
   */
  async ackSent(id: OrderId): Promise<void> {
    const changed = await this.parts.orders.changeSurely(
      id,
      (order) => {
        if (order.state !== "received") return null;
        return this.#held(order) ?? this.#next(this.#move(order));
      },
    );
    if (changed.kind === "changed") await this.#submit(changed.order);
  }

  /** The order's ack could not be written: it is not executed. Also for orders found `received` at the start. */
  async ackLost(id: OrderId): Promise<void> {
    const { orders, clock } = this.parts;
    await orders.changeSurely(
      id,
      (order) => {
        if (order.state !== "received") return null;
        return this.#held(order) ?? move(order, { kind: "ackLost" }, clock.nowMs());
      },
    );
  }

  /** Nothing is said of an order that may have been executed before: not that it was not, either. */
  #held(order: Received): Review | null {
    const reason = this.parts.reasonToHold?.() ?? null;
    if (reason === null) return null;
    const event = { kind: "doubted", reason, holdUntilMs: HELD_FOR_GOOD_MS } as const;
    return move(order, event, this.parts.clock.nowMs());
  }

  /** Goes on with an order that was stored when the process ended. */
  async resume(order: Order): Promise<void> {
    const id = { server: order.server, chargeId: order.fields.chargeId };
    if (order.state === "received") await this.ackLost(id);
    else if (order.state === "queued") await this.#dispatch(id);
    else if (order.state === "processing") await this.#query(order);
  }

  #move(order: Extract<Order, { state: "received" }>): Queued {
    return move(order, { kind: "ackSent" }, this.parts.clock.nowMs());
  }

  async #dispatch(id: OrderId): Promise<void> {
    const changed = await this.parts.orders.changeSurely(
      id,
      (order) => order.state === "queued" ? this.#next(order) : null,
    );
    if (changed.kind === "changed") await this.#submit(changed.order);
  }

  /** The channel that is asked next; without one, the order ends here. */
  #next(order: Queued): Processing | Undelivered {
    const { router, channels, clock } = this.parts;
    const atMs = clock.nowMs();
    const names = router(order, atMs).channels;
    const channel = names.find((name) => channels.has(name) && !order.passedOver.includes(name));
    if (channel !== undefined) return move(order, { kind: "started", channel }, atMs);
    const reason = order.passedOver.length > 0 ? "所有通道均未受理" : "没有可用通道";
    return move(order, { kind: "unroutable", reason }, atMs);
  }

  async #submit(order: Processing | Undelivered | Review): Promise<void> {
    if (order.state !== "processing") return;
    const channel = this.parts.channels.get(order.channel);
    if (channel === undefined) throw new TypeError(`there is no channel ${order.channel}`);
    await this.#ask(order, (task) => channel.submit(task));
  }

  /** Asks the channel that has the order, now, what became of it; never executes. */
  inquire(order: Order): "asked" | "nothingToAsk" {
    const asked = attemptOf(order);
    if (asked === null || !this.parts.channels.get(asked.channel)?.canQuery) return "nothingToAsk";
    this.#query(asked).catch((error) =>
      this.parts.log.error("cannot query a channel", { error: errorText(error) })
    );
    return "asked";
  }

  /** The channel may or may not have been asked to execute, so it is only asked what it knows. */
  async #query(order: Attempt): Promise<void> {
    const channel = this.parts.channels.get(order.channel);
    if (channel !== undefined) await this.#ask(order, (task) => channel.query(task));
    else await this.conclude(order, { kind: "unknown", reason: `配置中已无通道 ${order.channel}` });
  }

  async #ask(order: Attempt, ask: (task: Task) => Promise<Outcome>): Promise<void> {
    let outcome: Outcome;
    try {
      const secrets = () => this.parts.openSecrets(order.sealed);
      outcome = await ask(taskOf(order, secrets));
    } catch (error) {
      outcome = { kind: "unknown", reason: errorText(error) };
    }
    await this.conclude(order, outcome);
  }

  /** Writes down what a channel said by itself of an attempt. Resolves once it is written down. */
  async told(about: About, outcome: Outcome): Promise<void> {
    if (isClear(outcome)) await this.conclude(about, outcome);
  }

  /**
   * Writes down what a channel said of an attempt, and has it asked again later where it said nothing for certain.
   *
   * A crash before the commit loses the answer: the next start queries an attempt that is under way, and an order in review
   * goes on to its hold's end.
   */
  async conclude(asked: About, outcome: Outcome): Promise<void> {
    const channel = this.parts.channels.get(asked.channel);
    const willBeTold = channel === undefined || channel.settledFromOutside;
    if (outcome.kind === "pending" && willBeTold) return;
    const { orders, log } = this.parts;
    const id = { server: asked.server, chargeId: asked.fields.chargeId };
    let wasOpen = false, isElsewhere = false;
    const decide = (order: Order) => {
      wasOpen = isOpen(order, asked);
      isElsewhere = !wasOpen && order.state !== "settled";
      return this.#concluded(order, asked, outcome);
    };
    const active = await orders.changeSurely(id, decide);
    const changed = active.kind === "notFound" && isClear(outcome)
      ? await this.#changeClosed(id, decide)
      : active;
    if (wasOpen && !willBeTold && !isClear(outcome)) {
      this.#askAgain(asked);
    }
    const what = { ...id, channel: asked.channel, outcome: outcome.kind };
    // It had given proof of the contrary, and the order was given to another channel by that.
    if (isElsewhere && outcome.kind === "succeeded") {
      log.error("a channel takes back its word", what);
    }
    if (changed.kind !== "changed") return;
    const { order } = changed;
    if (wasOpen) log.debug("channel answered", what);
    else log.warn("a late answer contradicts the result, and is only kept", what);
    // Another channel has it now, committed: it may be asked.
    if (wasOpen && order.state === "processing") await this.#submit(order);
  }

  #concluded(order: Order, asked: About, outcome: Outcome): Order | null {
    const { clock, holdMs } = this.parts;
    const next = (queued: Queued) => this.#next(queued);
    return conclude(order, asked, outcome, clock.nowMs(), { holdMs, next });
  }

  /** {@linkcode OrderMover.changeSurely} of an order that memory does not have any more. */
  async #changeClosed(id: OrderId, decide: (order: Order) => Order | null) {
    for (;;) {
      const changed = await this.parts.orders.change(id, decide);
      if (changed.kind !== "storeDown") return changed;
      await sleep(this.parts.clock, LATE_ANSWER_RETRY_MS);
    }
  }

  #askAgain(asked: About): void {
    this.#inquiries.again(asked, () => {
      const id = { server: asked.server, chargeId: asked.fields.chargeId };
      const order = this.parts.orders.peek(id);
      const attempt = order === null ? null : attemptOf(order);
      if (attempt === null || !isOpen(attempt, asked)) return;
      this.#query(attempt).catch((error) =>
        this.parts.log.error("cannot query a channel", { error: errorText(error) })
      );
    });
  }
}
