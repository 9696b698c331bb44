/**
 * The soak's world: the real czdock as a process, a server and three suppliers in this one, all at their worst.
 *
 * @module
 */
import { bookLines } from "../../lib/platform/book.ts";
import type { Platform } from "../../lib/platform/platform.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { machine } from "../../lib/wiring/world.ts";
import type { ChannelName } from "../suppliers/channels.ts";
import {
  CHANNEL_NAMES,
  channelSections,
  LATE_MS,
  routeSections,
  SETTINGS,
  TIMEOUT_MS,
} from "../suppliers/channels.ts";
import { Api } from "../support/api.ts";
import type { ChildOptions, Ended } from "../support/czdock_process.ts";
import { CzdockProcess, runCzdock } from "../support/czdock_process.ts";
import { freePort } from "../support/free_port.ts";
import { bookLine } from "../support/suppliers/book_file.ts";
import { HostilePlan } from "../support/suppliers/hostile_plan.ts";
import { FakeSupplier } from "../support/suppliers/supplier.ts";
import { until } from "../support/until.ts";
import { Chance } from "../support/world/chance.ts";
import { startRealPlatform } from "../support/real_platform.ts";
import { exportOldOrders, RETENTION } from "./old_orders.ts";
import { SUPPLIERS_AGENT, Traffic } from "./traffic.ts";

/** Share of the callbacks that meet a fault; the port is closed for as much of the time. */
const FAULT_SHARE = 0.03;
/** Orders of an hour ago: what the sweeps delete meanwhile. */
const OLD_ORDERS_PER_SECOND = 100, OLD_ORDERS_MAX = 100_000;
/** A supplier's balance: it shall not end. */
const BALANCE_MILLI = 1e13;
/** How long everything may take to come to its end once no more orders are sent, in milliseconds. */
const DRAIN_MS_MAX = 180_000;
/** How long a start may take on a busy machine, in milliseconds. */
const START_MS_MAX = 60_000;
/** How long a command may take on a busy machine, in milliseconds. */
const COMMAND_MS_MAX = 900_000;
const SEED = 20261126;
/** What the executable is compiled with, and `deno task start` runs with. */
const V8_FLAGS =
  "--heap-growing-percent=20,--min-semi-space-size=4,--max-semi-space-size=4,--no-incremental-marking-task";

/** How long, how fast, and what. */
export interface SoakOptions {
  readonly seconds: number;
  readonly rate: number;
  readonly executable: string | null;
  readonly entry: string | null;
}

