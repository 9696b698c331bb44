/**
 * From the ack to the result: gives an order to its channel, at most once an attempt, and settles it by what the
 * channel says.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import { formatMoney } from "../money.ts";
import type { Order, OrderId, Processing, Queued, Review, Undelivered } from "../order.ts";
import { move } from "../move.ts";
import type { OrderFields, OrderSecrets } from "../order_fields.ts";
import { notExecuted, sameForTheMoney } from "../result.ts";
import type { OrderChanger } from "./by_hand.ts";
import type { Channel, Outcome, OutcomeDetails, Task } from "./channel.ts";
import { referenceOf } from "./channel.ts";
import type { Router } from "./router.ts";

/** Moves orders, written down whatever it takes. */
export interface OrderMover {
  changeSurely<O extends Order>(
    id: OrderId,
    decide: (order: Order) => O | null,
  ): Promise<{ kind: "changed"; order: O } | { kind: "declined" } | { kind: "notFound" }>;
}

/** What the dispatcher does to orders. */
export type DispatchedOrders = OrderMover & OrderChanger;

/** What the dispatcher works with. */
export interface DispatcherParts {
  readonly orders: DispatchedOrders;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly router: Router;
  readonly clock: Clock;
  readonly log: Log;
  /** How long an order of unknown outcome waits in review, in milliseconds. */
  readonly holdMs: number;
  /** Decrypts card and agent passwords; throws where they can't be read. */
  readonly openSecrets: (sealed: string | null) => OrderSecrets;
}

/** Gives orders to channels. */
export class Dispatcher {
  constructor(private readonly parts: DispatcherParts) {}

  /**
   * The order's ack is out: it may be executed.
   *
   * `received → queued → processing` is one commit where a channel takes it at once. A crash before that commit leaves
   * `received`, which the next start settles 3; after it, `processing`, whose channel the next start queries.
   */
  async ackSent(id: OrderId): Promise<void> {
    const changed = await this.parts.orders.changeSurely(
      id,
      (order) => order.state === "received" ? this.#next(this.#move(order)) : null,
    );
    if (changed.kind === "changed") await this.#submit(changed.order);
  }

  /** The order's ack could not be written: it is not executed. Also for orders found `received` at the start. */
  async ackLost(id: OrderId): Promise<void> {
    const { orders, clock } = this.parts;
    await orders.changeSurely(
      id,
      (order) =>
        order.state === "received" ? move(order, { kind: "ackLost" }, clock.nowMs()) : null,
    );
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
    const names = router(order);
    const channel = names.find((name) => channels.has(name) && !order.passedOver.includes(name));
    const atMs = clock.nowMs();
    if (channel !== undefined) return move(order, { kind: "started", channel }, atMs);
    const reason = order.passedOver.length > 0 ? "所有通道均未受理" : "没有可用通道";
    return move(order, { kind: "unroutable", reason }, atMs);
  }

