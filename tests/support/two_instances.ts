/**
 * Two instances of the real program on one local file, the server that sends to whichever takes its orders, and its books.
 *
 * @module
 */
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { SHARED_FILE_VARIABLE } from "../../lib/wiring/shared_store.ts";
import { CzdockProcess } from "./czdock_process.ts";
import { journalLines, newChargeId } from "./czdock_world.ts";
import { freePort } from "./free_port.ts";
import { packet } from "./order_packets.ts";
import { exchange } from "./raw_peer.ts";

/** How long the server takes for its `OK`, in milliseconds: two pushes of one result at once are seen by that. */
const OK_AFTER_MS = 20;
/** Between two orders of one of the server's connections, in milliseconds. */
const APART_MS = 20;
/** From one try to send an order to the next, in milliseconds. */
const AGAIN_MS = 100;
const CONNECTIONS = 8;

/** What the server has heard of an order. */
export interface Heard {
  readonly retCodes: Set<string>;
  pushes: number;
  /** Pushes under way. */
  now: number;
}

/** One of the two. */
export interface Instance {
  readonly folder: string;
  readonly port: number;
  process: CzdockProcess;
}

/** Characters of an output that are told. */
const TOLD_CHARACTERS = 4000;

function toldBy({ folder, process: { pid, out, err } }: Instance): string {
  return `${folder}, process ${pid}:\n${out.slice(-TOLD_CHARACTERS)}${err.slice(-TOLD_CHARACTERS)}`;
}

/** All of it. */
export class TwoInstances implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "czdock-test-" });
  readonly instances: Instance[] = [];
  /** Accepted orders, in their order. */
  readonly accepted: string[] = [];
  readonly heard = new Map<string, Heard>();
  /** Results that were pushed twice at the same time. */
  readonly atOnce: string[] = [];
  readonly #callbacks = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  /** What the lives that are over have printed. */
  readonly #told: string[] = [];
  #sending = true;
  #turn = 0;
  #work: Promise<unknown> = Promise.resolve();

  readonly storePath = `${this.folder}/orders.kv`;

  private constructor() {
    this.#take();
  }

  /** Starts the first, which makes the store and its key, and then the second. */
  static async start(): Promise<TwoInstances> {
    const world = new TwoInstances();
    for (const name of ["a", "b"]) {
      const folder = `${world.folder}/${name}`;
      Deno.mkdirSync(folder);
      const port = freePort();
      Deno.writeTextFileSync(`${folder}/config.yaml`, JSON.stringify(world.#config(port)));
      world.instances.push({ folder, port, process: world.#spawn(folder) });
      await world.instances[0]?.process.started();
    }
    return world;
  }

  /** Starts one that has ended, again. */
  restart(instance: Instance): void {
    this.#told.push(toldBy(instance));
    instance.process = this.#spawn(instance.folder);
  }

  /** What all lives of both have printed at their ends, for whoever has to find out what went wrong. */
  story(): string {
    return [...this.#told, ...this.instances.map(toldBy)].join("\n");
  }

  /** Begins to send orders, to both, until each is accepted by one. */
  load(): void {
    this.#work = Promise.all(Array.from({ length: CONNECTIONS }, () => this.#send()));
  }

  /** Sends no further order. */
  async stopSending(): Promise<void> {
    this.#sending = false;
    await this.#work;
  }

  /** How often each order was executed. */
  executions(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { chargeId } of journalLines(`${this.folder}/journal.ndjson`)) {
      counts.set(chargeId, (counts.get(chargeId) ?? 0) + 1);
    }
    return counts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sending = false;
    for (const { process } of this.instances) await process.kill();
    await this.#work;
    this.#callbacks.close();
    Deno.removeSync(this.folder, { recursive: true });
  }

  #spawn(cwd: string): CzdockProcess {
    return new CzdockProcess({ cwd, env: { [SHARED_FILE_VARIABLE]: "1" } });
  }

  #config(port: number) {
    const simulate = { type: "simulate", journal: `${this.folder}/journal.ndjson` };
    return {
      listen: { host: "127.0.0.1", port },
      servers: [{
        name: "main",
        addresses: ["127.0.0.1"],
        md5key: SAMPLE_MD5KEY,
        callback: { port: this.#callbacks.addr.port },
      }],
      store: { path: this.storePath },
      callback: { timeout: "500ms", retry: { first: "100ms", factor: 1, max: "100ms" } },
      review: { hold: "0s" },
      channels: {
        quick: { ...simulate, outcome: "success", delay: "0s" },
        slow: { ...simulate, outcome: "success", delay: "700ms" },
      },
      routes: [{ when: { chargeType: [5] }, channels: ["slow"] }, { channels: ["quick"] }],
      web: { host: "127.0.0.1", port: freePort() },
    };
  }

  async #send(): Promise<void> {
    while (this.#sending) {
      const chargeId = newChargeId();
      const order = packet({ chargeId, chargeType: Number(chargeId) % 3 === 0 ? "5" : "0" });
      while (this.#sending) {
        const turn = this.#turn;
        const { port } = this.instances[turn % 2] as Instance;
        const answer = await exchange(port, order).catch(() => null);
        if (answer?.text.includes('"retCode":0')) {
          this.accepted.push(chargeId);
          break;
        }
        // This one does not take orders now, or died: perhaps the other. Of those who find it at once only the first says so:
        // an even number of them would all go on with the one that is dead.
        if (this.#turn === turn) this.#turn++;
        await pause(AGAIN_MS);
      }
      await pause(APART_MS);
    }
  }

  async #take(): Promise<void> {
    for await (const conn of this.#callbacks) {
      this.#answer(conn).catch(() => {}).finally(() => conn.close());
    }
  }

  async #answer(conn: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(4096);
    const text = new TextDecoder().decode(buffer.subarray(0, await conn.read(buffer) ?? 0));
    const [, chargeId] = /"chargeId":(\d+)/.exec(text) ?? [];
    const [, retCode] = /"retCode":(\d)/.exec(text) ?? [];
    if (chargeId === undefined || retCode === undefined) return;
    const heard = this.heard.get(chargeId) ?? { retCodes: new Set(), pushes: 0, now: 0 };
    this.heard.set(chargeId, heard);
    heard.retCodes.add(retCode);
    heard.pushes++;
    if (++heard.now > 1) this.atOnce.push(chargeId);
    await pause(OK_AFTER_MS);
    heard.now--;
    await conn.write(new TextEncoder().encode("OK"));
  }
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
