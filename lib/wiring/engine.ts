/**
 * The engine: everything between the listener and the callback, wired together. What it touches of the world is handed
 * in, so that the simulated world runs the very same engine.
 *
 * @module
 */
import { Courier } from "../callback/courier.ts";
import { makePush } from "../callback/push.ts";
import type { Clock } from "../clock.ts";
import { coarseClock } from "../clock.ts";
import type { Config } from "../config.ts";
import { settleByHand } from "../execution/by_hand.ts";
import { Claims } from "../execution/claims.ts";
import type { SettledByHand } from "../execution/by_hand.ts";
import type { Channel } from "../execution/channel.ts";
import { Dispatcher } from "../execution/dispatcher.ts";
import { ReviewWatch } from "../execution/review.ts";
import { makeRouter } from "../execution/router.ts";
import { Intake } from "../intake/intake.ts";
import { Peers } from "../intake/peers.ts";
import { Reception } from "../intake/reception.ts";
import { Refusals } from "../intake/refusals.ts";
import type { Log, LogModule } from "../log.ts";
import { errorText } from "../log.ts";
import type { Connect, Listener } from "../net.ts";
import type { NotificationReply, NotificationRequest } from "../notification.ts";
import type { Order, OrderId } from "../order.ts";
import { isUndelivered } from "../order.ts";
import { move } from "../move.ts";
import type { Result } from "../result.ts";
import { Doubts } from "../store/doubts.ts";
import { exportStore } from "../store/export.ts";
import type { Kv } from "../store/kv.ts";
import { OrderStore } from "../store/orders.ts";
import { OrderQueries } from "../store/queries.ts";
import { RetentionWatch } from "../store/retention_watch.ts";
import type { Restored } from "../store/restored.ts";
import { Restoration } from "../store/restored.ts";
import type { SecretBox } from "../store/secrets.ts";
import { Writer } from "../store/writer.ts";
import { Zone } from "../zone.ts";
import { packetsOf } from "./packets.ts";
import type { Packet } from "./packets.ts";
import { EngineOperator, EngineWorkers, notify } from "./operator.ts";

/** What an engine works with. */
export interface EngineParts {
  readonly config: Config;
  readonly kv: Kv;
  readonly secrets: SecretBox;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly connect: Connect;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Whether the store came from a backup; `null` in a world without any. */
  readonly restored?: Restored | null;
  /** A log for each part of the program. */
  readonly log: (module: LogModule) => Log;
}

/** How late the deadline of a connection may be noticed, in milliseconds. */
const DEADLINE_STEP_MS = 100;

/** Orders in, results out. */
export class Engine {
  /** The zone of all days and times of day. */
  readonly zone: Zone;
  readonly writer: Writer;
  readonly orders: OrderStore;
  readonly queries: OrderQueries;
  readonly courier: Courier;
  readonly dispatcher: Dispatcher;
  readonly claims: Claims;
  readonly operator: EngineOperator = new EngineOperator(this);
  readonly workers: EngineWorkers = new EngineWorkers(this);
  readonly doubts: Doubts;
  readonly restoration: Restoration;
  readonly #review: ReviewWatch;
  readonly #retention: RetentionWatch;
  readonly #log: Log;
  /** For connections, each of which has deadlines that hardly ever come. */
  readonly #deadlines: Clock;
  #intake: Intake | null = null;
  #stopping = false;
  #resumed: Promise<void> = Promise.resolve();

