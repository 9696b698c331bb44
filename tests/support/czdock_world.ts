/**
 * A folder with a configuration, the real program in it, the server it talks to, and the supplier's books.
 *
 * @module
 */
import assert from "node:assert/strict";
import { ApiFailed } from "../../lib/console/api.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { Api } from "./api.ts";
import { CallbackServer } from "./callback_server.ts";
import { CzdockProcess } from "./czdock_process.ts";
import { freePort } from "./free_port.ts";
import type { Members } from "./order_packets.ts";
import { packet } from "./order_packets.ts";
import { exchange } from "./raw_peer.ts";
import type { Heard } from "./raw_peer.ts";
import { SurveyBroken } from "../../lib/store/read_survey.ts";
import { auditRunning, NO_BOOKS } from "./three_books.ts";
import { until } from "./until.ts";

/** Sections of `config.yaml` as JSON, which is YAML too. */
export type Sections = Readonly<Record<string, unknown>>;

/** A line of the simulator's books. */
export interface JournalLine {
  readonly reference: string;
  readonly chargeId: string;
  readonly outcome: string;
  readonly cash: string;
}

/** The `chargeType` that leads to a channel, in {@linkcode CHANNELS}. */
export const TO = { success: "0", desk: "1", uncertain: "2", failed: "3", partial: "4", slow: "5" };
/** No route takes it. */
export const TO_NOBODY = "9";

const SIMULATE = { type: "simulate", delay: "0s", journal: "journal.ndjson" };
/** Channels of every kind of outcome, all with the same books. */
export const CHANNELS: Sections = {
  success: { ...SIMULATE, outcome: "success" },
  desk: { type: "manual" },
  uncertain: { ...SIMULATE, outcome: "uncertain" },
  failed: { ...SIMULATE, outcome: "failed" },
  partial: { ...SIMULATE, outcome: "partial" },
  slow: { ...SIMULATE, outcome: "success", delay: "700ms" },
};

let lastChargeId = 100_000;

/** A number that no other order of this process has. */
export function newChargeId(): string {
  return `${++lastChargeId}`;
}

/** Everything that one instance of the program lives with. */
export class CzdockWorld implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "czdock-test-" });
  readonly orderPort = freePort();
  readonly webPort = freePort();
  readonly api = new Api(this.webPort);
  /** Every life of the program, the last one last. */
  readonly lives: CzdockProcess[] = [];

  private constructor(readonly callbacks: CallbackServer) {}

  /** Makes the folder and its configuration, and starts the program. Sections given here replace the usual ones. */
  static async start(
    sections: Sections | ((world: CzdockWorld) => Sections) = {},
  ): Promise<CzdockWorld> {
    const world = new CzdockWorld(await CallbackServer.open());
    world.configure(typeof sections === "function" ? sections(world) : sections);
    await world.startProgram();
    return world;
  }

  /** Writes the configuration anew, for the next start. */
  configure(sections: Sections): void {
    const { orderPort: port, webPort, callbacks } = this;
    const { listen, callback, web, ...others } = sections;
    const main = {
      name: "main",
      addresses: ["127.0.0.1"],
      md5key: SAMPLE_MD5KEY,
      callback: { port: callbacks.port },
    };
    const config = {
      listen: { host: "0.0.0.0", port, ...Object(listen) },
      servers: [main],
      store: { path: "data/orders.kv" },
      callback: {
        timeout: "500ms",
        retry: { first: "100ms", factor: 1, max: "100ms", giveUpAfter: "never" },
        ...Object(callback),
      },
      review: { hold: "30m" },
      channels: CHANNELS,
      routes: Object.entries(TO).map(([channel, chargeType]) => ({
        when: { chargeType: Number(chargeType) },
        channels: [channel],
      })),
      web: { host: "127.0.0.1", port: webPort, ...Object(web) },
      log: { level: "debug", format: "text" },
      ...others,
    };
    Deno.writeTextFileSync(`${this.folder}/config.yaml`, JSON.stringify(config, null, 2));
  }

  get program(): CzdockProcess {
    const program = this.lives.at(-1);
    if (program === undefined) throw new TypeError("the program was never started");
    return program;
  }

  /** Everything that the program has written in all of its lives. */
  get written(): string {
    return this.lives.map(({ out, err }) => out + err).join("");
  }

  async startProgram(): Promise<void> {
    this.lives.push(new CzdockProcess({ cwd: this.folder }));
    await this.program.loaded();
  }

  /** Sends an order as the server `main` and hears the answer to its end. */
  async send(members: Members): Promise<Heard> {
    return await exchange(this.orderPort, packet(members));
  }

  /** Resolves once an order is with its channel: its ack reaches the server a moment before. */
  async processing(chargeId: string): Promise<void> {
    await until(`${chargeId} is with its channel`, async () => {
      return (await this.api.order(chargeId))?.state === "processing";
    });
  }

  /** The simulator's books on an order. */
  journal(chargeId: string): JournalLine[] {
    return journalLines(`${this.folder}/journal.ndjson`).filter((line) =>
      line.chargeId === chargeId
    );
  }

  /** Resolves once the server's `OK` for an order is written down. */
  async confirmed(chargeId: string): Promise<void> {
    await until(`${chargeId} is confirmed`, async () => {
      const order = await this.api.order(chargeId);
      return order?.delivery.state === "confirmed";
    });
  }

  /**
   * Sends another order and sees it confirmed. Whatever czdock had to push before that is pushed by then, for a line
   * pushes what is due in its order.
   */
  async anotherOrderIsThrough(): Promise<void> {
    const chargeId = newChargeId();
    await until("another order is taken", async () => {
      const { text } = await this.send({ chargeId, chargeType: TO.success });
      return text.includes('"retCode":0');
    });
    await this.callbacks.nth(chargeId);
    await this.confirmed(chargeId);
  }

  /** Whatever a test was about: what it leaves in the store is as it must be. */
  async [Symbol.asyncDispose](): Promise<void> {
    const found = await this.#audit();
    await this.program.kill();
    await this.callbacks[Symbol.asyncDispose]();
    Deno.removeSync(this.folder, { recursive: true });
    assert.deepEqual(found, []);
  }

  /** Nothing where the program is gone, or tells only those who have a token. */
  async #audit(): Promise<string[]> {
    try {
      return (await auditRunning(this.webPort, NO_BOOKS)).found;
    } catch (error) {
      if (error instanceof ApiFailed || error instanceof SurveyBroken) return [];
      throw error;
    }
  }
}

/** The lines of a simulator's books; none where the file is not there yet. */
export function journalLines(path: string): JournalLine[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}
