/**
 * What must be so when everything has come to its end, however often the program was killed before. The three books are
 * compared by `czdock audit`'s own code (`three_books.ts` says what is independent); what is said here besides is what a
 * crash adds to it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { allOrders } from "../support/all_orders.ts";
import { auditRunning } from "../support/three_books.ts";
import type { CrashWorld } from "./crash_world.ts";

const ACK_LOST = "应答未送达,定单未执行";

/** @throws {assert.AssertionError} a promise was broken */
export async function assertAllIsRight(world: CrashWorld): Promise<void> {
  const { platform: { ledger }, api, folder, books, load } = world;
  const orders = await allOrders(api);

  assert.equal(orders.size > world.kills.length, true, "there was no load");
  for (const entry of ledger.entries()) {
    const { chargeId } = entry.order;
    const order = orders.get(chargeId);
    if (entry.ackRetCode === "none") {
      // Never acked: absent, or it was never executed.
      if (order !== undefined) assert.equal(order.result?.retDetail, ACK_LOST, chargeId);
    } else {
      assert.equal(entry.ackRetCode, 0, chargeId);
      assert.notEqual(entry.okSeq, null, `${chargeId} was acked and not called back`);
    }
  }
  for (const [chargeId, order] of orders) {
    assert.equal(order.state, "settled", chargeId);
    assert.equal(order.delivery.state, "confirmed", chargeId);
  }
  for (const [chargeId, retCode] of load.settledByHand) {
    assert.equal(orders.get(chargeId)?.result?.retCode, retCode, `${chargeId} was settled by hand`);
  }
  const suppliers = {
    sim: textIn(`${folder}/sim.ndjson`),
    spare: textIn(`${folder}/spare.ndjson`),
  };
  const { found, looked } = await auditRunning(world.webPort, { ledger, suppliers });
  assert.deepEqual(found, []);
  assert.equal(looked.orders, orders.size);
  assert.equal((await api.overview()).received, orders.size);

  assert.deepEqual(ledger.differing.chargeIds, [], "a result changed");
  assert.deepEqual(books.faults, []);
  for (const name of ["wrongSignedAcks", "wrongSignedCallbacks", "altered", "strangers"] as const) {
    assert.equal(ledger[name].count, 0, name);
  }
  assert.deepEqual(ledger.refused.counts, {});
  assert.deepEqual(ledger.unreadable.counts, {});
}

/** A supplier that was never asked has no book. */
function textIn(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
