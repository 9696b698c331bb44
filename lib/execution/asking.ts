/**
 * What is said between us and the channels, and what it makes of an order: an attempt is submitted once, then asked about
 * until its outcome is clear.
 *
 * @module
 */
import type { Alarms } from "../alarm.ts";
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import type { Order, OrderId, Processing } from "../order.ts";
import { idOf, idText } from "../order.ts";
import type { OrderSecrets } from "../order_fields.ts";
import type { Attempt, AttemptId, Channel, Outcome, Task } from "./channel.ts";
import { attemptOf, INQUIRY_PLAN, pastAttempt, referenceOf, taskOf } from "./channel.ts";
import type { Occasion } from "./conclusion.ts";
import { conclude, isClear, isOpen } from "./conclusion.ts";
import type { Fleet } from "./fleet.ts";
import { Inquiries } from "./inquiries.ts";
import type { OrderChanger, OrderMover } from "./orders.ts";
import { Slots } from "../slots.ts";

/** What it works with. */
export interface AskingParts {
  readonly orders: OrderMover & OrderChanger;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarms: Alarms;
  /** Decrypts card and agent passwords; throws where they can't be read. */
  readonly openSecrets: (sealed: string | null) => OrderSecrets;
  /** A channel has proved that it did nothing: the order, queued again and committed, is to go to another one. */
  readonly requeued: (id: OrderId) => Promise<void>;
}

/** Queries of one channel at a time: after a restart there may be many at once. */
const QUERIES_AT_A_TIME = 8;
/** Between two tries to keep an answer that contradicts a result, while the store fails, in milliseconds. */
const LATE_ANSWER_RETRY_MS = 1000;

/** Speaks with the channels. */
export class Asking {
  readonly #inquiries: Inquiries;
  readonly #queries = new Map<string, Slots>();
  /** References of the attempts whose channel is executing them this moment, as far as we know. */
  readonly #submitting = new Set<string>();

  constructor(private readonly parts: AskingParts) {
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
   * Has the channel execute an order. Call once an attempt, when `processing` is committed.
   *
   * A crash before the answer is committed leaves `processing`, whose channel the next start queries.
   */
  async submit(order: Processing): Promise<void> {
    const { fleet } = this.parts;
    const channel = fleet.channel(order.channel);
    const outcome: Outcome = channel === undefined
      // A reload took it away in this very moment: it was never asked.
      ? { kind: "untouched", reason: `配置中已无通道 there is no channel ${order.channel}` }
      : await this.#submitTo(channel, order);
    const handedOver = outcome.kind === "pending" && channel?.settledFromOutside;
    const left = handedOver ? "handedOver" : outcome.kind;
    fleet.gate(order.channel)?.leave(left, order.fields.chargeCash, order.startedAtMs);
    await this.#conclude(order, "submission", outcome);
  }

  /** The channel may or may not have been asked to execute, so it is only asked what it knows. */
  async query(attempt: Attempt): Promise<void> {
    const channel = this.parts.fleet.channel(attempt.channel);
    const outcome: Outcome = channel === undefined
      ? { kind: "unknown", reason: `配置中已无通道 there is no channel ${attempt.channel}` }
      : await this.#slots(attempt.channel).take(() => this.#queryAt(channel, attempt));
    await this.#conclude(attempt, "query", outcome);
  }

  /** Asks the channel that has the order, now, what became of it; never executes. */
  inquire(order: Order): "asked" | "nothingToAsk" {
    const attempt = attemptOf(order);
    if (attempt === null || !this.parts.fleet.channel(attempt.channel)?.canQuery) {
      return "nothingToAsk";
    }
    this.#inBackground(this.query(attempt));
    return "asked";
  }

  /**
   * A channel has news of an attempt that is not believed unasked. What comes of an attempt that is over can only contradict
   * the result, and nothing asks for it again: so this resolves once that is written down.
   */
  async hinted(order: Order, asked: AttemptId): Promise<void> {
    if (isOpen(order, asked)) return void this.inquire(order);
    const past = pastAttempt(order, asked);
    if (past !== null && this.parts.fleet.channel(asked.channel)?.canQuery) await this.query(past);
  }

  /** Writes down what a channel said by itself of an attempt. Resolves once it is written down. */
  told(asked: AttemptId, outcome: Outcome): Promise<void> {
    return this.#conclude(asked, "notification", outcome);
  }

  async #submitTo(channel: Channel, order: Processing): Promise<Outcome> {
    const reference = referenceOf(order);
    this.#submitting.add(reference);
    try {
      return await this.#ask(order, (task) => channel.submit(task));
    } finally {
      this.#submitting.delete(reference);
    }
  }

