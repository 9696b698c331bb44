/**
 * The network of a simulated world: listeners, connections, and what goes wrong with them.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import type { Connect, Listener, Target } from "../../../lib/net.ts";
import type { Chance } from "./chance.ts";
import type { LinkNature } from "./endpoint.ts";
import { Endpoint } from "./endpoint.ts";
import type { Weather } from "./weather.ts";

/** How often what goes wrong, as shares of 1. */
export interface NetworkFaults {
  readonly refuse: number;
  readonly hangConnect: number;
  readonly reset: number;
  /** Both directions fall silent. */
  readonly blackout: number;
  /** One direction falls silent. */
  readonly halfOpen: number;
  readonly stall: number;
  readonly split: number;
  readonly acceptFails: number;
  readonly latencyMsMax: number;
}

/** How long after its beginning a connection goes wrong at the latest, in milliseconds. */
const LINK_FAULT_WITHIN_MS = 150;
const CLIENT_PORT_MIN = 10_000;

/** Takes connections at an address. */
export class SimListener implements Listener {
  readonly #backlog: Endpoint[] = [];
  #waiting: { resolve: (conn: Endpoint) => void; reject: (error: Error) => void } | null = null;
  closed = false;

  constructor(readonly addr: Target, private readonly acceptFails: () => boolean) {}

  accept(): Promise<Endpoint> {
    if (this.closed) return Promise.reject(new Deno.errors.BadResource("closed"));
    if (this.acceptFails()) return Promise.reject(new Error("too many open files"));
    const next = this.#backlog.shift();
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((resolve, reject) => this.#waiting = { resolve, reject });
  }

  close(): void {
    this.shut();
    this.#waiting?.reject(new Deno.errors.BadResource("closed"));
    this.#waiting = null;
  }

  /** What the system does when the process is gone. */
  shut(): void {
    this.closed = true;
    for (const conn of this.#backlog.splice(0)) conn.breakOff();
  }

  /** A connection arrives. */
  take(conn: Endpoint): void {
    if (this.#waiting === null) this.#backlog.push(conn);
    else this.#waiting.resolve(conn);
    this.#waiting = null;
  }
}

/** All listeners and connections. */
export class Network {
  readonly #listeners = new Map<string, SimListener>();
  #ports = CLIENT_PORT_MIN;

  constructor(
    private readonly clock: Clock,
    private readonly chance: Chance,
    private readonly weather: Weather,
    private readonly faults: NetworkFaults,
  ) {}

  /** Listens there; a closed listener makes room for a new one. */
  listen(addr: Target): SimListener {
    const key = `${addr.hostname}:${addr.port}`;
    if (this.#listeners.get(key)?.closed === false) throw new Deno.errors.AddrInUse(key);
    const listener = new SimListener(addr, () => this.#strikes(this.faults.acceptFails));
    this.#listeners.set(key, listener);
    return listener;
  }

  /** A {@linkcode Connect} from an address; what it opens is an {@linkcode Endpoint}. */
  connector(from: string): (...args: Parameters<Connect>) => Promise<Endpoint> {
    return (target, signal) => this.#connect(from, target, signal);
  }

  #connect(from: string, target: Target, signal: AbortSignal): Promise<Endpoint> {
    const { promise, resolve, reject } = Promise.withResolvers<Endpoint>();
    const aborted = () => reject(new DOMException("connect was given up", "AbortError"));
    if (signal.aborted) aborted();
    else signal.addEventListener("abort", aborted, { once: true });
    if (this.#strikes(this.faults.hangConnect)) return promise;
    this.clock.after(this.#latencyMs(), () => {
      const listener = this.#listeners.get(`${target.hostname}:${target.port}`);
      const refused = listener === undefined || listener.closed ||
        this.#strikes(this.faults.refuse);
      if (refused) return reject(new Deno.errors.ConnectionRefused("connection refused"));
      if (signal.aborted) return;
      const [ours, theirs] = this.#link(from, target);
      listener.take(theirs);
      this.clock.after(this.#latencyMs(), () => {
        signal.removeEventListener("abort", aborted);
        if (signal.aborted) ours.close();
        else resolve(ours);
      });
    });
    return promise;
  }

  #link(from: string, target: Target): [Endpoint, Endpoint] {
    const nature = this.#nature();
    const ours = new Endpoint(target, this.clock, nature);
    const client = { hostname: from, port: this.#ports++ };
    const theirs = new Endpoint(client, this.clock, nature);
    ours.peer = theirs;
    theirs.peer = ours;
    const { reset, blackout, halfOpen } = this.faults;
    this.#later(reset, () => ours.breakOff());
    this.#later(blackout, () => ours.cut = theirs.cut = true);
    this.#later(halfOpen, () => (this.chance.hit(0.5) ? ours : theirs).cut = true);
    return [ours, theirs];
  }

  #nature(): LinkNature {
    const stalls = this.#strikes(this.faults.stall);
    return {
      latencyMs: () => this.#latencyMs(),
      piece: (bytes) => this.#strikes(this.faults.split) ? this.chance.between(1, bytes) : bytes,
      resetDropsUnread: this.chance.hit(0.5),
      writesStall: () => stalls && this.#strikes(0.5),
    };
  }

  #later(share: number, run: () => void): void {
    if (!this.#strikes(share)) return;
    this.clock.after(this.chance.between(0, LINK_FAULT_WITHIN_MS), run);
  }

  #latencyMs(): number {
    return this.chance.between(0, this.weather.stormy ? this.faults.latencyMsMax : 5);
  }

  #strikes(share: number): boolean {
    return this.weather.strikes(this.chance, share);
  }
}
