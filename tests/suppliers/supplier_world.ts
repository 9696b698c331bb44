/**
 * czdock between its server and three suppliers, over many lives: a server under load, suppliers that answer as badly as
 * their plans say, and a process that is killed again and again.
 *
 * @module
 */
import { chanceFrom } from "../../lib/platform/order_maker.ts";
import type { Platform } from "../../lib/platform/platform.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { Load } from "../crash/load.ts";
import { KILL_AT } from "../crash/points.ts";
import type { Point } from "../crash/points.ts";
import { Api } from "../support/api.ts";
import { CzdockProcess } from "../support/czdock_process.ts";
import { freePort } from "../support/free_port.ts";
import type { Server, Supplied } from "../support/suppliers/agreement.ts";
import { bookLine } from "../support/suppliers/book_file.ts";
import { disagreements } from "../support/suppliers/agreement.ts";
import type { Hostility } from "../support/suppliers/hostile_plan.ts";
import { HostilePlan } from "../support/suppliers/hostile_plan.ts";
import type { Moment } from "../support/suppliers/moments.ts";
import { FakeSupplier } from "../support/suppliers/supplier.ts";
import { auditRunning } from "../support/three_books.ts";
import { deadline, until } from "../support/until.ts";
import { allOrders } from "../support/all_orders.ts";
import { startRealPlatform } from "../support/real_platform.ts";
import {
  CHANNEL_NAMES,
  channelSections,
  LATE_MS,
  routeSections,
  SETTINGS,
  TIMEOUT_MS,
} from "./channels.ts";
import type { ChannelName, Sections } from "./channels.ts";
import { supplierOrder } from "./orders.ts";

/** How a life ends. */
export type Kill =
  /** At a point of czdock's own. */
  | { readonly at: Point; readonly ordinal: number }
  /** At a moment of a supplier's. */
  | { readonly at: Moment; readonly of: ChannelName; readonly ordinal: number }
  /** Anywhere: so long after the process began, or after it said that it had started. */
  | { readonly at: "begin" | "load"; readonly afterMs: number };

/** What a world is like. */
export interface WorldOptions {
  readonly seed: number;
  /** Of its orders; no two worlds may have the same. */
  readonly firstId: bigint;
  /** The supplier that comes first for every order; each for some where left out. */
  readonly first?: ChannelName;
  /** Whether notifications may lie. */
  readonly lies?: boolean;
  /** A supplier that can't be asked: what became of its orders can't be known. */
  readonly mute?: ChannelName;
  /** How long an order is held in review; longer than any other than a mute supplier needs. */
  readonly hold?: string;
  /** What the supplier that comes first is worst at. */
  readonly favourite?: Hostility["favourite"];
  /** Changes the configuration of the channels: to plant a fault. */
  readonly change?: (channels: Sections) => Sections;
}

/** What is found at the end. */
export interface Looked {
  readonly faults: readonly string[];
  readonly orders: number;
  readonly executions: number;
  /** Orders whose supplier said two things. */
  readonly contradicted: number;
  /** Orders that were settled 2. */
  readonly uncertain: number;
}

/** How long a life may take to reach its point, in milliseconds. */
const LIFE_MS_MAX = 30_000;
/** How long everything may take to come to its end once the storm is over, in milliseconds. */
const DRAIN_MS_MAX = 90_000;
/** From an order's ack to the connection's next order, in milliseconds. */
const PAUSE_MS = 120;

