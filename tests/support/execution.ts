/**
 * A dispatcher over a store in memory, with scripted channels.
 *
 * @module
 */
import { Dispatcher } from "../../lib/execution/dispatcher.ts";
import type { Outcome } from "../../lib/execution/channel.ts";
import type { Order } from "../../lib/order.ts";
import type { MemoryDisk } from "./memory_kv.ts";
import { recordingLog } from "./recording_log.ts";
import { ScriptedChannel } from "./scripted_channel.ts";
import type { Differences } from "./store.ts";
import { newOrder, storeWorld } from "./store.ts";

/** How long an order waits in review. */
export const HOLD_MS = 60_000;
/** What every sealed text opens to. */
export const SECRETS = { cardPassword: "card", agentPass: "agent" };
/** The order of the tests. */
export const ID = { server: "main", chargeId: "1" };
/** A plain success. */
export const SUCCEEDED: Outcome = { kind: "succeeded", details: {} };

/** A dispatcher over a store in memory, with channels `a`, `b` and the desk, tried in this order. */
export async function execution(disk?: MemoryDisk, routed = ["gone", "a", "b", "desk"]) {
  const world = await storeWorld(disk);
  const a = new ScriptedChannel("a"), b = new ScriptedChannel("b");
  const desk = new ScriptedChannel("desk", true);
  const channels = new Map([a, b, desk].map((channel) => [channel.name, channel]));
  const log = recordingLog();
  const parts = {
    orders: world.orders,
    channels,
    router: () => ({ channels: routed, maxWaitMs: null }),
    clock: world.clock,
    log,
    holdMs: HOLD_MS,
    openSecrets: (sealed: string | null) => {
      if (sealed === "broken") throw new Error("sealed under another key");
      return SECRETS;
    },
  };
  const dispatcher = new Dispatcher(parts);
  world.orders.onChange((order) => dispatcher.see(order));
  /** Accepts an order whose ack is out. */
  const send = async (differences: Differences = {}) => {
    await world.orders.accept(newOrder("1", world.clock.nowMs(), differences));
    await dispatcher.ackSent(ID);
  };
  return { ...world, a, b, desk, log, parts, dispatcher, send, order: () => world.orders.peek(ID) };
}

/** What happened to an order. */
export function kinds(order: Order | null): string[] {
  return order?.timeline.map(({ kind }) => kind) ?? [];
}