  constructor(readonly parts: EngineParts) {
    const { config, kv, secrets, channels, clock, random, log } = parts;
    this.#log = log("engine");
    this.restoration = new Restoration(kv, parts.restored ?? null);
    this.zone = new Zone(config.timezone);
    this.#deadlines = coarseClock(clock, DEADLINE_STEP_MS);
    this.writer = new Writer(kv, clock);
    this.orders = new OrderStore(kv, this.writer, clock);
    const desks = [...config.channels].filter(([, { type }]) => type === "manual");
    const deskNames = new Set(desks.map(([name]) => name));
    this.queries = new OrderQueries(kv, this.orders, () => clock.nowMs(), deskNames);
    this.courier = new Courier({
      orders: this.orders,
      servers: config.servers,
      push: makePush(parts.connect, this.#deadlines, config.callback.timeoutMs),
      plan: config.callback.retry,
      concurrency: config.callback.concurrency,
      clock,
      random,
      log: log("callback"),
    });
    this.dispatcher = new Dispatcher({
      orders: this.orders,
      channels,
      router: makeRouter(config.routes, this.zone, random),
      clock,
      log: log("execution"),
      holdMs: config.review.holdMs,
      reasonToHold: () => this.restoration.reasonToHold(),
      openSecrets: (sealed) => secrets.open(sealed),
    });
    this.claims = new Claims({
      orders: this.orders,
      channel: (name) => channels.get(name),
      clock,
      log: log("execution"),
      holdMs: () => config.review.holdMs,
    });
    this.doubts = new Doubts(this.orders, clock, log("store"), config.review.holdMs);
    this.#review = new ReviewWatch(this.orders, clock, log("execution"));
    this.#retention = new RetentionWatch(kv, this.writer, config.store, clock, log("store"));
    this.orders.onChange((order) => {
      this.#review.see(order);
      this.dispatcher.see(order);
      this.claims.see(order);
      this.courier.see(order);
    });
  }

  /** The listener's counts, once there is one. */
  get intake(): Intake | null {
    return this.#intake;
  }

  /** Takes connections at once, and takes up meanwhile what the last process left. Call once. */
  start(listener: Listener): void {
    this.#inBackground("cannot take up what the last process left", this.resume());
    this.listen(listener);
  }

  /**
   * Reads the store and goes on with what was under way when the last process ended, each order as soon as it is read;
   * resolves when that is done, or when {@linkcode Engine.stop} ends it. Call once.
   */
  resume(): Promise<void> {
    this.#resumed = this.#takeUp();
    return this.#resumed;
  }

  async #takeUp(): Promise<void> {
    const { clock } = this.parts;
    const beganAtMs = clock.nowMs();
    const strays = new Map<string, number>();
    let undelivered = 0;
    await this.orders.load({
      loaded: (order) => {
        if (isUndelivered(order)) undelivered++;
        this.#goOn(order, strays);
      },
      unreadable: (key, error) =>
        this.#log.error("a stored order cannot be read", { key: key.join(" "), error }),
      failed: (reason) =>
        this.#log.error("cannot load the stored orders, trying again", { reason }),
    });
    if (this.#stopping) return;
    for (const [server, results] of strays) {
      this.#log.error("results wait for a server that is not configured", { server, results });
    }
    const { loaded: orders, unreadable } = this.orders.backlog;
    const tookMs = clock.nowMs() - beganAtMs;
    this.#log.info("backlog loaded", { orders, undelivered, unreadable, tookMs });
    this.#retention.start();
  }

  #goOn(order: Order, strays: Map<string, number>): void {
    if (this.#stopping) return;
    this.#review.see(order);
    this.claims.see(order);
    if (!isUndelivered(order)) {
      this.#inBackground("cannot resume an order", this.dispatcher.resume(order));
    } else if (!this.courier.resume(order)) {
      strays.set(order.server, (strays.get(order.server) ?? 0) + 1);
    }
  }

  /** An order's packets so far; none where its server is not configured any more. */
  packets(order: Order): Packet[] {
    const server = this.parts.config.servers.find(({ name }) => name === order.server);
    return server === undefined ? [] : packetsOf(order, server.md5key);
  }

  /** Begins to take connections. */
  listen(listener: Listener): void {
    const { config, secrets, clock, log } = this.parts;
    const refusals = new Refusals();
    const reception = new Reception({
      orders: this.orders,
      refusals,
      waitingMax: config.listen.waitingMax,
      seal: (plain) => secrets.seal(plain),
      digest: (fields, plain) => secrets.digest(fields, plain),
      doubt: (order, reason) =>
        this.#inBackground("cannot hold an order", this.doubts.hold(order, reason)),
      inDoubt: (id) => this.doubts.has(id) || this.restoration.restored !== null,
      clock,
      log: log("intake"),
    });
    this.#intake = new Intake(listener, {
      answer: (peer, framed) => reception.answer(peer, framed),
      said: ({ ticket }) => refusals.said(ticket),
      ackSent: (id) => this.#inBackground("cannot execute an order", this.dispatcher.ackSent(id)),
      ackLost: (id) => this.#inBackground("cannot settle an order", this.dispatcher.ackLost(id)),
      readTimeoutMs: config.listen.readTimeoutMs,
      packetBytesMax: config.listen.packetBytesMax,
      connectionsMax: config.listen.connectionsMax,
      peers: new Peers(config.servers),
      refusals,
      clock: this.#deadlines,
      log: log("intake"),
    });
    this.#inBackground("the listener failed", this.#intake.run());
  }

  /** Settles an order by hand. */
  settle(
    id: OrderId,
    result: Omit<Result, "atMs" | "by">,
    by: string,
  ): Promise<SettledByHand> {
    const { channels, clock } = this.parts;
    return settleByHand({ orders: this.orders, channels, clock }, id, result, by);
  }

  /** Hands a channel what its supplier sends; the reply, or `null` where no such channel takes any. */
  notify(channel: string, request: NotificationRequest): Promise<NotificationReply | null> {
    return notify(this, channel, request);
  }

  /** Pushes an order's result again, now, whether or not it was confirmed. */
  async push(id: OrderId, by: string): Promise<"pushed" | "notFound" | "notSettled" | "storeDown"> {
    const changed = await this.orders.change(id, (order: Order) => {
      if (order.state !== "settled") return null;
      return move(order, { kind: "repushed", by }, this.parts.clock.nowMs());
    });
    if (changed.kind === "changed") return "pushed";
    return changed.kind === "declined" ? "notSettled" : changed.kind;
  }

  /** All that is stored, as lines, while everything goes on. @param version of the program */
  exportAll(version: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { kv, secrets, clock } = this.parts;
    return exportStore({
      kv,
      keyId: secrets.keyId,
      version,
      atMs: clock.nowMs(),
      changes: this.orders,
      unreadable: (key) =>
        this.#log.error("a stored order cannot be read and is not exported", {
          key: key.join(" "),
        }),
    });
  }

  /**
   * Takes no more orders, lets the acks and pushes under way end, and writes down what came of them. What is under way
   * at a channel goes on at the next start.
   */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.orders.backlog.abandon();
    await this.#intake?.stop();
    await this.courier.stop();
    this.#review.stop();
    this.dispatcher.stop();
    this.claims.stop();
    this.#retention.stop();
    await this.writer.idle();
    // The page that is being read just now: the store must not be closed under it.
    await this.#resumed.catch(() => {});
  }

  #inBackground(event: string, work: Promise<void>): void {
    work.catch((error) => this.#log.error(event, { error: errorText(error) }));
  }
}
