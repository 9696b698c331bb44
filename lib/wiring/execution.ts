/**
 * The execution of orders wired together: channels and their gates, the dispatcher, what is said to the channels, claims and
 * review.
 *
 * @module
 */
import type { AlarmKind, Alarms } from "../alarm.ts";
import type { Clock } from "../clock.ts";
import type { ChannelConfig, Config } from "../config.ts";
import { Asking } from "../execution/asking.ts";
import type { SwitchAnswer } from "../operator.ts";
import type { Channel } from "../execution/channel.ts";
import { Claims } from "../execution/claims.ts";
import { Dispatcher } from "../execution/dispatcher.ts";
import type { Settings } from "../execution/fleet.ts";
import { Fleet } from "../execution/fleet.ts";
import type { Gate } from "../execution/gate.ts";
import type { OrderChanger, OrderMover } from "../execution/orders.ts";
import { ReviewWatch } from "../execution/review.ts";
import { makeRouter } from "../execution/router.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import type { Money } from "../money.ts";
import type { Order } from "../order.ts";
import type { OrderSecrets } from "../order_fields.ts";
import type { Pause } from "../status.ts";
import type { Zone } from "../zone.ts";

/** Where pauses outlast a restart. */
export interface Pauses {
  /** Those in force when the process began. */
  all(): ReadonlyMap<string, Pause>;
  /** Whether it was written down. */
  set(channel: string, pause: Pause | null): Promise<boolean>;
}

/**
 * What was settled today, by channel. A channel's limits of the day hold over a restart by that and by what it has still
 * open; an order that it was given yesterday and that was settled today counts too.
 */
export type SettledToday = ReadonlyMap<
  string,
  { readonly count: number; readonly cash: Money }
>;

/** What the execution works with. */
export interface ExecutionParts {
  readonly orders: OrderMover & OrderChanger;
  readonly config: Config;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly zone: Zone;
  readonly pauses: Pauses;
  readonly settledToday: SettledToday;
  readonly alarms: Alarms;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** Why a new order may have been executed before, and is held instead; `null` where it can't have been. */
  readonly reasonToHold: () => string | null;
  readonly openSecrets: (sealed: string | null) => OrderSecrets;
}

/** What is raised of a channel while it is configured. Orders in review it may have all the same. */
const CHANNEL_ALARMS: readonly AlarmKind[] = ["channelPaused", "lowBalance", "priceMismatch"];

/** Which of them a channel of this configuration may raise; none of one that is not configured. */
function alarmsOf(config: ChannelConfig | undefined): readonly AlarmKind[] {
  if (config === undefined) return [];
  if (config.type !== "http") return ["channelPaused"];
  const hasLimit = (config.balance?.alarmBelow ?? null) !== null;
  return [
    "channelPaused",
    ...(hasLimit ? ["lowBalance"] as const : []),
    ...(config.expected === null ? [] : ["priceMismatch"] as const),
  ];
}

/** Executes orders. */
export class Execution {
  readonly fleet: Fleet;
  readonly asking: Asking;
  readonly dispatcher: Dispatcher;
  readonly claims: Claims;
  readonly #review: ReviewWatch;
  readonly #zone: Zone;

