/**
 * The channels, what each is held to, and the routes that lead to them: what the configuration in force says. It may change
 * while orders are under way; what is under way ends with the channel it began with.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { LimitsConfig } from "../config.ts";
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
  /** So many submissions to a channel in a row were unclear that it is to be paused. */
  readonly tooManyUnknown: (channel: string, count: number) => void;
}

/** The channels with their gates, and the routes to them. */
export class Fleet {
  readonly #gates = new Map<string, Gate>();

  /** @param pauses those that are written down, as they are at any time: a channel that comes back is still paused */
  constructor(
    private settings: Settings,
    private readonly parts: FleetParts,
    private readonly pauses: ReadonlyMap<string, Pause>,
  ) {
    this.#setGates();
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

  /** What a channel is held to. */
  gate(name: string): Gate | undefined {
    return this.#gates.get(name);
  }

  /** Where an order may go. */
  route(order: Order): Routing {
    return this.settings.router(order, this.parts.clock.nowMs());
  }

  /** Puts other settings in force. Places taken, counts of the day and pauses stay. */
  use(settings: Settings): void {
    this.settings = settings;
    // Also whoever waits for a channel that is no more has somewhere to go now, or nowhere ever.
    const names = new Set(this.#gates.keys());
    this.#setGates();
    for (const name of names.union(new Set(this.#gates.keys()))) this.parts.changed(name);
  }

  /** Lets go of all timers. */
  stop(): void {
    for (const gate of this.#gates.values()) gate.stop();
  }

  #setGates(): void {
    const { limits } = this.settings;
    for (const [name, gate] of this.#gates) {
      if (limits.has(name)) continue;
      gate.stop();
      this.#gates.delete(name);
    }
    for (const [name, limit] of limits) {
      const known = this.#gates.get(name);
      if (known === undefined) {
        this.#gates.set(name, this.#gate(name, limit, this.pauses.get(name)));
      } else known.limits = limit;
    }
  }

  #gate(name: string, limits: LimitsConfig, pause?: Pause): Gate {
    const { clock, zone, changed, tooManyUnknown } = this.parts;
    return new Gate(limits, {
      clock,
      zone,
      changed: () => changed(name),
      tooManyUnknown: (count) => tooManyUnknown(name, count),
    }, pause);
  }
}
