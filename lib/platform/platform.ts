/**
 * The played server: sends orders, takes callbacks, keeps the books. `czdock platform` drives it from flags; tests
 * and benches drive it themselves.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Connect, Listener, Target } from "../net.ts";
import { readCallback } from "../protocol/callback.ts";
import { idOfLiteral } from "../protocol/id_literal.ts";
import { type OrderToSend, writeOrderPacket } from "../protocol/order_packet.ts";
import type { Answer, ArrivedCallback } from "./callback_listener.ts";
import { CallbackListener } from "./callback_listener.ts";
import { FaultPlan, type FaultPlanRules, noFaults, REFUSING_STRETCH_MS } from "./fault_plan.ts";
import { Ledger } from "./ledger.ts";
import { SEND_TIMEOUT_MS, sendOrder, type SendOutcome } from "./order_sender.ts";
import { pause } from "./waiting.ts";

/** Between two sendings of an order that got no ack: the first wait and the longest, in milliseconds. */
const RESEND_MS_FIRST = 50;
const RESEND_MS_MAX = 1_000;
/** How often a port that can't be had again is tried, in milliseconds. */
const REOPEN_MS = 100;

/** What a played server is made from. */
export interface PlatformOptions {
  /** Opens the connection to czdock. */
  readonly connect: Connect;
  /** Begins to listen for callbacks; throws where the port can't be had. */
  readonly listen: (host: string, port: number) => Listener;
  /** The time, for deadlines and for the books. */
  readonly clock: Clock;
  /** Where czdock listens. */
  readonly target: Target;
  /** The key shared with czdock: it signs orders and verifies what comes back. */
  readonly md5key: string;
  /** The local address that callbacks are taken at. */
  readonly callbackHost: string;
  /** 0 takes a free port; {@linkcode Platform.callbackPort} tells which. */
  readonly callbackPort: number;
  /** How callbacks are answered; without it, always `OK`. */
  readonly faults?: FaultPlanRules;
  /** See {@linkcode Ledger}; 120 s where not given. */
  readonly withinMs?: number;
  /** See {@linkcode Ledger}; where not given, only while czdock was never seen to be away. */
  readonly strict?: boolean | null;
  /** Whether rightly signed callbacks for orders that were not sent here get an `OK`: they may be another's. */
  readonly confirmStrangers?: boolean;
  /** See {@linkcode SEND_TIMEOUT_MS}. */
  readonly sendTimeoutMs?: number;
}

/** A condition of the books that someone waits for. */
interface Watcher {
  readonly holds: (ledger: Ledger) => boolean;
  readonly done: () => void;
}

/** A played server at work, from its making until {@linkcode Platform.stop}. */
export class Platform {
  /** The books. */
  readonly ledger: Ledger;
  /** How many callbacks met which fault. */
  readonly faultsPlayed: FaultPlan["played"];
  readonly #options: PlatformOptions;
  readonly #plan: FaultPlan;
  readonly #listener: CallbackListener;
  readonly #stopping = new AbortController();
  readonly #watchers = new Set<Watcher>();
  readonly #sendings = new Set<Promise<SendOutcome>>();
  #seq = 0;
  #refusing: Promise<void> | null = null;