  constructor(private readonly parts: ExecutionParts) {
    const { orders, config, channels, pauses, alarms, clock, log, openSecrets } = parts;
    this.#zone = parts.zone;
    // They need each other: a gate that opens wakes the dispatcher, which has a channel asked, which may give the order back.
    // Each is reached through a call that nobody makes before all of them are there.
    this.fleet = new Fleet(this.#settings(config, channels), {
      clock,
      zone: this.#zone,
      changed: (name) => this.dispatcher.wake(name),
      rerouted: () => this.dispatcher.reroute(),
      tooManyUnknown: (name, count) => this.#pauseItself(name, count),
    }, pauses.all());
    for (const [name, { count, cash }] of parts.settledToday) {
      this.fleet.count(name, cash, clock.nowMs(), count);
    }
    this.asking = new Asking({
      orders,
      fleet: this.fleet,
      clock,
      log,
      alarms,
      openSecrets,
      requeued: (id) => this.dispatcher.dispatch(id),
    });
    this.dispatcher = new Dispatcher({
      orders,
      fleet: this.fleet,
      asking: this.asking,
      reasonToHold: parts.reasonToHold,
      clock,
      log,
    });
    this.claims = new Claims({
      orders,
      channel: (name) => this.fleet.channel(name),
      clock,
      log,
      leaseLost: (name) => this.fleet.gate(name)?.heard("unknown"),
      holdMs: () => this.fleet.holdMs,
    });
    this.#review = new ReviewWatch(orders, clock, log);
    // A pause outlasts a restart, and so does its alarm.
    this.#tellOfChannels([], config);
  }

  /** Call with every order that is stored or changed. */
  see(order: Order): void {
    this.#review.see(order);
    this.asking.see(order);
    this.dispatcher.see(order);
    this.claims.see(order);
  }

  /** Goes on with an order that was stored when the process ended. */
  takeUp(order: Order): Promise<void> {
    this.#review.see(order);
    this.claims.takeUp(order);
    return this.dispatcher.takeUp(order);
  }

  /** All orders of earlier processes are taken up. */
  allTakenUp(): void {
    this.dispatcher.allTakenUp();
  }

  /** Puts another configuration's channels, limits, routes and hold in force. */
  use(config: Config, channels: ReadonlyMap<string, Channel>): void {
    const before = this.fleet.channels.keys();
    this.fleet.use(this.#settings(config, channels));
    this.#tellOfChannels(before, config);
  }

  /** Lets a channel take no more orders. It takes none from this moment on, even where that can't be written down. */
  async pause(name: string, reason: string, by: string): Promise<SwitchAnswer> {
    const gate = this.#gateInForce(name);
    if (gate === undefined) return "unknown";
    const pause = { by, atMs: this.parts.clock.nowMs(), reason };
    gate.pause = pause;
    this.parts.log.warn("a channel is paused", { channel: name, by, reason });
    this.#raisePaused(name, pause);
    return await this.parts.pauses.set(name, pause) ? "done" : "storeDown";
  }

  /** Lets a paused channel take orders again, once that is written down. */
  async resume(name: string, by: string): Promise<SwitchAnswer> {
    const gate = this.#gateInForce(name);
    if (gate === undefined) return "unknown";
    if (!await this.parts.pauses.set(name, null)) return "storeDown";
    gate.pause = null;
    this.parts.log.info("a channel takes orders again", { channel: name, by });
    this.parts.alarms.clear("channelPaused", name);
    return "done";
  }

  /** Lets go of all timers; what is under way at a channel goes on at the next start. */
  stop(): void {
    this.#review.stop();
    this.asking.stop();
    this.dispatcher.stop();
    this.claims.stop();
    this.fleet.stop();
  }

  /** The gate of a channel that is configured. */
  #gateInForce(name: string): Gate | undefined {
    return this.fleet.channel(name) === undefined ? undefined : this.fleet.gate(name);
  }

  /** Clears what is raised of a channel that can't come true any more, and raises that one is paused which was not there. */
  #tellOfChannels(before: Iterable<string>, { channels }: Pick<Config, "channels">): void {
    const known = new Set(before);
    for (const name of known) {
      const possible = alarmsOf(channels.get(name));
      for (const kind of CHANNEL_ALARMS) {
        if (!possible.includes(kind)) this.parts.alarms.clear(kind, name);
      }
    }
    for (const name of channels.keys()) {
      const pause = known.has(name) ? null : this.fleet.gate(name)?.pause ?? null;
      if (pause !== null) this.#raisePaused(name, pause);
    }
  }

  #raisePaused(name: string, { by, reason }: Pause): void {
    this.parts.alarms.raise("channelPaused", name, {
      zh: `通道 ${name} 已暂停(${by}):${reason}`,
      en: `channel ${name} is paused (${by}): ${reason}`,
    });
  }

  #settings(config: Config, channels: ReadonlyMap<string, Channel>): Settings {
    return {
      channels,
      limits: new Map([...config.channels].map(([name, { limits }]) => [name, limits])),
      router: makeRouter(config.routes, this.#zone, this.parts.random),
      holdMs: config.review.holdMs,
    };
  }

  #pauseItself(name: string, count: number): void {
    const reason = `连续 ${count} 单结果不明 ${count} unclear submissions in a row`;
    this.#inBackground(this.pause(name, reason, "czdock").then(() => {}));
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error) =>
      this.parts.log.error("cannot execute an order", { error: errorText(error) })
    );
  }
}
