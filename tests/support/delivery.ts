/**
 * A courier over a store in memory, with a server whose answers a test writes down beforehand.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Courier } from "../../lib/callback/courier.ts";
import type { Pushed } from "../../lib/callback/push.ts";
import type { RetryPlan } from "../../lib/delivery.ts";
import type { Target } from "../../lib/net.ts";
import { isUndelivered } from "../../lib/order.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import type { MemoryDisk } from "./memory_kv.ts";
import { recordingLog } from "./recording_log.ts";
import type { Differences } from "./store.ts";
import { acked, newOrder, settledAs, startedAt, storeWorld, take } from "./store.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** How pushes follow each other. */
export const PLAN: RetryPlan = { firstMs: 1000, factor: 2, maxMs: 60_000, giveUpAfterMs: null };
/** The server said OK. */
export const OK: Pushed = { kind: "ok" };
/** The server took no connection. */
export const REFUSED: Pushed = { kind: "silent", reason: "ConnectionRefused" };
/** The server said something else. */
export const GARBAGE: Pushed = { kind: "answered", text: "ERR" };
/** The order of most tests. */
export const ID = { server: "main", chargeId: "1" };
const SERVERS = [
  { name: "main", md5key: SAMPLE_MD5KEY, callback: { host: null, port: 50_899 } },
  { name: "nat", md5key: "other-key", callback: { host: "10.0.0.9", port: 7000 } },
];

/** A courier over a store in memory; each push is answered with the next of `answers`, then with OK. */
export async function delivery(
  { disk = undefined as MemoryDisk | undefined, plan = PLAN, clock = new VirtualClock() } = {},
) {
  const world = await storeWorld(disk, clock);
  const pushed: { target: Target; bytes: Uint8Array; atMs: number }[] = [];
  const answers: (Pushed | Promise<Pushed>)[] = [];
  const log = recordingLog();
  const courier = new Courier({
    orders: world.orders,
    servers: SERVERS,
    push: async (target, bytes) => {
      pushed.push({ target, bytes, atMs: clock.nowMs() });
      return await (answers.shift() ?? OK);
    },
    plan,
    concurrency: 4,
    clock,
    random: () => 0,
    log,
  });
  world.orders.onChange((order) => courier.see(order));
  for (const order of world.orders.active()) if (isUndelivered(order)) courier.takeUp(order);
  const settle = (chargeId = "1", differences: Differences = {}) =>
    take(
      world.orders,
      newOrder(chargeId, clock.nowMs(), differences),
      acked,
      startedAt("sim"),
      settledAs({}, clock.nowMs()),
    );
  const stored = async (id = ID) => {
    const order = await world.orders.get(id);
    assert.ok(order?.state === "settled");
    return order.delivery;
  };
  return { ...world, courier, pushed, answers, log, settle, stored };
}
