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
import { MemoryKv } from "./memory_kv.ts";
import { VirtualClock } from "./virtual_clock.ts";

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

/** Starts an engine whose one channel succeeds at once. */
export async function engineOnSockets(holdText = "30m"): Promise<EngineOnSockets> {
  const callbacks = await CallbackServer.open();
  const read = readConfig(
    JSON.stringify({
      servers: [{
        name: "main",
        addresses: ["127.0.0.1"],
        md5key: SAMPLE_MD5KEY,
        callback: { port: callbacks.port },
      }],
      review: { hold: holdText },
      channels: { sim: { type: "simulate", outcome: "success", delay: "0s" } },
      routes: [{ channels: ["sim"] }],
    }),
    { file: "config.yaml", env: () => undefined, readTextFile: () => "" },
  );
  if (!("config" in read)) throw new Error(`the test's own configuration: ${JSON.stringify(read)}`);
  const clock = new VirtualClock();
  const kv = new MemoryKv();
  const executed: string[] = [];
  const engine = new Engine({
    config: read.config,
    kv,
    secrets: new SecretBox(new Uint8Array(32)),
    channels: new Map(
      [...makeChannels(read.config.channels, clock)]
        .map(([name, channel]) => [name, noting(channel, executed)]),
    ),
    connect,
    clock: impatient(clock),
    random: () => 0.5,
    log: () => silentLog,
  });
  await engine.resume();
  const listener = machine.listen("127.0.0.1", 0);
  engine.listen(listener);
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
