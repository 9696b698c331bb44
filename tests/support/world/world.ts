/**
 * A simulated world: the engine itself, on a virtual clock, a seeded chance, a store in memory and a simulated network,
 * with a platform, suppliers and a person around it. First everything goes wrong by its seed, then nothing any more, and
 * when all has come to rest the books are checked.
 *
 * @module
 */
import type { Config, ServerConfig } from "../../../lib/config.ts";
import { makeOrder } from "../../../lib/platform/order_maker.ts";
import { KEY_BYTES, SecretBox } from "../../../lib/store/secrets.ts";
import { auditOf, surveying } from "../audits.ts";
import { MemoryDisk, MemoryKv } from "../memory_kv.ts";
import { VirtualClock } from "../virtual_clock.ts";
import { Books } from "./books.ts";
import { CallbackDesk } from "./callback_desk.ts";
import { Chance } from "./chance.ts";
import { faultsOf } from "./check_orders.ts";
import { leftovers, storedOrders, sumsOf, timeIndexRows } from "./check_store.ts";
import { heckle } from "./heckler.ts";
import type { Life } from "./life.ts";
import type { Plants } from "./host.ts";
import { Host } from "./host.ts";
import { Ledger } from "./ledger.ts";
import { Network } from "./network.ts";
import { Crew } from "./crew.ts";
import { Operator } from "./operator.ts";
import type { WorldPlan } from "./plan.ts";
import { CALLBACK_PORT, ENGINE_ADDRESS } from "./world_config.ts";
import { Reloads } from "./reloads.ts";
import { Platform } from "./platform.ts";
import { orderOn, watchEdge } from "./watch.ts";
import { Weather } from "./weather.ts";

/** Where each server sends from, and a stranger. */
const SENDERS: Readonly<Record<string, string>> = { main: "10.0.1.7", second: "10.0.2.1" };
const STRANGER = "10.9.9.9";
/** Everything has to come to rest within this time after the storm, in milliseconds. */
const CALM_MS_MAX = 2 * 3_600_000;
const CALM_STEP_MS = 10_000;
const START_MS = Date.parse("2026-11-23T08:00:00Z");
/** Only the retention's. */
const TIMERS_AT_REST = 1;

/** What came of a world. */
export interface WorldReport {
  readonly orders: number;
  /** What is wrong, with the last events; `null` where all is well. */
  readonly faults: string | null;
  readonly lives: readonly Life[];
  /** Everything that happened. */
  readonly history: () => string;
}

/** Runs a world to its end. */
export async function runWorld(plan: WorldPlan, plants: Plants = {}): Promise<WorldReport> {
  const world = new World(plan, plants);
  await world.run();
  const { books, host } = world;
  return {
    orders: books.orders.size,
    lives: host.lives,
    faults: books.faulty ? books.report() : null,
    history: () => books.history(),
  };
}

class World {
  readonly books: Books;
  readonly #clock = new VirtualClock(START_MS, 1);
  readonly #disk = new MemoryDisk(true);
  readonly #weather = new Weather();
  readonly #chance: Chance;
  readonly #ledger: Ledger;
  readonly #network: Network;
  readonly #platform: Platform;
  readonly #operator: Operator;
  readonly #crew: Crew;
  readonly #reloads: Reloads;
  readonly host: Host;