  /**
   * Opens the callback port.
   *
   * @throws what `listen` throws where the port can't be had
   */
  constructor(options: PlatformOptions) {
    this.#options = options;
    this.ledger = new Ledger({
      withinMs: options.withinMs ?? 120_000,
      strict: options.strict ?? null,
    });
    this.#plan = options.faults ? new FaultPlan(options.faults) : noFaults();
    this.faultsPlayed = this.#plan.played;
    this.#listener = new CallbackListener({
      listen: (port) => options.listen(options.callbackHost, port),
      port: options.callbackPort,
      clock: options.clock,
      plan: this.#plan,
      sequence: () => ++this.#seq,
      arrived: (callback) => this.#arrived(callback),
      spoiled: (broken) => {
        if (broken === null) this.ledger.cutShort++;
        else this.ledger.unreadable.add(broken);
        this.#changed();
      },
    });
  }

  /** The port that callbacks come to. */
  get callbackPort(): number {
    return this.#listener.port;
  }

  /** How long the callback port has refused connections, in milliseconds. */
  get refusedMs(): number {
    return this.#listener.refusedMs();
  }

  /** Sends an order once and books what came back. */
  send(order: OrderToSend): Promise<SendOutcome> {
    const sending = this.#send(order);
    this.#sendings.add(sending);
    return sending.finally(() => this.#sendings.delete(sending));
  }

  async #send(order: OrderToSend): Promise<SendOutcome> {
    const { connect, clock, target, md5key } = this.#options;
    const { chargeId, cardId, retRsn, chargeCash } = order;
    const id = idOfLiteral(chargeId);
    const booked = { chargeId: id, cardId: idOfLiteral(cardId), retRsn, chargeCash };
    this.ledger.sent(booked, clock.nowMs());
    const outcome = await sendOrder(
      {
        connect,
        clock,
        target,
        md5key,
        timeoutMs: this.#options.sendTimeoutMs ?? SEND_TIMEOUT_MS,
        signal: this.#stopping.signal,
      },
      writeOrderPacket(order, md5key),
    );
    if (outcome.kind === "acked") {
      this.ledger.ackCame(id, outcome.ack, clock.nowMs(), this.refusedMs);
      if (outcome.ended === "reset") this.ledger.ackResets++;
    } else if (outcome.reason !== "stopped") this.ledger.noAck(outcome.reason);
    this.#changed();
    return outcome;
  }

  /** Sends an order, with the same content, until an ack comes or the platform stops. */
  async sendUntilAcked(order: OrderToSend): Promise<SendOutcome> {
    for (let waitMs = RESEND_MS_FIRST;; waitMs = Math.min(RESEND_MS_MAX, waitMs * 2)) {
      const outcome = await this.send(order);
      if (outcome.kind === "acked" || this.#stopping.signal.aborted) return outcome;
      await pause(this.#options.clock, waitMs, this.#stopping.signal);
    }
  }

  /** Books that an order will not be sent again though no ack came. */
  giveUp(order: OrderToSend): void {
    this.ledger.gaveUp(idOfLiteral(order.chargeId));
    this.#changed();
  }

  /**
   * Waits until the books fulfil a condition.
   *
   * @returns whether they do; `false` after `timeoutMs`, or when the platform stops
   */
  until(holds: (ledger: Ledger) => boolean, timeoutMs: number): Promise<boolean> {
    if (holds(this.ledger)) return Promise.resolve(true);
    const found = new AbortController();
    const watcher = { holds, done: () => found.abort() };
    this.#watchers.add(watcher);
    const waited = AbortSignal.any([found.signal, this.#stopping.signal]);
    return pause(this.#options.clock, timeoutMs, waited).then(() => {
      this.#watchers.delete(watcher);
      return holds(this.ledger);
    });
  }

  /** Closes the callback port: connections are refused until {@linkcode Platform.acceptCallbacks}. */
  refuseCallbacks(): void {
    this.#listener.refuse();
  }

  /** Opens the callback port again, however long another's outgoing connection sits on it. */
  async acceptCallbacks(): Promise<void> {
    while (!this.#stopping.signal.aborted && !this.#listener.reopen()) {
      await pause(this.#options.clock, REOPEN_MS, this.#stopping.signal);
    }
  }

  /** Ends everything that is under way; resolves when nothing is left at work. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#refusing;
    await Promise.all(this.#sendings);
    await this.#listener.stop();
  }

  #arrived(arrived: ArrivedCallback): Answer {
    if (this.#refusing === null && this.#plan.openStretchMs !== null) {
      this.#refusing = this.#refuseInStretches(this.#plan.openStretchMs);
    }
    const { clock, md5key } = this.#options;
    const callback = readCallback(arrived.object, md5key);
    if (callback.kind === "broken") {
      this.ledger.unreadable.add(callback.reason);
      this.#changed();
      return { kind: "refuse" };
    }
    const { chargeId } = callback;
    const verdict = this.ledger.callbackCame(callback, {
      begunSeq: arrived.begunSeq,
      atMs: clock.nowMs(),
      refusedMs: this.refusedMs,
    });
    this.#changed();
    if (verdict === "wrongSign") return { kind: "refuse" };
    if (verdict === "stranger" && !this.#options.confirmStrangers) return { kind: "refuse" };
    let seq = 0;
    return {
      kind: "confirm",
      written: () => {
        seq = ++this.#seq;
        this.ledger.okWritten(chargeId, seq, clock.nowMs());
        this.#changed();
      },
      unheard: () => this.ledger.okUnheard(chargeId, seq),
    };
  }

  async #refuseInStretches(openMs: number): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted && !this.#plan.isOver(clock.nowMs())) {
      this.refuseCallbacks();
      await pause(clock, REFUSING_STRETCH_MS, signal);
      await this.acceptCallbacks();
      await pause(clock, openMs, signal);
    }
  }

  #changed(): void {
    for (const watcher of this.#watchers) {
      if (watcher.holds(this.ledger)) watcher.done();
    }
  }
}
