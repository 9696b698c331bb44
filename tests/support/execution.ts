/**
 * The execution over a store in memory, with scripted channels.
 *
 * @module
 */
import type { LimitsConfig } from "../../lib/config.ts";
import { NO_LIMITS } from "../../lib/config.ts";
import { Asking } from "../../lib/execution/asking.ts";
import type { Outcome } from "../../lib/execution/channel.ts";
import { Dispatcher } from "../../lib/execution/dispatcher.ts";
import type { Settings } from "../../lib/execution/fleet.ts";
import { Fleet } from "../../lib/execution/fleet.ts";
import type { Order } from "../../lib/order.ts";
import { Zone } from "../../lib/zone.ts";
import type { MemoryDisk } from "./memory_kv.ts";
import { recordingAlarms } from "./recording_alarms.ts";
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

/** What a test says of the fleet. */
export interface FleetDifferences {
  readonly disk?: MemoryDisk;
  /** The channels of every order, in the order they are tried. */
  readonly routed?: readonly string[];
  readonly limits?: Readonly<Record<string, Partial<LimitsConfig>>>;
  readonly maxWaitMs?: number | null;
}

/** An execution over a store in memory, with channels `a`, `b` and the desk, tried in this order. */
export async function execution(differences: FleetDifferences = {}) {
  const { disk, routed = ["gone", "a", "b", "desk"], limits = {}, maxWaitMs = null } = differences;
  const world = await storeWorld(disk);
  const { orders, clock } = world;
  const a = new ScriptedChannel("a"), b = new ScriptedChannel("b");
  const desk = new ScriptedChannel("desk", true);
  const channels = new Map([a, b, desk].map((channel) => [channel.name, channel]));
  const log = recordingLog(), alarms = recordingAlarms();
  const tooMany: [string, number][] = [];
  const settings: Settings = {
    channels,
    limits: new Map([...channels.keys()].map((name) => [name, { ...NO_LIMITS, ...limits[name] }])),
    router: () => ({ channels: routed, maxWaitMs }),
    holdMs: HOLD_MS,
  };
  const fleet = new Fleet(settings, {
    clock,
    zone: new Zone("Asia/Shanghai"),
    changed: (name) => dispatcher.wake(name),
    rerouted: () => dispatcher.reroute(),
    tooManyUnknown: (name, count) => void tooMany.push([name, count]),
  }, new Map());
  const openSecrets = (sealed: string | null) => {
    if (sealed === "broken") throw new Error("sealed under another key");
    return SECRETS;
  };
  const asking = new Asking({
    orders,
    fleet,
    clock,
    log,
    alarms,
    openSecrets,
    requeued: (id) => dispatcher.dispatch(id),
  });
  const reasonToHold = () => null;
  const dispatcher: Dispatcher = new Dispatcher({
    orders,
    fleet,
    asking,
    reasonToHold,
    clock,
    log,
  });
  orders.onChange((order) => {
    asking.see(order);
    dispatcher.see(order);
  });
  /** Accepts an order whose ack is out. */
  const send = async (differences: Differences = {}, chargeId = "1") => {
    await orders.accept(newOrder(chargeId, clock.nowMs(), differences));
    await dispatcher.ackSent({ server: "main", chargeId });
  };
  const order = () => orders.peek(ID);
  return {
    ...world,
    a,
    b,
    desk,
    log,
    alarms,
    tooMany,
    settings,
    fleet,
    asking,
    dispatcher,
    send,
    order,
  };
}

/** What happened to an order. */
export function kinds(order: Order | null): string[] {
  return order?.timeline.map(({ kind }) => kind) ?? [];
}
