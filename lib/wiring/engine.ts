/**
 * The engine: everything between the listener and the callback, wired together. What it touches of the world is handed
 * in, so that the simulated world runs the very same engine.
 *
 * @module
 */
import type { Alarms } from "../alarm.ts";
import { silentAlarms } from "../alarm.ts";
import { Courier } from "../callback/courier.ts";
import { makePush } from "../callback/push.ts";
import type { Clock } from "../clock.ts";
import { coarseClock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Channel } from "../execution/channel.ts";
import { attemptOf } from "../execution/channel.ts";
import type { Intake } from "../intake/intake.ts";
import type { Log, LogModule } from "../log.ts";
import { errorText } from "../log.ts";
import type { Connect, Listener } from "../net.ts";
import type { NotificationReply, NotificationRequest } from "../notification.ts";
import type { ShownPacket } from "../operator.ts";
import type { Order } from "../order.ts";
import type { Reloaded } from "../status.ts";
import { type DamageReport, damageReport } from "../store/damage_report.ts";
import { Doubts } from "../store/doubts.ts";
import type { Kv } from "../store/kv.ts";
import { OrderStore } from "../store/orders.ts";
import { OrderQueries } from "../store/queries.ts";
import { RetentionWatch } from "../store/retention_watch.ts";
import type { Restored } from "../store/restored.ts";
import { Restoration } from "../store/restored.ts";
import type { SecretBox } from "../store/secrets.ts";
import { syncedKv } from "../store/synced_kv.ts";
import { Writer } from "../store/writer.ts";
import type { Zone } from "../zone.ts";
import { packetsOf } from "./packets.ts";
import type { Pauses, SettledToday } from "./execution.ts";
import { Execution } from "./execution.ts";
import { wireIntake } from "./intake.ts";
import { LastHeard } from "./last_heard.ts";
import { Notifications } from "./notifications.ts";
import { takeUp } from "./take_up.ts";
import { exportOf, surveyOf } from "./whole_store.ts";
import { EngineOperator, EngineWorkers } from "./operator.ts";

/** What an engine works with. */
export interface EngineParts {
  readonly config: Config;
  /** Of all days and times of day; the channels have the same one. */
  readonly zone: Zone;
  readonly kv: Kv;
  readonly secrets: SecretBox;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly pauses: Pauses;
  /** What was settled today before this process began; nothing, where it is left out. */
  readonly settledToday?: SettledToday;
  /** Who is told what somebody has to know of at once; nobody, where it is left out. */
  readonly alarms?: Alarms;
  /** Reads the configuration again; where it is left out, it can't be. */
  readonly reload?: (by: string) => Reloaded;
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
  readonly writer: Writer;
  readonly orders: OrderStore;
  readonly queries: OrderQueries;
  readonly courier: Courier;
  readonly execution: Execution;
  readonly operator: EngineOperator = new EngineOperator(this);
  readonly workers: EngineWorkers = new EngineWorkers(this);
  readonly notifications: Notifications = new Notifications(this);
  readonly doubts: Doubts;
  readonly restoration: Restoration;
  /** When servers were heard of last, also before this start once {@linkcode Engine.lookBack} is through. */
  readonly lastHeard: LastHeard = new LastHeard();
  readonly #retention: RetentionWatch;
  readonly #log: Log;
  readonly #damaged: DamageReport;
  /** For connections, each of which has deadlines that hardly ever come. */
  readonly #deadlines: Clock;
  #intake: Intake | null = null;
  #config: Config;
  #takenUp: Promise<void> = Promise.resolve();
  #lookedBack: Promise<void> = Promise.resolve();

  constructor(readonly parts: EngineParts) {
    const { config, zone, secrets, channels, clock, random, log } = parts;
    const kv = syncedKv(parts.kv);
    this.#log = log("engine");
    this.#damaged = damageReport(this.#log);
    this.#config = config;
    this.restoration = new Restoration(kv, parts.restored ?? null);
    this.#deadlines = coarseClock(clock, DEADLINE_STEP_MS);
    this.writer = new Writer(kv, clock);
    this.orders = new OrderStore(kv, this.writer, clock, (atMs) => zone.dayOf(atMs));
    this.queries = new OrderQueries(
      kv,
      this.orders,
      () => zone.dayOf(clock.nowMs()),
      (name) => this.execution.fleet.channel(name)?.type === "manual",
      this.#damaged,
    );
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
    this.execution = new Execution({
      orders: this.orders,
      config,
      channels,
      zone,
      pauses: parts.pauses,
      settledToday: parts.settledToday ?? new Map(),
      alarms: parts.alarms ?? silentAlarms,
      clock,
      random,
      log: log("execution"),
      reasonToHold: () => this.restoration.reasonToHold(),
      openSecrets: (sealed) => secrets.open(sealed),
    });
    this.doubts = new Doubts(this.orders, clock, log("store"), () => this.execution.fleet.holdMs);
    this.#retention = new RetentionWatch(kv, this.writer, config.store, clock, log("store"));
    this.orders.onChange((order, before) => {
      this.execution.see(order);
      this.courier.see(order);
      this.lastHeard.see(order, before);
    });
  }

