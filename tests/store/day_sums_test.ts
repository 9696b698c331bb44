import assert from "node:assert/strict";
import { move } from "../../lib/move.ts";
import { readDayByChannel, readDaySums } from "../../lib/store/day_sums.ts";
import { readTotals } from "../../lib/store/sums.ts";
import {
  acked,
  closeOrder,
  newOrder,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";

/** An instant by the clocks of Shanghai, whose day the tests' stores go by. */
const at = (text: string) => Date.parse(`${text}+08:00`);

Deno.test("an order counts for the day of the zone on which it came in, and on which it was settled", async () => {
  const { kv, orders } = await storeWorld();
  // In UTC, both lie on the 25th.
  const order = newOrder("1", at("2026-11-25T23:59:59.999"));
  await take(orders, order, acked, startedAt("acme"), settledAs({}, at("2026-11-26T00:00:00")));
  const received = await readTotals(kv, "2026-11-25");
  assert.deepEqual([received.receivedToday, received.settledToday[1].count], [1, 0]);
  const settled = await readTotals(kv, "2026-11-26");
  assert.deepEqual([settled.receivedToday, settled.settledToday[1].count], [0, 1]);
  assert.deepEqual((await readDaySums(kv, "2026-11-01", "2026-11-30")).map(({ day }) => day), [
    "2026-11-26",
  ]);
});

Deno.test("a day by channel has what each was settled with, whatever the result, server and type", async () => {
  const { kv, orders } = await storeWorld();
  const noonMs = at("2026-11-26T12:00");
  const settle = (chargeId: string, channel: string, retCode: 1 | 2 | 3, differences = {}) =>
    closeOrder(orders, newOrder(chargeId, noonMs, differences), { retCode, atMs: noonMs }, channel);
  await settle("1", "acme", 1);
  await settle("2", "acme", 3, { server: "other", chargeType: 5 });
  await settle("3", "acme", 2, { chargeCash: 5n });
  await settle("4", "desk", 1);
  await closeOrder(
    orders,
    newOrder("5", noonMs - 86_400_000),
    { atMs: noonMs - 86_400_000 },
    "acme",
  );
  const lost = newOrder("6", noonMs);
  await orders.accept(lost);
  await orders.change(
    { server: "main", chargeId: "6" },
    (order) => order.state === "received" ? move(order, { kind: "ackLost" }, noonMs) : null,
  );
  assert.deepEqual(
    await readDayByChannel(kv, "2026-11-26"),
    new Map([["acme", { count: 3, cash: 200_005n }], ["desk", { count: 1, cash: 100_000n }]]),
  );
  assert.deepEqual(await readDayByChannel(kv, "2026-11-24"), new Map());
});