/** Everything over the lives of one store. */
export class SupplierWorld implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "czdock-suppliers-" });
  readonly suppliers = new Map<ChannelName, FakeSupplier>();
  /** How the lives ended, for the report of a failure. */
  readonly kills: string[] = [];
  readonly #port = freePort();
  readonly #webPort = freePort();
  readonly #api = new Api(this.#webPort);
  readonly #platform: Platform;
  #load: Load | null = null;
  #program: CzdockProcess | null = null;
  #isStormy = true;
  #awaited: { moment: Moment; of: ChannelName; left: number } | null = null;

  private constructor(private readonly options: WorldOptions) {
    this.#platform = startRealPlatform(this.#port);
  }

  /** Opens the suppliers and writes the configuration. */
  static async open(options: WorldOptions): Promise<SupplierWorld> {
    const world = new SupplierWorld(options);
    for (const of of CHANNEL_NAMES) {
      const { style, ends } = SETTINGS[of];
      const plan = new HostilePlan({
        seed: options.seed + of.length,
        ends,
        lateMs: LATE_MS,
        timeoutMs: TIMEOUT_MS,
        lies: options.lies ?? false,
        isMute: options.mute === of,
        ...(options.first === of ? { favourite: options.favourite } : {}),
        isStormy: () => world.#isStormy,
      });
      const reached = (moment: Moment) => world.#reached(of, moment);
      // The worst that a supplier can do with a number that comes twice.
      const parts = { style, plan, reached, repeats: "executed", tellAgainMs: 300 } as const;
      world.suppliers.set(of, await FakeSupplier.start({ ...parts, tellingsMax: 1000 }));
    }
    world.#configure();
    return world;
  }

  /** Runs for a while under load, without a kill. */
  async run(forMs: number): Promise<void> {
    if (this.#program === null) await this.#start().started();
    await new Promise((resolve) => setTimeout(resolve, forMs));
  }

  /** One life, from its start to its kill. @throws {Error} its point is not reached */
  async live(kill: Kill): Promise<void> {
    this.kills.push(nameOf(kill));
    if ("of" in kill) this.#awaited = { moment: kill.at, of: kill.of, left: kill.ordinal };
    const isOwn = "ordinal" in kill && !("of" in kill);
    const program = this.#start(isOwn ? { [KILL_AT]: `${kill.at}:${kill.ordinal}` } : null);
    if ("afterMs" in kill) {
      if (kill.at === "load") await program.started();
      await new Promise((resolve) => setTimeout(resolve, kill.afterMs));
      await program.kill();
    }
    const { signal, code } = await deadline(program.ended, LIFE_MS_MAX, () => "not reached");
    this.#awaited = null;
    if (signal !== "SIGKILL") throw new Error(`ended with ${code}:\n${program.err}`);
  }

  /** A supplier can't be reached for a while. */
  async deafen(of: ChannelName, forMs: number): Promise<void> {
    await this.suppliers.get(of)?.deafen();
    await new Promise((resolve) => setTimeout(resolve, forMs));
    await this.suppliers.get(of)?.hear();
  }

  /** The last life: the storm is over, and everything comes to its end. */
  async drain(): Promise<void> {
    this.#isStormy = false;
    if (this.kills.length > 0) await this.#start().started();
    await this.#load?.stopSending();
    await until("all is settled and confirmed", async () => {
      const { active } = await this.#api.overview();
      return Object.values(active).every((count) => count === 0);
    }, DRAIN_MS_MAX);
    const suppliers = [...this.suppliers.values()];
    await until("the suppliers are done", () => suppliers.every(({ isIdle }) => isIdle));
    await this.#load?.stop();
  }

  /** What is wrong at the end, each as a sentence, and how much there was to look at. */
  async look(): Promise<Looked> {
    const orders = await allOrders(this.#api);
    const { ledger } = this.#platform;
    const entries = [...ledger.entries()].map((entry): [string, Server] => [
      entry.order.chargeId,
      { isAcked: entry.ackRetCode === 0, retCode: entry.retCode },
    ]);
    const suppliers = [...this.suppliers].map(([channel, { books }]): Supplied => ({
      channel,
      books,
      isBelieved: SETTINGS[channel].isBelieved,
    }));
    const faults = disagreements({
      orders,
      suppliers,
      server: new Map(entries),
      isUnknowable: (chargeId) => orders.get(chargeId)?.channel === this.options.mute,
    });
    if (ledger.differing.count > 0) {
      faults.push(`results changed: ${ledger.differing.chargeIds.join(", ")}`);
    }
    faults.push(...await this.#audited(suppliers));
    const executions = suppliers.reduce((sum, { books }) => sum + books.executions.length, 0);
    const contradicted =
      [...orders.values()].filter(({ timeline }) =>
        timeline.some(({ kind }) => kind === "contradicted")
      ).length;
    const uncertain = [...orders.values()].filter(({ result }) => result?.retCode === 2).length;
    return { faults, orders: orders.size, executions, contradicted, uncertain };
  }

  /** The end of what the last life has written. */
  get lastWords(): string {
    const lines = (this.#program?.out ?? "").split("\n");
    return [...lines.slice(-15), this.#program?.err].join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program?.kill();
    const stopped = this.#load?.stop();
    await this.#platform.stop();
    await stopped;
    for (const supplier of this.suppliers.values()) await supplier[Symbol.asyncDispose]();
    Deno.removeSync(this.folder, { recursive: true });
  }

  /** Where a supplier has lied its book is not what czdock was told: then only `disagreements` knows what may be. */
  async #audited(suppliers: readonly Supplied[]): Promise<string[]> {
    const { ledger } = this.#platform;
    const told = this.options.lies ? [] : suppliers;
    const texts = told.map((
      { channel, books },
    ) => [channel, books.executions.map(bookLine).join("")]);
    const others = { ledger, suppliers: Object.fromEntries(texts) };
    return (await auditRunning(this.#webPort, others)).found;
  }

  #start(env: Record<string, string> | null = null): CzdockProcess {
    const { folder: cwd, options: { seed, firstId } } = this;
    const program = new CzdockProcess(
      env === null ? { cwd } : { cwd, env, entry: "tests/crash/kill_points.ts" },
    );
    this.#program = program;
    this.#load ??= new Load(this.#platform, this.#api, chanceFrom(seed), firstId, {
      make: supplierOrder,
      pauseMs: PAUSE_MS,
    });
    return program;
  }

  #reached(of: ChannelName, moment: Moment): void {
    const awaited = this.#awaited;
    if (awaited?.of !== of || awaited.moment !== moment || --awaited.left > 0) return;
    this.#awaited = null;
    const { pid } = this.#program ?? {};
    if (pid !== undefined) Deno.kill(pid, "SIGKILL");
  }

  #configure(): void {
    const urls = new Map([...this.suppliers].map(([name, { url }]) => [name, url]));
    const { change = (channels) => channels } = this.options;
    const main = {
      name: "main",
      addresses: ["127.0.0.1"],
      md5key: SAMPLE_MD5KEY,
      callback: { port: this.#platform.callbackPort },
    };
    const config = {
      listen: { host: "127.0.0.1", port: this.#port },
      servers: [main],
      callback: { retry: { first: "100ms", max: "200ms" } },
      review: { hold: this.options.hold ?? "30m" },
      channels: change(channelSections(urls, this.#webPort)),
      routes: routeSections(this.options.first ?? null),
      web: { port: this.#webPort },
    };
    Deno.writeTextFileSync(`${this.folder}/config.yaml`, JSON.stringify(config));
  }
}

function nameOf(kill: Kill): string {
  if ("afterMs" in kill) return `${kill.at} + ${kill.afterMs} ms`;
  return `${"of" in kill ? `${kill.of} ` : ""}${kill.at}:${kill.ordinal}`;
}
