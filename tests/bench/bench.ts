/**
 * What every row works with: how much is done, a folder, prepared stores, children that end whatever happens.
 *
 * @module
 */
import type { Child } from "./children.ts";
import { freePort, startDeno, startProgram, untilTaking } from "./children.ts";
import type { Czdock, CzdockSetup } from "./czdock.ts";
import { startCzdock } from "./czdock.ts";
import { ordinaryAck } from "./packets.ts";
import type { StoreContent } from "./prepare.ts";
import { PreparedStores } from "./prepare.ts";
import { processorMs } from "./process_figures.ts";

/** How much is done in one run. */
export interface Sizes {
  /** Orders before each measured run that are not measured. */
  readonly warmUp: number;
  /** Orders of a run of acks. */
  readonly acks: number;
  /** Orders of a run of whole lives. */
  readonly lives: number;
  /** Orders of a run on one connection. */
  readonly roundTrips: number;
  /** Callbacks of a run of draining. */
  readonly drained: number;
  /** Results that are due at a start. */
  readonly undelivered: number;
  /** Orders whose memory is looked at. */
  readonly remembered: number;
  /** Orders that may come in while the page is looked at. */
  readonly arrivals: number;
  /** Looks at each page. */
  readonly looks: number;
  /** How long an idle program is left alone before it is looked at, in milliseconds. */
  readonly idleMs: number;
  /** Disk syncs and echoes of a probe. */
  readonly probes: number;
}

/** What the table asks for. */
export const FULL: Sizes = {
  warmUp: 2000,
  acks: 10_000,
  lives: 10_000,
  roundTrips: 1000,
  drained: 20_000,
  undelivered: 100_000,
  remembered: 20_000,
  arrivals: 100_000,
  looks: 15,
  idleMs: 3000,
  probes: 400,
};

/** Enough to see that it works, far too little to say how fast. */
export const QUICK: Sizes = {
  warmUp: 32,
  acks: 200,
  lives: 200,
  roundTrips: 40,
  drained: 200,
  undelivered: 500,
  remembered: 300,
  arrivals: 2000,
  looks: 2,
  idleMs: 100,
  probes: 20,
};

/** A bench at work. */
export class Bench {
  readonly stores: PreparedStores;
  readonly #children = new Set<Child>();
  /** What is worth knowing beside the figures. */
  readonly notes = new Set<string>();
  /** Processor time an order of what was measured, in microseconds, one for each run. */
  readonly costs = new Map<string, number[]>();

  /**
   * @param folder for everything of this bench, removed by whoever made it
   * @param cache where prepared stores and the peers' packages are kept
   * @param executable what runs where czdock is measured; `null` for the checkout's source
   * @param tell is told how far it is
   */
  constructor(
    readonly folder: string,
    readonly cache: string,
    readonly sizes: Sizes,
    readonly runs: number,
    readonly stored: number,
    readonly tell: (line: string) => void,
    readonly executable: string | null = null,
  ) {
    this.stores = new PreparedStores(cache, tell);
  }

  /** A czdock over a store with that content, in a folder of its own, for as long as `work` takes. */
  async withCzdock<T>(
    setup: Omit<CzdockSetup, "folder">,
    content: StoreContent,
    work: (czdock: Czdock, folder: string) => Promise<T>,
  ): Promise<T> {
    const folder = Deno.makeTempDirSync({ dir: this.folder });
    try {
      await this.stores.copyInto(folder, content);
      return await this.#with(
        await startCzdock({ ...this.#program(setup), ...setup, folder }),
        (czdock) => work(czdock, folder),
      );
    } finally {
      // A prepared store has gigabytes.
      Deno.removeSync(folder, { recursive: true });
    }
  }

  /** A bare echo for as long as `work` takes. */
  async withEcho<T>(work: (echo: Child & { readonly port: number }) => Promise<T>): Promise<T> {
    const port = freePort();
    const args = ["tests/bench/programs/echo_server.ts", String(port), ordinaryAck().toBase64()];
    const echo = { ...startDeno(args, `${this.folder}/echo.txt`), port };
    return await this.#with(echo, async () => {
      await untilTaking(echo, port);
      return await work(echo);
    });
  }

  /** A program that only listens, for as long as `work` takes. */
  async withListenOnly<T>(work: (child: Child, listeningAfterMs: number) => Promise<T>) {
    const port = freePort();
    const args = ["tests/bench/programs/listen_only.ts", String(port)];
    const child = startDeno(args, `${this.folder}/listen.txt`);
    return await this.#with(child, async () => await work(child, await untilTaking(child, port)));
  }

  /** A bare web server as an executable, for as long as `work` takes. */
  async withBareServer<T>(
    executable: string,
    work: (child: Child, listeningAfterMs: number) => Promise<T>,
  ): Promise<T> {
    const port = freePort();
    const child = startProgram([executable, String(port)], `${this.folder}/server.txt`);
    return await this.#with(child, async () => await work(child, await untilTaking(child, port)));
  }

  /** The bare loop of pushes, for as long as `work` takes. */
  async withBarePusher<T>(
    args: readonly number[],
    work: (child: Child) => Promise<T>,
  ): Promise<T> {
    const program = ["tests/bench/programs/bare_pusher.ts", ...args.map(String)];
    return await this.#with(startDeno(program, `${this.folder}/pusher.txt`), work);
  }

  /**
   * What `work` resolves to, noting what each of its `count` orders cost the children in processor time. Unlike a rate that
   * hardly depends on what else the machine does.
   */
  async costed<T>(
    what: string,
    children: readonly Child[],
    count: number,
    work: () => Promise<T>,
  ): Promise<T> {
    const usedMs = () => children.reduce((ms, { pid }) => ms + processorMs(pid), 0);
    const beforeMs = usedMs();
    const result = await work();
    const microseconds = (usedMs() - beforeMs) / count * 1000;
    this.costs.set(what, [...this.costs.get(what) ?? [], microseconds]);
    return result;
  }

  /** Sees to it that a child ends, whatever happens. */
  keep(child: Child): void {
    this.#children.add(child);
  }

  /** Ends a child that was kept. */
  async end(child: Child): Promise<void> {
    await child.stop();
    this.#children.delete(child);
  }

  /** Ends every child that is still there: for a bench that is broken off. */
  async stop(): Promise<void> {
    await Promise.all([...this.#children].map((child) => child.stop()));
  }

  async #with<C extends Child, T>(child: C, work: (child: C) => Promise<T>): Promise<T> {
    this.keep(child);
    try {
      return await work(child);
    } finally {
      await this.end(child);
    }
  }

  /** The executable, where one is measured; a profiler, and the program without a store, need the source. */
  #program({ entry, denoFlags = [] }: Omit<CzdockSetup, "folder">): { executable?: string } {
    const source = this.executable === null || denoFlags.length > 0;
    return source || (entry ?? "main.ts") !== "main.ts" ? {} : { executable: this.executable };
  }
}