  /**
   * That a channel knows nothing of an attempt proves nothing while that attempt is on its way there: it may arrive yet. Nor
   * does it afterwards, for the answer may be older than the arrival.
   */
  async #queryAt(channel: Channel, attempt: Attempt): Promise<Outcome> {
    const isOnItsWay = this.#submitting.has(referenceOf(attempt));
    const outcome = await this.#ask(attempt, (task) => channel.query(task));
    if (!isOnItsWay || outcome.kind !== "untouched") return outcome;
    const { exchange, supplierRef } = outcome;
    return { kind: "pending", exchange, supplierRef };
  }

  async #ask(order: Attempt, ask: (task: Task) => Promise<Outcome>): Promise<Outcome> {
    try {
      return await ask(taskOf(order, () => this.parts.openSecrets(order.sealed)));
    } catch (error) {
      return { kind: "unknown", reason: errorText(error) };
    }
  }

  /**
   * Writes down what a channel said of an attempt, and has it asked again later where it said nothing for certain.
   *
   * A crash before the commit loses the answer: the next start queries the attempt.
   */
  async #conclude(asked: AttemptId, occasion: Occasion, outcome: Outcome): Promise<void> {
    const { orders, fleet, log } = this.parts;
    const channel = fleet.channel(asked.channel);
    if (outcome.kind === "pending" && channel?.settledFromOutside) return;
    const id = idOf(asked);
    const weighing = {
      occasion,
      holdMs: fleet.holdMs,
      canQuery: channel?.canQuery ?? false,
      pendingUntilMs: channel?.inquiry?.untilMs ?? null,
    };
    let wasOpen = false, isElsewhere = false;
    const decide = (order: Order) => {
      wasOpen = isOpen(order, asked);
      isElsewhere = !wasOpen && order.state !== "settled";
      return conclude(order, asked, outcome, this.parts.clock.nowMs(), weighing);
    };
    const active = await orders.changeSurely(id, decide);
    const changed = active.kind === "notFound" && isClear(outcome)
      ? await this.#changeClosed(id, decide)
      : active;
    if (wasOpen && !isClear(outcome) && weighing.canQuery) this.#askAgain(asked, id);
    const what = { ...id, channel: asked.channel, outcome: outcome.kind };
    // It had given proof of the contrary, and the order was given to another channel by that.
    if (isElsewhere && outcome.kind === "succeeded") {
      log.error("a channel takes back its word", what);
      this.#alarm(id, asked.channel);
    }
    if (changed.kind !== "changed") return;
    if (wasOpen) log.debug("channel answered", what);
    else this.contradicted(id, asked.channel);
    if (changed.order.state === "queued") await this.parts.requeued(id);
  }

  /** {@linkcode OrderMover.changeSurely} of an order that memory does not have any more. */
  async #changeClosed(id: OrderId, decide: (order: Order) => Order | null) {
    for (;;) {
      const changed = await this.parts.orders.change(id, decide);
      if (changed.kind !== "storeDown") return changed;
      await sleep(this.parts.clock, LATE_ANSWER_RETRY_MS);
    }
  }

  #askAgain(asked: AttemptId, id: OrderId): void {
    const plan = this.parts.fleet.channel(asked.channel)?.inquiry ?? INQUIRY_PLAN;
    this.#inquiries.again(asked, plan, () => {
      const order = this.parts.orders.peek(id);
      const attempt = order === null ? null : attemptOf(order);
      if (order === null || attempt === null || !isOpen(order, asked)) return;
      this.#inBackground(this.query(attempt));
    });
  }

  /** An answer that contradicts an order's result was kept. */
  contradicted(id: OrderId, channel: string): void {
    const what = { ...id, channel };
    this.parts.log.warn("a late answer contradicts the result, and is only kept", what);
    this.#alarm(id, channel);
  }

  #alarm(id: OrderId, channel: string): void {
    const subject = idText(id.server, id.chargeId);
    this.parts.alarms.raise("contradiction", subject, {
      zh: `通道 ${channel} 后来的说法与定单 ${subject} 的结果相反,请核对`,
      en: `channel ${channel} now says the contrary of order ${subject}'s result, please check`,
    });
  }

  #slots(channel: string): Slots {
    const slots = this.#queries.get(channel) ?? new Slots(QUERIES_AT_A_TIME);
    this.#queries.set(channel, slots);
    return slots;
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error) =>
      this.parts.log.error("cannot query a channel", { error: errorText(error) })
    );
  }
}