/** The world. */
export class SoakWorld implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "czdock-soak-" });
  readonly webPort = freePort();
  readonly platform: Platform;
  readonly traffic: Traffic;
  /** When the first order can have been received, as a flag has it. */
  from = "";
  readonly #port = freePort();
  readonly #suppliers = new Map<ChannelName, FakeSupplier>();
  #program: CzdockProcess | null = null;
  #isStormy = true;

  private constructor(private readonly options: SoakOptions) {
    const chance = new Chance(SEED);
    this.platform = startRealPlatform(this.#port, {
      faults: {
        fault: "mixed",
        share: FAULT_SHARE,
        callbacksMax: Infinity,
        partMs: options.seconds * 1000,
        random: Math.random,
      },
      // With its own faults and the suppliers', some results take half a minute.
      withinMs: DRAIN_MS_MAX,
    });
    const firstId = BigInt(Date.now()) * 1000n;
    this.traffic = new Traffic(this.platform, this.#port, firstId, chance.fork("traffic"));
  }

  /** Opens the suppliers, fills the store with old orders, and starts czdock. */
  static async open(options: SoakOptions): Promise<SoakWorld> {
    const world = new SoakWorld(options);
    try {
      await world.#open();
      return world;
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #open(): Promise<void> {
    const { seconds } = this.options;
    for (const of of CHANNEL_NAMES) {
      const { style, ends } = SETTINGS[of];
      const plan = new HostilePlan({
        seed: SEED + of.length,
        ends,
        lateMs: LATE_MS,
        timeoutMs: TIMEOUT_MS,
        lies: false,
        isStormy: () => this.#isStormy,
      });
      const parts = { style, plan, repeats: "executed", balanceMilli: BALANCE_MILLI } as const;
      this.#suppliers.set(of, await FakeSupplier.start(parts));
    }
    this.#configure();
    const old = Math.min(OLD_ORDERS_MAX, Math.round(seconds * OLD_ORDERS_PER_SECOND));
    await this.#import(old, seconds * 1000);
    this.from = new Date().toISOString();
    await this.#start();
  }

  /** The process that is measured. */
  get pid(): number {
    return this.#program?.pid ?? NaN;
  }

  /** What czdock has written to its error output. */
  get written(): string {
    return this.#program?.err ?? "";
  }

  /** The faults end, and everything comes to its end. @throws {Error} it does not */
  async drain(): Promise<void> {
    this.#isStormy = false;
    const api = new Api(this.webPort);
    await until("all is settled and confirmed", async () => {
      const { active } = await api.overview();
      return Object.values(active).every((count) => count === 0);
    }, DRAIN_MS_MAX);
  }

  /** `czdock audit` with the books of all, while czdock runs. */
  async audit(): Promise<Ended> {
    const { folder, from } = this;
    machine.writeLines(`${folder}/server.csv`, bookLines(this.platform.ledger, "server.csv"));
    const books = [...this.#suppliers].flatMap(([channel, { books: { executions } }]) => {
      Deno.writeTextFileSync(`${folder}/${channel}.ndjson`, executions.map(bookLine).join(""));
      return ["--supplier-book", `${channel}=${channel}.ndjson`];
    });
    const args = ["audit", "--server-book", "server.csv", ...books, "--from", from];
    return await this.#run(args);
  }

  /** Stops czdock. @returns its exit code */
  async stop(): Promise<number> {
    return await this.#program?.stop() ?? -1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program?.kill();
    await this.platform.stop();
    for (const supplier of this.#suppliers.values()) await supplier[Symbol.asyncDispose]();
    Deno.removeSync(this.folder, { recursive: true });
  }

  async #import(count: number, spanMs: number): Promise<void> {
    const { folder } = this;
    await exportOldOrders(`${folder}/old`, count, spanMs);
    Deno.copyFileSync(`${folder}/old.kv.key`, `${folder}/orders.kv.key`);
    const { code, err } = await this.#run(["import", "old", "--moved"]);
    if (code !== 0) throw new Error(`the old orders were not imported: ${err}`);
  }

  async #run(args: readonly string[]): Promise<Ended> {
    const { cwd, executable } = this.#child();
    return await runCzdock(
      args,
      executable === undefined ? { cwd } : { cwd, executable },
      COMMAND_MS_MAX,
    );
  }

  async #start(): Promise<void> {
    const program = new CzdockProcess(this.#child());
    this.#program = program;
    // With its log at `error` it says no word of its start.
    let ended = false;
    program.ended.then(() => ended = true);
    const answers = async () => {
      if (ended) throw new Error(`czdock ended: ${program.out}${program.err}`);
      const answered = await fetch(`http://127.0.0.1:${this.webPort}/healthz`).catch(() => null);
      await answered?.body?.cancel();
      return answered !== null;
    };
    await until("czdock answers", answers, START_MS_MAX);
  }

  #child(): ChildOptions {
    const { folder: cwd, options: { executable, entry } } = this;
    return {
      cwd,
      ...(executable === null ? { env: { DENO_V8_FLAGS: V8_FLAGS } } : { executable }),
      ...(entry === null ? {} : { entry }),
    };
  }

  #configure(): void {
    const urls = new Map([...this.#suppliers].map(([name, { url }]) => [name, url]));
    const main = {
      name: "main",
      addresses: ["127.0.0.1"],
      md5key: SAMPLE_MD5KEY,
      callback: { port: this.platform.callbackPort },
    };
    const suppliers = Object.entries(channelSections(urls, this.webPort));
    const config = {
      listen: { host: "127.0.0.1", port: this.#port },
      servers: [main],
      store: { path: "orders.kv", retention: RETENTION },
      callback: { timeout: "1s", retry: { first: "200ms", max: "2s" } },
      review: { hold: "20s" },
      channels: {
        ...Object.fromEntries(
          suppliers.map(([name, section]) => [name, { ...section, concurrency: 64 }]),
        ),
        sim: { type: "simulate", outcome: "random", delay: "20ms" },
      },
      routes: [
        ...routeSections(null).map((route) => ({
          ...route,
          when: { ...Object(route.when), agentAcct: SUPPLIERS_AGENT },
        })),
        { channels: ["sim"] },
      ],
      web: { port: this.webPort },
      // A line for every order in review would only be read and thrown away.
      log: { level: "error" },
    };
    Deno.writeTextFileSync(`${this.folder}/config.yaml`, JSON.stringify(config));
  }
}
