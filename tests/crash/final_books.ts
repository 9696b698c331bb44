/**
 * What must be so when everything has come to its end, however often the program was killed before.
 *
 * @module
 */
import assert from "node:assert/strict";
import { formatMoney, parseMoney } from "../../lib/money.ts";
import { makeOrder } from "../../lib/platform/order_maker.ts";
import type { OrderJson } from "../../lib/api/order_json.ts";
import type { OverviewJson } from "../support/api.ts";
import { allOrders } from "../support/all_orders.ts";
import { journalLines } from "../support/czdock_world.ts";
import type { CrashWorld } from "./crash_world.ts";

const ACK_LOST = "应答未送达,定单未执行";
const RET_CODES = ["1", "2", "3"] as const;

/** @throws {assert.AssertionError} a promise was broken */
export async function assertAllIsRight(world: CrashWorld): Promise<void> {
  const { platform: { ledger }, api, folder, books, load } = world;
  const orders = await allOrders(api);
  const executions = executionsIn(folder);

  assert.equal(orders.size > world.kills.length, true, "there was no load");
  for (const entry of ledger.entries()) {
    const { chargeId } = entry.order;
    const order = orders.get(chargeId);
    if (entry.ackRetCode === "none") {
      // Never acked: absent, or it was never executed.
      if (order !== undefined) assert.equal(order.result?.retDetail, ACK_LOST, chargeId);
    } else {
      assert.equal(entry.ackRetCode, 0, chargeId);
      assert.notEqual(order, undefined, `${chargeId} was acked and is lost`);
      assert.notEqual(entry.okSeq, null, `${chargeId} was acked and not called back`);
    }
    if (order === undefined) assert.equal(executions.get(chargeId), undefined, chargeId);
  }
  for (const [chargeId, order] of orders) {
    const entry = ledger.entry(chargeId);
    assert.equal(order.state, "settled", chargeId);
    assert.equal(order.delivery.state, "confirmed", chargeId);
    assert.equal(entry?.retCode, order.result?.retCode, `${chargeId} was called back otherwise`);
    assert.equal((executions.get(chargeId) ?? []).length, executionsOf(order), tale(order));
  }
  for (const [chargeId, retCode] of load.settledByHand) {
    assert.equal(orders.get(chargeId)?.result?.retCode, retCode, `${chargeId} was settled by hand`);
  }

  assert.deepEqual(ledger.differing.chargeIds, [], "a result changed");
  assert.deepEqual(books.faults, []);
  for (const name of ["wrongSignedAcks", "wrongSignedCallbacks", "altered", "strangers"] as const) {
    assert.equal(ledger[name].count, 0, name);
  }
  assert.deepEqual(ledger.refused.counts, {});
  assert.deepEqual(ledger.unreadable.counts, {});
  assertSums(await api.overview(), orders, world.beganAtMs);
}

/** How often the suppliers must have executed an order with that result: once or never. */
function executionsOf({ channel }: OrderJson): number {
  return channel === null || channel === "desk" ? 0 : 1;
}

function tale({ chargeId, result, timeline }: OrderJson): string {
  return `${chargeId} ${result?.retCode} ${result?.retDetail}: ` +
    timeline.map(({ kind, note }) => `${kind} ${note ?? ""}`).join(", ");
}

/** The references of each order's executions, over the books of both suppliers. */
function executionsIn(folder: string): Map<string, string[]> {
  const executions = new Map<string, string[]>();
  for (const name of ["sim", "spare"]) {
    for (const { chargeId, reference } of journalLines(`${folder}/${name}.ndjson`)) {
      executions.set(chargeId, [...executions.get(chargeId) ?? [], reference]);
    }
  }
  return executions;
}

function assertSums(
  overview: OverviewJson,
  orders: ReadonlyMap<string, OrderJson>,
  beganAtMs: number,
): void {
  assert.equal(overview.received, orders.size);
  const sameDay = new Date(beganAtMs).getDate() === new Date().getDate();
  for (const code of RET_CODES) {
    const those = [...orders.values()].filter(({ result }) => `${result?.retCode}` === code);
    assert.equal(overview.settled[code], those.length, `settled with ${code}`);
    if (!sameDay) continue;
    // By what the server sent, not by what is stored.
    const cash = those.reduce(
      (sum, { chargeId }) => sum + (parseMoney(makeOrder(BigInt(chargeId)).chargeCash) ?? 0n),
      0n,
    );
    assert.deepEqual(
      { ...overview.today.settled[code], cost: null },
      { count: those.length, cash: formatMoney(cash), cost: null },
    );
  }
  if (sameDay) assert.equal(overview.today.received, orders.size);
}