  async #submit(order: Processing | Undelivered): Promise<void> {
    if (order.state !== "processing") return;
    const channel = this.parts.channels.get(order.channel);
    if (channel === undefined) throw new TypeError(`there is no channel ${order.channel}`);
    await this.#ask(order, (task) => channel.submit(task));
  }

  /** After a restart: the channel may or may not have been asked to execute, so it is only asked what it knows. */
  async #query(order: Processing): Promise<void> {
    const channel = this.parts.channels.get(order.channel);
    if (channel !== undefined) await this.#ask(order, (task) => channel.query(task));
    else await this.conclude(order, { kind: "unknown", reason: `配置中已无通道 ${order.channel}` });
  }

  async #ask(order: Processing, ask: (task: Task) => Promise<Outcome>): Promise<void> {
    let outcome: Outcome;
    try {
      const secrets = () => this.parts.openSecrets(order.sealed);
      outcome = await ask({ order, secrets, reference: referenceOf(order) });
    } catch (error) {
      outcome = { kind: "unknown", reason: errorText(error) };
    }
    await this.conclude(order, outcome);
  }

  /**
   * Writes down what a channel said of an attempt, also when it says so late: an order in review is settled by it, and
   * where the order is settled already the answer changes nothing, but is kept if it contradicts.
   */
  async conclude(asked: Processing, outcome: Outcome): Promise<void> {
    if (outcome.kind === "pending") return;
    const { orders, log } = this.parts;
    const id = { server: asked.server, chargeId: asked.fields.chargeId };
    const changed = await orders.changeSurely(id, (order): Order | null => {
      if (order.state === "processing" && order.attempt === asked.attempt) {
        return this.#concluded(order, outcome);
      }
      const isHeld = order.state === "review" && order.attempt === asked.attempt;
      return isHeld ? this.#reviewed(order, outcome, asked.channel) : null;
    });
    if (changed.kind !== "changed") return await this.#contradict(id, asked, outcome);
    log.debug("channel answered", { ...id, channel: asked.channel, outcome: outcome.kind });
    // Another channel has it now, committed: it may be asked.
    if (changed.order.state === "processing") await this.#submit(changed.order);
  }

  #concluded(order: Processing, outcome: Concluding): Order {
    const { clock, holdMs } = this.parts;
    const atMs = clock.nowMs();
    switch (outcome.kind) {
      case "untouched":
        return this.#next(move(order, { kind: "untouched", reason: outcome.reason }, atMs));
      case "unknown": {
        const { reason } = outcome;
        return move(order, { kind: "unclear", reason, holdUntilMs: atMs + holdMs }, atMs);
      }
      default:
        return move(order, { kind: "settled", result: resultOf(order, outcome, atMs) }, atMs);
    }
  }

  /** A later answer ends the review. Proof that nothing was done does too: the server has waited long enough for a 3. */
  #reviewed(order: Review, outcome: Concluding, channel: string): Undelivered | null {
    if (outcome.kind === "unknown") return null;
    const atMs = this.parts.clock.nowMs();
    const result = outcome.kind === "untouched"
      ? notExecuted(outcome.reason, atMs)
      : resultOf({ ...order, channel }, outcome, atMs);
    return move(order, { kind: "settled", result }, atMs);
  }

  /** The result stands, for the server may have it already; that the channel says otherwise is for the operator. */
  async #contradict(id: OrderId, asked: Processing, outcome: Concluding): Promise<void> {
    if (outcome.kind === "unknown") return;
    const { orders, clock, log } = this.parts;
    const changed = await orders.change(id, (order) => {
      if (order.state !== "settled" || order.channel !== asked.channel) return null;
      const atMs = clock.nowMs();
      const said = outcome.kind === "untouched"
        ? notExecuted(outcome.reason, atMs)
        : resultOf(asked, outcome, atMs);
      if (sameForTheMoney(order.result, said)) return null;
      const note = `${asked.channel}: ${said.retCode} ${
        formatMoney(said.retCash)
      } ${said.retDetail}`;
      const isKnown = order.timeline.some((one) =>
        one.kind === "contradicted" && one.note === note
      );
      return isKnown ? null : move(order, { kind: "contradicted", note }, atMs);
    });
    if (changed.kind === "changed") {
      log.error("a channel contradicts a result", { ...id, channel: asked.channel });
    } else if (changed.kind === "storeDown") {
      log.error("a contradiction could not be written down", { ...id, reason: changed.reason });
    }
  }
}

type Concluding = Exclude<Outcome, { kind: "pending" }>;

function resultOf(
  order: { readonly channel: string; readonly fields: OrderFields },
  outcome: Extract<Outcome, { kind: "succeeded" | "failed" }>,
  atMs: number,
) {
  const succeeded = outcome.kind === "succeeded";
  const by = `channel:${order.channel}`;
  const retCode = succeeded ? 1 as const : 3 as const;
  return { ...withDefaults(retCode, outcome.details, order.fields), retCode, atMs, by };
}

/** What a result says where whoever settles the order left it out. */
function withDefaults(retCode: 1 | 3, details: OutcomeDetails, { chargeCash }: OrderFields) {
  return {
    retDetail: details.retDetail ?? (retCode === 1 ? "充值成功" : "充值失败"),
    userContent: details.userContent ?? "",
    retCost: details.retCost ?? 0n,
    retBalance: details.retBalance ?? 0n,
    retCash: details.retCash ?? (retCode === 1 ? chargeCash : 0n),
  };
}