  constructor(private readonly plan: WorldPlan, private readonly plants: Plants) {
    const clock = this.#clock, weather = this.#weather, disk = this.#disk;
    const chance = this.#chance = new Chance(plan.seed);
    const books = this.books = new Books(clock);
    const ledger = this.#ledger = new Ledger(books);
    const network = new Network(clock, chance.fork("network"), weather, plan.network);
    this.#network = network;
    this.#platform = new Platform({
      books,
      clock,
      chance: chance.fork("platform"),
      weather,
      faults: plan.platform,
      dial: (server) => this.#dial(SENDERS[server] ?? STRANGER),
    });
    this.host = new Host({
      plan,
      books,
      network,
      disk,
      clock,
      weather,
      plants,
      ageMs: () => books.ageMs,
      syncsLateMs: plants.syncsLateMs,
      chance: chance.fork("host"),
      faults: plan.store,
      secrets: new SecretBox(new Uint8Array(KEY_BYTES)),
      supplier: {
        ledger,
        books,
        clock,
        weather,
        chance: chance.fork("supplier"),
        faults: plan.supplier,
        stored: (key) => orderOn(disk, key),
      },
      watch: (life) => watchEdge(books, disk, this.#addresses(), life),
    });
    const person = {
      ledger,
      books,
      clock,
      weather,
      chance: chance.fork("operator"),
      faults: plan.person,
    };
    this.#operator = new Operator({ ...person, engine: () => this.host.running });
    const crew = { ...person, chance: chance.fork("crew") };
    this.#crew = new Crew({ ...crew, engine: () => this.host.running });
    const reloads = { ...person, chance: chance.fork("reloads") };
    this.#reloads = new Reloads({ ...reloads, engine: () => this.host.running });
  }

  async run(): Promise<void> {
    const { plan } = this;
    const chance = this.#chance.fork("world");
    this.host.start();
    this.#operator.start();
    this.#crew.start();
    this.#reloads.start();
    for (const server of plan.config.servers) this.#openDesk(server, chance.fork(server.name));
    this.#placeOrders(chance);
    this.#sendHecklers(chance);
    for (const atMs of plan.stops) this.#clock.after(atMs, () => void this.host.stop());
    if (plan.endsAtRest) await this.#rest(plan.stormMs);
    else await this.#clock.advance(plan.stormMs);
    this.books.note(null, "calm");
    this.#weather.stormy = false;
    this.host.calm();
    this.plants.disk?.(this.#disk);
    await this.#rest(CALM_MS_MAX);
    // What was wrong on the way is the cause of what would be wrong at the end.
    if (!this.books.faulty) await this.#check();
  }

  /** Lets time pass until all has come to rest, but no longer than that. */
  async #rest(withinMs: number): Promise<void> {
    const untilMs = this.books.ageMs + withinMs;
    while (!this.books.faulty && this.books.ageMs < untilMs && this.#unrest().length > 0) {
      await this.#clock.advance(CALM_STEP_MS);
      this.#repushAbandoned();
    }
  }

  #dial(from: string) {
    const connect = this.#network.connector(from);
    return (signal: AbortSignal) => connect(ENGINE_ADDRESS, signal);
  }

  #addresses(): Map<string, ServerConfig> {
    return new Map(this.plan.config.servers.flatMap((server) => [
      [this.#callbackHost(server), server],
      [SENDERS[server.name] ?? STRANGER, server],
    ]));
  }

  #callbackHost({ name, callback }: ServerConfig): string {
    return callback.host ?? SENDERS[name] ?? STRANGER;
  }

  #openDesk(server: ServerConfig, chance: Chance): void {
    const { books, plan } = this;
    const clock = this.#clock, weather = this.#weather;
    const address = { hostname: this.#callbackHost(server), port: CALLBACK_PORT };
    const world = { books, clock, weather, faults: plan.platform, chance };
    const desk = new CallbackDesk(world, server, () => this.#network.listen(address));
    desk.open();
    for (let times = 0; times < plan.platform.deafTimes; times++) {
      const atMs = chance.between(0, plan.stormMs);
      clock.after(atMs, () => desk.closeFor(chance.between(1000, 60_000)));
    }
  }

  /** Both servers use the same numbers, for a number names an order only at its own server. */
  #placeOrders(chance: Chance): void {
    const { servers } = this.plan.config;
    const base = chance.between(1, 1_000_000);
    for (let number = 0; number < this.plan.orders; number++) {
      const server = servers[number % servers.length];
      if (server === undefined) continue;
      const drawn = makeOrder(BigInt(base + Math.floor(number / servers.length)));
      const { types } = this.plan;
      const made = { ...drawn, chargeType: types?.[number % types.length] ?? drawn.chargeType };
      const sent = chance.hit(0.2) ? { ...made, chargeId: `"${made.chargeId}"` } : made;
      this.#platform.order(server, sent, chance.between(0, this.plan.spanMs));
    }
  }

  #sendHecklers(chance: Chance): void {
    const { servers } = this.plan.config;
    const hecklers = Math.floor(this.plan.platform.hecklers * this.plan.orders);
    for (let number = 0; number < hecklers; number++) {
      const from = chance.pick([STRANGER, SENDERS.main ?? "", SENDERS.second ?? ""]);
      const own = chance.fork(`heckler ${number}`);
      const atMs = chance.between(0, this.plan.spanMs);
      this.#clock.after(atMs, () => void heckle(this.#clock, own, this.#dial(from)));
      const [server] = servers;
      if (server === undefined || !chance.hit(0.3)) continue;
      this.#platform.forge(server, makeOrder(BigInt(9_000_000 + number)), atMs);
    }
  }

  /** An operator does not leave it at that. */
  #repushAbandoned(): void {
    if (this.plan.config.callback.retry.giveUpAfterMs === null) return;
    for (const [key, { callbacks }] of this.books.orders) {
      const order = orderOn(this.#disk, key);
      if (order?.state !== "settled" || order.delivery.state !== "abandoned") continue;
      this.books.note(key, `was abandoned, after ${callbacks.length} callbacks`);
      this.#operator.repush(key);
    }
  }

  /** What is still going on. */
  #unrest(): string[] {
    const now = this.host.running;
    if (now === null) return ["no engine runs"];
    const unrest = leftovers(now.engine);
    if (this.#platform.busy > 0) unrest.push(`the platform does ${this.#platform.busy} things`);
    const timersAtRest = TIMERS_AT_REST + gatesWithTimers(this.plan.config);
    if (now.timers !== timersAtRest) unrest.push(`${now.timers} timers`);
    // Reading the disk costs most, and is asked last.
    if (unrest.length > 0) return unrest;
    const open = [...this.books.orders.keys()].filter((key) => {
      const order = orderOn(this.#disk, key);
      return order !== null &&
        (order.state !== "settled" || order.delivery.state !== "confirmed");
    });
    if (open.length > 0) unrest.push(`${open.length} orders are not closed on the disk`);
    return unrest;
  }

  async #check(): Promise<void> {
    const { books } = this;
    const unrest = this.#unrest();
    if (unrest.length > 0) books.fault(null, `no rest after the storm: ${unrest.join(", ")}`);
    const orders = storedOrders(this.#disk);
    if (typeof orders === "string") return books.fault(null, orders);
    for (const [key, book] of books.orders) {
      const executions = this.#ledger.executionsOf(key);
      for (const fault of faultsOf(book, orders.get(key), executions)) books.fault(key, fault);
    }
    for (const key of orders.keys()) {
      if (!books.orders.has(key)) books.fault(key, "is stored, and nobody ordered it");
    }
    const { counted, stored } = sumsOf(this.#disk, orders.values());
    for (const name of new Set([...Object.keys(counted), ...Object.keys(stored)])) {
      if (counted[name] === stored[name]) continue;
      books.fault(null, `the sum ${name} is ${stored[name]}, and the orders make ${counted[name]}`);
    }
    // The same disk, judged by czdock's own audit: what is above was written apart from it.
    const { found } = await auditOf(surveying(new MemoryKv(this.#disk)));
    for (const finding of found) books.fault(null, finding);
    const rows = timeIndexRows(this.#disk);
    if (rows !== orders.size) books.fault(null, `${orders.size} orders have ${rows} index rows`);
  }
}

/** Gates that look at the time each minute, for their day ends. */
function gatesWithTimers({ channels }: Config): number {
  const limited = [...channels.values()].filter(({ limits: { dailyCount, dailyCash } }) =>
    dailyCount !== null || dailyCash !== null
  );
  return limited.length;
}
