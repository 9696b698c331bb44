/**
 * The machine that the engine runs on: starts it, loses it, starts it again on the same disk.
 *
 * @module
 */
import { NO_LIMITS } from "../../../lib/config.ts";
import type { Channel } from "../../../lib/execution/channel.ts";
import { manualChannel, workerChannel } from "../../../lib/execution/channels/manual.ts";
import { silentLog } from "../../../lib/log.ts";
import type { Connect, Listener } from "../../../lib/net.ts";
import type { Order } from "../../../lib/order.ts";
import { idText } from "../../../lib/order.ts";
import type { Kv } from "../../../lib/store/kv.ts";
import type { SecretBox } from "../../../lib/store/secrets.ts";
import { Engine } from "../../../lib/wiring/engine.ts";
import type { MemoryDisk } from "../memory_kv.ts";
import { memoryPauses } from "../memory_pauses.ts";
import type { Books } from "./books.ts";
import { CREW } from "./crew.ts";
import { underDayLimits } from "./day_limits.ts";
import type { EdgeWatch } from "./edge.ts";
import { Edge } from "./edge.ts";
import { Life } from "./life.ts";
import { liveKv } from "./live_kv.ts";
import type { StoreWorld } from "./live_kv.ts";
import type { Network } from "./network.ts";
import type { WorldPlan } from "./plan.ts";
import { ENGINE_ADDRESS } from "./world_config.ts";
import type { SupplierWorld } from "./supplier.ts";
import { supplierChannel } from "./supplier.ts";
import { Zone } from "../../../lib/zone.ts";

/** What the host lives in. */
export interface HostWorld extends StoreWorld {
  readonly plan: WorldPlan;
  readonly books: Books;
  readonly network: Network;
  readonly secrets: SecretBox;
  readonly supplier: SupplierWorld;
  /** Watches the edge of one life. */
  readonly watch: (life: Life) => EdgeWatch;
  readonly plants: Plants;
}

/** Faults that a test plants between the engine and the world, to see that they are found. */
export interface Plants {
  readonly channel?: (channel: Channel, world: HostWorld) => Channel;
  readonly connect?: (connect: Connect) => Connect;
  readonly listener?: (listener: Listener) => Listener;
  readonly kv?: (kv: Kv, world: HostWorld) => Kv;
  /** The store answers a commit so much before it is on the disk, in milliseconds. */
  readonly syncsLateMs?: number;
  /** Called when the storm is over. */
  readonly disk?: (disk: MemoryDisk) => void;
}

/** How long the engine is down after a death at most, in milliseconds. */
const DOWN_MS_MAX = 20_000;
/** How long a stop in good order may take, as in `serve`. */
const STOP_WITHIN_MS = 9000;

/** Runs engines, one at a time. */
export class Host {
  /** On the disk, so that they outlive an engine. */
  readonly #pauses = memoryPauses();
  /** All so far. */
  readonly lives: Life[] = [];
  #engine: Engine | null = null;
  #life: Life | null = null;
  #edge: Edge | null = null;
  #calm = false;

  constructor(private readonly world: HostWorld) {}

  /** The engine that takes orders now, and the number of its life. */
  get running():
    | { readonly engine: Engine; readonly life: number; readonly timers: number }
    | null {
    const engine = this.#engine, life = this.#life;
    return engine && life ? { engine, life: life.number, timers: life.timers } : null;
  }

  /** Starts the engine. */
  start(): void {
    const { plan, books } = this.world;
    const doom = this.#calm ? null : plan.dooms[this.lives.length] ?? null;
    const life = new Life(this.lives.length + 1, doom, () => this.world.disk.unsynced);
    this.lives.push(life);
    books.note(null, `life ${life.number} begins, to end at ${doom?.at}:${doom?.nth}`);
    this.#life = life;
    for (const book of books.orders.values()) book.repushesUnderWay = 0;
    life.onEnd(() => this.#ended(life));
    this.#run(life);
  }

  /** Lets the engine live from now on. */
  calm(): void {
    this.#calm = true;
    this.#life?.spare();
  }

  /** Stops the engine in good order, as a signal does. */
  async stop(): Promise<void> {
    const engine = this.#engine, life = this.#life;
    if (engine === null || life === null) return;
    this.world.books.note(null, `life ${life.number} is told to stop`);
    this.#engine = null;
    this.world.clock.after(STOP_WITHIN_MS, () => life.end());
    await engine.stop();
    life.end();
  }

  #run(life: Life): void {
    const { plan, network, clock, chance, secrets, books, plants } = this.world;
    const mapped = (address: string) =>
      address.includes(".") && chance.hit(0.3) ? `::ffff:${address}` : address;
    const edge = new Edge(life, this.world.watch(life), mapped, plan.writeBytesMax);
    this.#edge = edge;
    const connect = edge.connector(network.connector(ENGINE_ADDRESS.hostname));
    const kv = liveKv(this.world, life);
    const engine: Engine = new Engine({
      config: plan.config,
      zone: new Zone(plan.config.timezone),
      kv: plants.kv?.(kv, this.world) ?? kv,
      secrets,
      channels: this.#channels(life, () => engine),
      pauses: this.#pauses,
      connect: plants.connect?.(connect) ?? connect,
      clock: life.clock(clock),
      random: () => chance.next(),
      log: () => ({
        ...silentLog,
        error: (event, fields) => books.note(null, `log: ${event} ${JSON.stringify(fields)}`),
      }),
    });
    engine.orders.onChange((order) => this.#noteState(order, life));
    const listener = edge.listener(network.listen(ENGINE_ADDRESS));
    engine.start(plants.listener?.(listener) ?? listener);
    this.#engine = engine;
  }

  #channels(life: Life, engine: () => Engine): Map<string, Channel> {
    const { supplier, books, plan: { config } } = this.world;
    const channels = ["alpha", "beta"].map((name) => {
      const channel = supplierChannel(
        name,
        supplier,
        life,
        (order, outcome) => engine().execution.asking.told(order, outcome),
      );
      return underDayLimits(channel, config.channels.get(name)?.limits ?? NO_LIMITS, books);
    });
    return new Map(
      [...channels, manualChannel("desk"), workerChannel(CREW)].map((channel) => [
        channel.name,
        this.world.plants.channel?.(channel, this.world) ?? channel,
      ]),
    );
  }

  #noteState(order: Order, life: Life): void {
    if (!life.alive) return;
    const what = order.state === "settled"
      ? `settled ${order.result.retCode} ${order.delivery.state} ${order.delivery.attempts}`
      : order.state;
    const key = idText(order.server, order.fields.chargeId);
    const { kind, note = "" } = order.timeline.at(-1) ?? {};
    this.world.books.note(key, `life ${life.number}: ${what} (${kind} ${note})`);
  }

  #cutPower(left: number | "drawn"): void {
    const { disk, chance, books } = this.world;
    const { unsynced } = disk;
    const kept = left === "drawn" ? chance.between(0, unsynced) : left;
    books.note(null, `the power is cut, and ${unsynced - kept} of ${unsynced} commits are lost`);
    disk.cutPower(kept);
  }

  #ended(life: Life): void {
    this.world.books.note(null, `life ${life.number} ends`);
    this.#engine = null;
    const powerCut = life.struck ? life.doom?.powerCut : undefined;
    if (powerCut !== undefined) this.#cutPower(powerCut);
    // Nobody tells the peers of a power cut.
    this.#edge?.close(powerCut !== undefined || this.world.chance.hit(0.3));
    const downMs = this.#calm ? 100 : this.world.chance.between(0, DOWN_MS_MAX);
    this.world.clock.after(downMs, () => this.start());
  }
}
