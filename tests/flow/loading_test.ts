import assert from "node:assert/strict";
import { EngineStatus } from "../../lib/wiring/status.ts";
import { newChargeId } from "../support/czdock_world.ts";
import { loadingEngine } from "../support/engine_on_sockets.ts";
import type { EngineOnSockets, Start } from "../support/engine_on_sockets.ts";
import { HeldPages } from "../support/held_pages.ts";
import { packet } from "../support/order_packets.ts";
import { exchange } from "../support/raw_peer.ts";
import { unclear } from "../support/exports.ts";
import {
  acked,
  closeOrder,
  newOrder,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";
import { until } from "../support/until.ts";

type Before = Awaited<ReturnType<typeof storeWorld>>;

/** An engine that takes connections while the orders of the one before it are held. */
async function held(
  before: (world: Before) => Promise<void>,
  start: Start = {},
): Promise<EngineOnSockets & { pages: HeldPages; status: EngineStatus }> {
  const last = await storeWorld();
  await before(last);
  const pages = new HeldPages();
  const world = await loadingEngine({
    disk: last.kv.disk,
    clock: last.clock,
    over: (kv) => pages.over(kv),
    ...start,
  });
  await until("the page is held", () => pages.held.length > 0);
  const status = new EngineStatus(world.engine, () => ({
    file: "",
    inForceSinceMs: 0,
    rejected: null,
  }));
  return {
    ...world,
    pages,
    status,
    async [Symbol.asyncDispose]() {
      pages.letGo();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** As the sample packets have it, so that a callback goes to this machine. */
function left(chargeId: string, world: Before) {
  return { ...newOrder(chargeId, world.clock.nowMs()), from: "127.0.0.1" };
}

async function ackOf(world: EngineOnSockets, chargeId: string): Promise<number> {
  return JSON.parse((await exchange(world.port, packet({ chargeId }))).text).retCode;
}

async function closed(world: EngineOnSockets, chargeId: string): Promise<number> {
  const { text } = await world.callbacks.nth(chargeId);
  await until("it is closed", async () => {
    const order = await world.engine.orders.get({ server: "main", chargeId });
    return order?.state === "settled" && order.delivery.state === "confirmed";
  });
  return JSON.parse(text).retCode;
}

Deno.test("a new order is acknowledged, executed and delivered before the orders of the last run are loaded", async () => {
  const old = newChargeId(), mine = newChargeId();
  await using world = await held((last) => take(last.orders, left(old, last), acked));
  assert.equal(await ackOf(world, mine), 0);
  assert.equal(await closed(world, mine), 1);
  assert.deepEqual(world.executed, [mine]);
  assert.equal(world.engine.orders.backlog.loading, true);
  world.pages.letGo();
  assert.equal(await closed(world, old), 1);
  assert.deepEqual(world.executed, [mine, old]);
  assert.equal(world.callbacks.of(mine).length, 1);
});

Deno.test("how many orders a channel has, and when a server was last heard of, is known once the orders are loaded", async () => {
  let orderAtMs = 0;
  await using world = await held(async (last) => {
    orderAtMs = last.clock.nowMs();
    await closeOrder(last.orders, newOrder("1", orderAtMs));
    const open = left("2", last);
    await take(last.orders, open, acked, startedAt("desk"), unclear(orderAtMs + 60_000));
  }, { sections: { channels: { desk: { type: "manual" } }, routes: [{ channels: ["desk"] }] } });
  const told = () => {
    const [main] = world.status.servers();
    return [world.engine.openOrders("desk"), main?.lastOrderAtMs, main?.lastOkAtMs];
  };
  const lookedBack = world.engine.lookBack();
  assert.deepEqual(told(), [null, null, null]);
  world.pages.letGo();
  await lookedBack;
  assert.deepEqual(told(), [1, orderAtMs, orderAtMs]);
});

Deno.test("an order whose ack is on its way while the orders are loaded is executed, not settled 3", async () => {
  const mine = newChargeId();
  const pages = new HeldPages();
  let reading = () => {};
  const readNow = new Promise<void>((resolve) => reading = resolve);
  // The load reads its first page only when the new order is stored.
  await using world = await loadingEngine({
    over: (kv) => {
      const inner = pages.over(kv);
      return {
        ...inner,
        async *list(range, options) {
          if (range.start[0] === "active") await readNow;
          yield* inner.list(range, options);
        },
      };
    },
  });
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: world.port });
  await conn.write(packet({ chargeId: mine }));
  await conn.read(new Uint8Array(2048));
  // Our side is open, so the ack does not count as out: the order is `received`.
  assert.equal(world.engine.orders.peek({ server: "main", chargeId: mine })?.state, "received");
  reading();
  await until("the page is held", () => pages.held.length > 0);
  pages.letGo();
  await world.engine.orders.backlog.ended;
  assert.equal(world.engine.orders.peek({ server: "main", chargeId: mine })?.state, "received");
  conn.close();
  assert.equal(await closed(world, mine), 1);
  assert.deepEqual(world.executed, [mine]);
});

Deno.test("what the last run left goes on once, each in its own way, also where it was sent again meanwhile", async () => {
  const [received, queued, processing, settled] = Array.from({ length: 4 }, newChargeId);
  assert.ok(received && queued && processing && settled);
  await using world = await held(async (last) => {
    const { orders, clock } = last;
    await orders.accept(left(received, last));
    await take(orders, left(queued, last), acked);
    await take(orders, left(processing, last), acked, startedAt("sim"));
    const result = settledAs({}, clock.nowMs());
    await take(orders, left(settled, last), acked, startedAt("sim"), result);
  });
  // Another content under a known number: known, and not executed for it.
  for (const chargeId of [received, queued, processing, settled]) {
    assert.equal(await ackOf(world, chargeId), 2);
  }
  assert.deepEqual([world.executed, world.callbacks.arrived], [[], []]);
  world.pages.letGo();
  assert.equal(await closed(world, received), 3);
  assert.equal(await closed(world, queued), 1);
  assert.equal(await closed(world, settled), 1);
  // Only asked for its outcome.
  assert.equal(await closed(world, processing), 1);
  assert.deepEqual(world.executed, [queued]);
  assert.equal(world.callbacks.arrived.length, 4);
});

Deno.test("the limit of waiting orders counts those that are not loaded yet", async () => {
  const mine = newChargeId();
  await using world = await held(async (last) => {
    await take(last.orders, left("1", last), acked, startedAt("gone"));
    await take(last.orders, left("2", last), acked, startedAt("gone"));
  }, { waitingMax: 2 });
  assert.equal(await ackOf(world, mine), 3);
  assert.equal(world.engine.orders.unsettled, 2);
  // A known order is not told 3 for it.
  assert.equal(await ackOf(world, "1"), 2);
});

Deno.test("the health is degraded while orders are loaded, and says so", async () => {
  await using world = await held((last) => take(last.orders, left("1", last), acked));
  const { status, checks } = await world.status.health();
  assert.equal(status, "degraded");
  assert.deepEqual(checks.orders, { ok: false, message: "载入中 loading 0" });
  world.pages.letGo();
  await world.engine.orders.backlog.ended;
  const after = await world.status.health();
  assert.deepEqual([after.status, after.checks.orders?.ok], ["ok", true]);
});

Deno.test("a stop while orders are loaded ends with the page under way, and takes up nothing more", async () => {
  const old = newChargeId();
  const world = await held((last) => take(last.orders, left(old, last), acked));
  const stopped = world.engine.stop();
  world.pages.letGo();
  await stopped;
  await world.callbacks[Symbol.asyncDispose]();
  assert.deepEqual([world.executed, world.callbacks.arrived], [[], []]);
  // Not even the sweep.
  assert.equal(world.clock.pending, 0);
  assert.equal((await world.engine.orders.get({ server: "main", chargeId: old }))?.state, "queued");
});
