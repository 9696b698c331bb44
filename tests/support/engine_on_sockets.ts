/**
 * The engine on real sockets, with a store whose commits a test decides over and a clock in its hand.
 *
 * @module
 */
import type { Clock } from "../../lib/clock.ts";
import { readConfig } from "../../lib/config/read.ts";
import type { Channel } from "../../lib/execution/channel.ts";
import { makeChannels } from "../../lib/execution/channels/make.ts";
import { silentLog } from "../../lib/log.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { SecretBox } from "../../lib/store/secrets.ts";
import { PATIENCE_MS } from "../../lib/store/writer.ts";
import { Engine } from "../../lib/wiring/engine.ts";
import { connect, machine } from "../../lib/wiring/world.ts";
import { CallbackServer } from "./callback_server.ts";
import { hastyClock } from "./hasty_clock.ts";
import type { Kv } from "../../lib/store/kv.ts";
import type { MemoryDisk } from "./memory_kv.ts";
import { MemoryKv } from "./memory_kv.ts";
import { memoryPauses } from "./memory_pauses.ts";
import { VirtualClock } from "./virtual_clock.ts";
import { Zone } from "../../lib/zone.ts";

/** An engine at work, and what it works with. */
export interface EngineOnSockets extends AsyncDisposable {
  readonly engine: Engine;
  readonly port: number;
  readonly kv: MemoryKv;
  readonly clock: VirtualClock;
  readonly callbacks: CallbackServer;
  /** The numbers of the orders that a channel was asked to execute, each as often as it was. */
  readonly executed: string[];
}

/** What an engine starts on. */
export interface Start {
  /** What an earlier one left. */
  readonly disk?: MemoryDisk;
  /** What the engine sees of the store. */
  readonly over?: (kv: Kv) => Kv;
  readonly clock?: VirtualClock;
  readonly waitingMax?: number;
  /** Sections of the configuration that are otherwise. */
  readonly sections?: Readonly<Record<string, unknown>>;
}

/** Starts an engine whose one channel succeeds at once, and has it take up what an earlier one left. */
export async function engineOnSockets(holdText = "30m"): Promise<EngineOnSockets> {
  const world = await loadingEngine({}, holdText);
  await world.engine.orders.backlog.ended;
  return world;
}

/** Starts such an engine and does not wait for the orders of an earlier one. */
export async function loadingEngine(
  { disk, over = (kv) => kv, clock = new VirtualClock(), waitingMax = 100_000, sections = {} }:
    Start,
  holdText = "30m",
): Promise<EngineOnSockets> {
  const callbacks = await CallbackServer.open();
  const read = readConfig(
    JSON.stringify({
      listen: { maxWaiting: waitingMax },
      servers: [{
        name: "main",
        addresses: ["127.0.0.1"],
        md5key: SAMPLE_MD5KEY,
        callback: { port: callbacks.port },
      }],
      review: { hold: holdText },
      channels: { sim: { type: "simulate", outcome: "success", delay: "0s" } },
      routes: [{ channels: ["sim"] }],
      ...sections,
    }),
    { file: "config.yaml", env: () => undefined, readTextFile: () => "" },
  );
  if (!("config" in read)) throw new Error(`the test's own configuration: ${JSON.stringify(read)}`);
  const kv = new MemoryKv(disk);
  const executed: string[] = [];
  const engine = new Engine({
    config: read.config,
    zone: new Zone(read.config.timezone),
    kv: over(kv),
    secrets: new SecretBox(new Uint8Array(32)),
    channels: new Map(
      [...makeChannels(read.config.channels, clock)]
        .map(([name, channel]) => [name, noting(channel, executed)]),
    ),
    pauses: memoryPauses(),
    connect,
    clock: impatient(clock),
    random: () => 0.5,
    log: () => silentLog,
  });
  const listener = machine.listen("127.0.0.1", 0);
  engine.start(listener);
  return {
    engine,
    port: listener.addr.port,
    kv,
    clock,
    callbacks,
    executed,
    async [Symbol.asyncDispose]() {
      await engine.stop();
      await callbacks[Symbol.asyncDispose]();
    },
  };
}

/** Nothing waits for company in a commit: no test moves the clock for that. */
function impatient(clock: Clock): Clock {
  return {
    nowMs: () => clock.nowMs(),
    after: (delayMs, run) => (delayMs <= PATIENCE_MS ? hastyClock : clock).after(delayMs, run),
  };
}

function noting(channel: Channel, executed: string[]): Channel {
  return {
    ...channel,
    submit(task) {
      executed.push(task.order.fields.chargeId);
      return channel.submit(task);
    },
  };
}
