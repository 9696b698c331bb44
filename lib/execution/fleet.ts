/**
 * The channels, what each is held to, and the routes that lead to them: what the configuration in force says. It may change
 * while orders are under way; what is under way ends with the channel it began with.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { LimitsConfig } from "../config.ts";
import { NO_LIMITS } from "../config.ts";
import type { Money } from "../money.ts";
import type { Order } from "../order.ts";
import type { Pause } from "../status.ts";
import type { Zone } from "../zone.ts";
import type { Channel } from "./channel.ts";
import { Gate } from "./gate.ts";
import type { Router, Routing } from "./router.ts";

/** What a configuration makes of a fleet. */
export interface Settings {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly limits: ReadonlyMap<string, LimitsConfig>;
  readonly router: Router;
  /** How long an order of unknown outcome waits in review, in milliseconds. */
  readonly holdMs: number;
}

/** What a fleet works with. */
export interface FleetParts {
  readonly clock: Clock;
  readonly zone: Zone;
  /** Something about a channel has changed: whoever waits for it looks again. */
  readonly changed: (channel: string) => void;
  /** Other settings are in force: all who wait look again, also those for a channel that is no more. */
  readonly rerouted: () => void;
  /** So many submissions to a channel in a row were unclear that it is to be paused. */
  readonly tooManyUnknown: (channel: string, count: number) => void;
}

/**
 * The channels with their gates, and the routes to them.
 *
 * A gate outlasts its channel: what one that a reload takes away was given today still counts when another brings it back.
 * They are few: those of channels that were configured since the start, or had orders then.
 */
export class Fleet {
  /** By channel, also of those that are configured no more. */
  readonly #gates = new Map<string, Gate>();

  /** @param pauses those that are written down, as they are at any time: a channel that comes back is still paused */
  constructor(
    private settings: Settings,
    private readonly parts: FleetParts,
    private readonly pauses: ReadonlyMap<string, Pause>,
  ) {
    for (const name of settings.limits.keys()) this.#gateOf(name);
  }

  /** How long an order of unknown outcome waits in review, in milliseconds. */
  get holdMs(): number {
    return this.settings.holdMs;
  }

  /** Every channel, in the order of the configuration. */
  get channels(): ReadonlyMap<string, Channel> {
    return this.settings.channels;
  }

  /** A channel by its name. */
  channel(name: string): Channel | undefined {
    return this.settings.channels.get(name);
  }

  /** What a channel is held to; of one that is configured no more, what it was held to last. */
  gate(name: string): Gate | undefined {
    return this.#gates.get(name);
  }

  /** Orders that a channel was given before this process began, configured or not. @param cash all of theirs */
  count(name: string, cash: Money, atMs: number, orders = 1): void {
    this.#gateOf(name).count(cash, atMs, orders);
  }

  /** Where an order may go. */
  route(order: Order): Routing {
    return this.settings.router(order, this.parts.clock.nowMs());
  }

  /** Puts other settings in force. Places taken, counts of the day and pauses stay. */
  use(settings: Settings): void {
    this.settings = settings;
    for (const [name, limits] of settings.limits) this.#gateOf(name).limits = limits;
    // Only now, for whoever waits may go to any of them.
    this.parts.rerouted();
  }

  /** Lets go of all timers. */
  stop(): void {
    for (const gate of this.#gates.values()) gate.stop();
  }

  #gateOf(name: string): Gate {
    const known = this.#gates.get(name);
    if (known !== undefined) return known;
    const { clock, zone, changed, tooManyUnknown } = this.parts;
    const gate = new Gate(this.settings.limits.get(name) ?? NO_LIMITS, {
      clock,
      zone,
      changed: () => changed(name),
      tooManyUnknown: (count) => tooManyUnknown(name, count),
    }, this.pauses.get(name));
    this.#gates.set(name, gate);
    return gate;
  }
}
