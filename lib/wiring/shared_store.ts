/**
 * A store that several instances reach: this one waits until it leads, and does nothing that another might do as well.
 *
 * @module
 */
import { hostname } from "node:os";
import type { Clock } from "../clock.ts";
import type { Channel, Outcome } from "../execution/channel.ts";
import { silentLog } from "../log.ts";
import type { Connect } from "../net.ts";
import { fencedKv } from "../store/fenced_kv.ts";
import { Leadership } from "../store/leadership.ts";
import type { StandingBy } from "../store/leadership.ts";
import type { OpenStore } from "../store/open.ts";
import { openStore } from "../store/open.ts";
import { openSharedStore } from "../store/open_shared.ts";
import { isAddress } from "../store_path.ts";
import type { ServiceManager } from "./notify.ts";
import { openDatagramSocket, serviceManager } from "./notify.ts";
import type { StopRequest } from "./stop_request.ts";
import { machine } from "./world.ts";

/** Set to `1`, it lets several instances open one local file: for trials and tests, see docs/several-machines.md. */
export const SHARED_FILE_VARIABLE = "CZDOCK_SHARED_FILE";

/** A store, and what has to be asked before anything is done that goes out. */
export interface ServedStore extends OpenStore {
  /** Resolves with `false` when it was told to stop before this instance leads. */
  lead(standingBy: StandingBy, toldToStop: Promise<unknown>): Promise<boolean>;
  /** Connections are only begun while this instance leads. */
  connect(connect: Connect): Connect;
  /** Orders are only handed to a channel while this instance leads. */
  channel(channel: Channel): Channel;
  /** Closes it, and lets another instance take over. */
  close(): void | Promise<void>;
}

/** What a store is opened with. */
export interface StoreWorld {
  readonly clock: Clock;
  readonly env: (name: string) => string | undefined;
  /** What a push may take, in milliseconds. */
  readonly underWayMs: number;
  /** Called when another instance leads: the process has to end at once, as in a crash. */
  readonly lost: (reason: string) => void;
}

/** Whether several instances may have the store of a configuration. */
export function isShared(path: string, env: StoreWorld["env"]): boolean {
  return isAddress(path) || env(SHARED_FILE_VARIABLE) === "1";
}

/** Opens the store of a configuration. @throws {StoreRefused} it can't be used */
export async function openServedStore(path: string, world: StoreWorld): Promise<ServedStore> {
  const now = new Date(world.clock.nowMs());
  if (!isShared(path, world.env)) return alone(await openStore(path, now));
  return among(await openSharedStore(path, now), world);
}

/** Waits until this instance leads; `false` when it was told to stop before. */
export async function leadOrStandBy(
  store: ServedStore,
  stop: Pick<StopRequest, "told">,
  { clock, env, err }: Pick<typeof machine, "clock" | "env" | "err">,
): Promise<boolean> {
  const alive = () => Promise.resolve();
  const notify = { env, pid: Deno.pid, clock, log: silentLog, alive, open: openDatagramSocket };
  const managers: ServiceManager[] = [];
  const leads = await store.lead((leader) => {
    if (leader === null) return;
    const line = `待命,正在领导的是 standing by, the leader is ${leader.where}`;
    err(line);
    if (managers.length === 0) managers.push(serviceManager(notify));
    managers[0]?.ready(line);
  }, stop.told);
  for (const manager of managers) await manager.close();
  return leads;
}

/** What an instance does that was replaced: it ends as in a crash, which leaves nothing that the next one does not expect. */
export function endAtOnce(reason: string): void {
  machine.err(`不再领导,立即结束 leads no more, ends at once: ${reason}`);
  Deno.exit(1);
}

function alone(store: OpenStore): ServedStore {
  return {
    ...store,
    lead: () => Promise.resolve(true),
    connect: (connect) => connect,
    channel: (channel) => channel,
  };
}

/** One of several. */
export function among(
  store: OpenStore,
  { clock, underWayMs, lost }: Omit<StoreWorld, "env">,
): ServedStore {
  const leadership = new Leadership({
    kv: store.kv,
    me: { instance: crypto.randomUUID(), where: `${hostname()} (${Deno.pid})` },
    clock,
    monotonicMs: () => performance.now(),
    underWayMs,
    lost,
  });
  return {
    secrets: store.secrets,
    kv: fencedKv(store.kv, leadership),
    async lead(standingBy, toldToStop) {
      toldToStop.then(() => leadership.withdraw());
      return await leadership.lead(standingBy);
    },
    connect: (connect) => async (target, signal) => {
      await leadership.mayAct();
      signal?.throwIfAborted();
      return await connect(target, signal);
    },
    channel: (channel) => guarded(channel, leadership),
    async close() {
      await leadership.resign();
      store.close();
    },
  };
}

/**
 * What a query says of an order that another instance may have submitted a moment ago is no proof that nothing was done: that
 * submission may still be on its way.
 */
function guarded(channel: Channel, leadership: Leadership): Channel {
  const own: Partial<Channel> = {
    async submit(task) {
      await leadership.mayAct();
      return await channel.submit(task);
    },
    query: async (task) => noProof(await channel.query(task)),
  };
  return new Proxy(channel, {
    get(target, name) {
      const value: unknown = Reflect.get(own, name) ?? Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function noProof(outcome: Outcome): Outcome {
  if (outcome.kind !== "untouched") return outcome;
  const { reason, ...heard } = outcome;
  return { ...heard, kind: "unknown", reason: `别的实例可能刚交出 (another instance?): ${reason}` };
}