  /** The zone of all days and times of day. */
  get zone(): Zone {
    return this.parts.zone;
  }

  /** The configuration in force. */
  get config(): Config {
    return this.#config;
  }

  /** Puts another configuration's channels, limits, routes and hold in force. */
  use(config: Config, channels: ReadonlyMap<string, Channel>): void {
    this.#config = config;
    this.execution.use(config, channels);
  }

  /** Orders that a channel has and that have no result yet; `null` while earlier processes' orders are being loaded. */
  openOrders(channel: string): number | null {
    if (this.orders.backlog.loading) return null;
    let orders = 0;
    for (const order of this.orders.active()) {
      if (attemptOf(order)?.channel === channel) orders++;
    }
    return orders;
  }

  /** The listener's counts, once there is one. */
  get intake(): Intake | null {
    return this.#intake;
  }

  /** Takes connections at once, and takes up meanwhile what the last process left. Call once. */
  start(listener: Listener): void {
    this.#inBackground("cannot take up what the last process left", this.takeUp());
    this.#listen(listener);
  }

  /**
   * Reads the store and goes on with what was under way when the last process ended, each order as soon as it is read;
   * resolves when that is done, or when {@linkcode Engine.stop} ends it. Call once.
   */
  takeUp(): Promise<void> {
    this.#takenUp = this.#takeUp();
    return this.#takenUp;
  }

  async #takeUp(): Promise<void> {
    const { orders, courier, execution, parts: { clock } } = this;
    const isWhole = await takeUp({
      orders,
      deliver: (order) => courier.takeUp(order),
      execute: (order) => this.#inBackground("cannot take up an order", execution.takeUp(order)),
      damaged: this.#damaged,
      clock,
      log: this.#log,
    });
    if (!isWhole) return;
    execution.allTakenUp();
    this.#retention.start();
  }

  /** Looks when servers were heard of last before this start, once their orders are taken up. Call once; never rejects. */
  lookBack(): Promise<void> {
    this.#lookedBack = this.#lookBack();
    return this.#lookedBack;
  }

  async #lookBack(): Promise<void> {
    await this.#takenUp.catch(() => {});
    try {
      for (const { name } of this.#config.servers) {
        if (this.orders.backlog.abandoned) return;
        await this.lastHeard.lookBack(name, this.queries);
      }
    } catch (error) {
      this.#log.warn("cannot read when servers were last heard of", { error: errorText(error) });
    }
  }

  /** An order's packets so far; none where its server is not configured any more. */
  packets(order: Order): ShownPacket[] {
    const server = this.parts.config.servers.find(({ name }) => name === order.server);
    return server === undefined ? [] : packetsOf(order, server.md5key);
  }

  /** Hands a channel what its supplier sends; the reply, or `null` where no such channel takes any. */
  notify(channel: string, request: NotificationRequest): Promise<NotificationReply | null> {
    return this.notifications.take(channel, request);
  }

  /** All that is stored, as lines, while everything goes on. @param version of the program */
  exportAll(version: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    return exportOf(this, version);
  }

  /** Likewise, and what is wrong with its rows, for an audit. */
  survey(version: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    return surveyOf(this, version);
  }

  /**
   * Takes no more orders, lets the acks and pushes under way end, and writes down what came of them. What is under way
   * at a channel goes on at the next start.
   */
  async stop(): Promise<void> {
    this.orders.backlog.abandon();
    await this.#intake?.stop();
    await this.courier.stop();
    this.execution.stop();
    await this.#retention.stop();
    await this.writer.idle();
    // What is being read just now: the store must not be closed under it.
    await this.#takenUp.catch(() => {});
    await this.#lookedBack;
  }

  #listen(listener: Listener): void {
    const { orders, doubts, restoration, execution: { dispatcher } } = this;
    const { config, secrets, clock, log } = this.parts;
    this.#intake = wireIntake(listener, {
      config,
      orders,
      secrets,
      doubts,
      restoration,
      dispatcher,
      clock,
      deadlines: this.#deadlines,
      log: log("intake"),
      inBackground: (event, work) => this.#inBackground(event, work),
    });
    this.#inBackground("the listener failed", this.#intake.run());
  }

  #inBackground(event: string, work: Promise<void>): void {
    work.catch((error) => this.#log.error(event, { error: errorText(error) }));
  }
}
