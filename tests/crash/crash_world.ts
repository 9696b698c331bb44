/**
 * A store, its server under load and its supplier's books, over many lives of the program.
 *
 * @module
 */
import { WRITING_SHARE } from "../../lib/callback/line.ts";
import type { Listener, PeerConn } from "../../lib/net.ts";
import { chanceFrom } from "../../lib/platform/order_maker.ts";
import type { Platform } from "../../lib/platform/platform.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { machine } from "../../lib/wiring/world.ts";
import { Api } from "../support/api.ts";
import { CzdockProcess } from "../support/czdock_process.ts";
import { freePort } from "../support/free_port.ts";
import { deadline, until } from "../support/until.ts";
import { startRealPlatform } from "../support/real_platform.ts";
import { LifeBooks } from "./life_books.ts";
import { Load } from "./load.ts";
import { KILL_AT } from "./points.ts";
import type { Point } from "./points.ts";

/** How a life ends. */
export type Kill =
  | { readonly at: Point; readonly ordinal: number }
  | { readonly at: "start" | "load"; readonly afterMs: number };

/** Pushes at once, so that few results can be under way at a kill. */
const PUSHES_AT_ONCE = 8;
/** How long a life may take to reach its point, in milliseconds. */
const LIFE_MS_MAX = 20_000;

/** Everything over the lives of one store. */
export class CrashWorld implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "czdock-crash-" });
  readonly webPort = freePort();
  readonly api = new Api(this.webPort);
  readonly platform: Platform;
  readonly load: Load;
  // As many again may have been pushed and wait for their commit.
  readonly books = new LifeBooks((1 + WRITING_SHARE) * PUSHES_AT_ONCE);
  /** How the lives ended, for the report of a failure. */
  readonly kills: string[] = [];
  readonly beganAtMs = Date.now();
  readonly #open = new Set<PeerConn>();
  #program: CzdockProcess | null = null;

  /**
   * @param firstId of its orders; no two worlds may have the same
   * @param under what each life, counted from 1, is started under, such as strace
   */
  constructor(
    seed: number,
    firstId: bigint,
    private readonly under: (folder: string, life: number) => readonly string[] = () => [],
  ) {
    const { webPort } = this;
    const port = freePort();
    this.platform = startRealPlatform(port, {
      listen: (host, listenPort) => this.#counted(machine.listen(host, listenPort)),
    });
    const simulate = { type: "simulate", delay: "20ms" };
    const config = {
      listen: { host: "127.0.0.1", port },
      servers: [{
        name: "main",
        addresses: ["127.0.0.1"],
        md5key: SAMPLE_MD5KEY,
        callback: { port: this.platform.callbackPort },
      }],
      callback: { concurrency: PUSHES_AT_ONCE, retry: { first: "100ms", max: "200ms" } },
      review: { hold: "300ms" },
      channels: {
        sim: { ...simulate, outcome: "random", journal: "sim.ndjson" },
        spare: { ...simulate, outcome: "success", journal: "spare.ndjson" },
        desk: { type: "manual" },
      },
      routes: [
        { when: { chargeType: 7 }, channels: ["desk"] },
        // 8 is nobody's.
        { when: { chargeType: [0, 1, 2, 3, 4, 5, 6] }, channels: ["sim", "spare"] },
      ],
      web: { port: webPort },
    };
    Deno.writeTextFileSync(`${this.folder}/config.yaml`, JSON.stringify(config));
    this.load = new Load(this.platform, this.api, chanceFrom(seed), firstId);
  }

  /** One life, from its start to its kill. @throws {Error} its point is not reached */
  async live(kill: Kill): Promise<void> {
    this.kills.push(
      "ordinal" in kill ? `${kill.at}:${kill.ordinal}` : `${kill.at} + ${kill.afterMs} ms`,
    );
    const place = { cwd: this.folder, under: this.under(this.folder, this.kills.length) };
    const program = new CzdockProcess(
      "ordinal" in kill
        ? {
          ...place,
          env: { [KILL_AT]: `${kill.at}:${kill.ordinal}` },
          entry: "tests/crash/kill_points.ts",
        }
        : place,
    );
    this.#program = program;
    if ("afterMs" in kill) {
      if (kill.at === "load") await program.started();
      await new Promise((resolve) => setTimeout(resolve, kill.afterMs));
      await program.kill();
    }
    const { signal, code } = await deadline(program.ended, LIFE_MS_MAX, () => "not reached");
    if (signal !== "SIGKILL") throw new Error(`ended with ${code}:\n${program.err}`);
    await this.#everythingIsBooked();
    this.books.endLife(this.platform.ledger);
  }

  /** The last life, without a kill: everything comes to its end. */
  async drain(): Promise<void> {
    this.#program = await new CzdockProcess({ cwd: this.folder }).started();
    await this.load.stopSending();
    await until("all is settled and confirmed", async () => {
      const { active } = await this.api.overview();
      return Object.values(active).every((count) => count === 0);
    });
    await this.load.stop();
  }

  /** Ends the last life. @returns its exit code */
  async stop(): Promise<number> {
    const code = await this.#program?.stop() ?? -1;
    await this.#everythingIsBooked();
    this.books.endLife(this.platform.ledger);
    return code;
  }

  /** The process of the last life. */
  get pid(): number {
    return this.#program?.pid ?? 0;
  }

  /** The end of what the last life has written. */
  get lastWords(): string {
    const lines = (this.#program?.out ?? "").split("\n");
    return [...lines.slice(-15), this.#program?.err].join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program?.kill();
    const stopped = this.load.stop();
    await this.platform.stop();
    await stopped;
    Deno.removeSync(this.folder, { recursive: true });
  }

  /**
   * Resolves when what a dead process has pushed is in the books: connections are accepted in their order, so those of
   * before are all accepted when a new one is, and read when none is open.
   */
  async #everythingIsBooked(): Promise<void> {
    const { ledger, callbackPort: port } = this.platform;
    const { cutShort } = ledger;
    const probe = await Deno.connect({ hostname: "127.0.0.1", port });
    probe.close();
    await until(
      "everything is booked",
      () => ledger.cutShort > cutShort && this.#open.size === 0,
    );
  }

  #counted(listener: Listener): Listener {
    return {
      addr: listener.addr,
      close: () => listener.close(),
      accept: async () => {
        const inner = await listener.accept();
        const conn: PeerConn = {
          remoteAddr: inner.remoteAddr,
          read: (into) => inner.read(into),
          write: (bytes) => inner.write(bytes),
          closeWrite: () => inner.closeWrite(),
          close: () => {
            this.#open.delete(conn);
            inner.close();
          },
        };
        this.#open.add(conn);
        return conn;
      },
    };
  }
}
