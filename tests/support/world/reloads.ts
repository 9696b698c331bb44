/**
 * Changed configurations that are read in while everything goes on: other limits, other routes, channels taken away and brought
 * back. What the program refuses at a reload is not tried: a channel that has orders stays.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import type { Config, LimitsConfig, RouteConfig } from "../../../lib/config.ts";
import type { Engine } from "../../../lib/wiring/engine.ts";
import type { Books } from "./books.ts";
import type { Chance } from "./chance.ts";
import type { PersonFaults } from "./plan.ts";
import type { Weather } from "./weather.ts";
import { limitsOf, MAX_WAITS_MS } from "./world_config.ts";

/** What the reloads live in. */
export interface ReloadWorld {
  readonly books: Books;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly faults: PersonFaults;
  readonly engine: () => { readonly engine: Engine } | null;
}

const ROUND_MS_MAX = 4000;
/** Channels that may be taken away. */
const SUPPLIERS: readonly string[] = ["alpha", "beta"];

/** Changes the configuration now and then; in the calm at the end the first one is in force again. */
export class Reloads {
  constructor(private readonly world: ReloadWorld) {}

  /** Begins, and never ends. */
  start(): void {
    const { clock, chance, faults, weather } = this.world;
    if (faults.reloads === 0) return;
    clock.after(weather.stormy ? chance.between(1, ROUND_MS_MAX) : ROUND_MS_MAX, () => {
      this.#round();
      this.start();
    });
  }

  #round(): void {
    const { engine: running, chance, weather, faults } = this.world;
    const engine = running()?.engine;
    if (engine === undefined) return;
    const { config } = engine.parts;
    if (weather.strikes(chance, faults.reloads)) this.#use(engine, this.#changed(engine));
    else if (!weather.stormy && engine.config !== config) this.#use(engine, config);
  }

  #use(engine: Engine, config: Config): void {
    const { books } = this.world;
    books.note(null, `reload: ${[...config.channels.keys()].join(" ")}`);
    const { channels } = engine.parts;
    engine.use(config, new Map([...channels].filter(([name]) => config.channels.has(name))));
  }

  /** A day is held to the same all along, so that it can be told when it is given more. */
  #limits({ dailyCount, dailyCash }: LimitsConfig): LimitsConfig {
    return { ...limitsOf(this.world.chance), dailyCount, dailyCash };
  }

  #changed(engine: Engine): Config {
    const { chance } = this.world;
    const { config } = engine.parts;
    const gone = SUPPLIERS.filter((name) => engine.openOrders(name) === 0 && chance.hit(0.3));
    const channels = new Map(
      [...config.channels].filter(([name]) => !gone.includes(name)).map(([name, channel]) => [
        name,
        SUPPLIERS.includes(name) ? { ...channel, limits: this.#limits(channel.limits) } : channel,
      ]),
    );
    const routes = config.routes.map((route): RouteConfig => ({
      ...route,
      channels: chance.hit(0.3) ? route.channels.toReversed() : route.channels,
      maxWaitMs: chance.pick(MAX_WAITS_MS),
    })).map((route) => ({
      ...route,
      channels: route.channels.filter((name) => channels.has(name)),
    })).filter((route) => route.channels.length > 0);
    return { ...config, channels, routes };
  }
}
