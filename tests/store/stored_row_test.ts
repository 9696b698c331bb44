import assert from "node:assert/strict";
import { isUndelivered, type Order } from "../../lib/order.ts";
import { move } from "../../lib/move.ts";
import { encodeOrder, encodeRememberedId } from "../../lib/store/order_codec.ts";
import { activeKey, doneKey } from "../../lib/store/keys.ts";
import { sweep } from "../../lib/store/retention.ts";
import { DamagedRow, readStored } from "../../lib/store/stored_row.ts";
import { diskKey } from "../support/memory_kv.ts";
import { closeOrder, newOrder, storeWorld } from "../support/store.ts";
import { inReview, processing, queued, settled } from "../support/web_orders.ts";

const ID = { server: "main", chargeId: "196" };
const decoder = new TextDecoder(), encoder = new TextEncoder();

function closed(): Order {
  const order = settled();
  return isUndelivered(order) ? move(order, { kind: "confirmed" }, 1) : assert.fail();
}

function rowOf(
  order: Order,
  key = order.state === "settled" && order.delivery.state !== "pending"
    ? doneKey(ID)
    : activeKey(ID),
) {
  return { key, value: encodeOrder(order) };
}

const STATES = [newOrder("196", 1), queued(), processing(), inReview(), settled(), closed()];

Deno.test("an order in any state is read from the place where it stands, and from no other", () => {
  for (const order of STATES) {
    const row = rowOf(order);
    assert.equal(readStored(row).state, order.state);
    const other = row.key[0] === "active" ? doneKey(ID) : activeKey(ID);
    assert.throws(() => readStored(rowOf(order, other)), DamagedRow);
  }
});

Deno.test("a row that holds another order than its key says is damaged, and the error names the row", () => {
  const row = rowOf(queued({ chargeId: "197" }));
  assert.throws(() => readStored(row), /active main 196: it holds another order/);
  const other = { ...queued(), server: "far" };
  assert.throws(() => readStored(rowOf(other)), /active main 196: it holds another order/);
  const gone = { key: activeKey(ID), value: encodeRememberedId(settled()) };
  assert.throws(() => readStored(gone), /active main 196: a remembered id/);
});

Deno.test("a row that lacks any part of its order, or has another kind of value there, is damaged", () => {
  for (const order of STATES) {
    const { key, value } = rowOf(order);
    const whole = JSON.parse(decoder.decode(value));
    const parts = [whole, whole.fields, whole.result, whole.delivery].filter(Boolean);
    for (const part of parts) {
      for (const name of Object.keys(part)) {
        const before = part[name];
        for (const wrong of [undefined, { wrong: true }]) {
          part[name] = wrong;
          const changed = { key, value: encoder.encode(JSON.stringify(whole)) };
          const hasDefault = wrong === undefined && (name === "nbrArea" || name === "retRsn" ||
            name === "faceValue" ||
            name.startsWith("ret") && name !== "retCode" && name !== "retDetail");
          if (hasDefault) {
            assert.notDeepEqual(readStored(changed), readStored({ key, value }), name);
          } else assert.throws(() => readStored(changed), DamagedRow, `${order.state} ${name}`);
        }
        part[name] = before;
      }
    }
  }
});

Deno.test("a damaged order hides no other one from a list, and is named", async () => {
  const before = await storeWorld();
  const atMs = before.clock.nowMs();
  for (const chargeId of ["1", "2", "3"]) await closeOrder(before.orders, newOrder(chargeId, atMs));
  damage(before.kv, { server: "main", chargeId: "2" });
  const { orders, queries } = await storeWorld(before.kv.disk, before.clock);
  const { orders: listed } = await queries.list({}, 10, null);
  assert.deepEqual(listed.map(({ fields }) => fields.chargeId), ["3", "1"]);
  await assert.rejects(orders.get({ server: "main", chargeId: "2" }), /done main 2/);
  const changed = await orders.change({ server: "main", chargeId: "2" }, () => null);
  assert.ok(changed.kind === "storeDown" && changed.reason.includes("done main 2"));
  // Nobody may be told that an order of that number is certainly not there.
  const again = await orders.accept(newOrder("2", atMs));
  assert.equal(again.kind, "doubtful");
  await assert.rejects(orders.knownDigest({ server: "main", chargeId: "2" }), DamagedRow);
});

Deno.test("a damaged order keeps no other one from being forgotten, and its id stays known", async () => {
  const { kv, clock, writer, orders } = await storeWorld();
  const atMs = clock.nowMs();
  for (const chargeId of ["1", "2"]) await closeOrder(orders, newOrder(chargeId, atMs));
  damage(kv, { server: "main", chargeId: "1" });
  const retention = { retentionMs: 1000, idRetentionMs: 5000 };
  assert.equal((await sweep(kv, writer, retention, atMs + 2000)).orders, 2);
  assert.equal(await orders.knownDigest({ server: "main", chargeId: "2" }), "digest-2");
  assert.equal((await sweep(kv, writer, retention, atMs + 2000)).orders, 0);
  await sweep(kv, writer, retention, atMs + 10_000);
  assert.equal(await orders.knownDigest({ server: "main", chargeId: "2" }), null);
  assert.equal((await orders.accept(newOrder("1", atMs))).kind, "doubtful");
});

/** As half a sector of zeros leaves it. */
function damage(kv: Awaited<ReturnType<typeof storeWorld>>["kv"], id: typeof ID): void {
  const name = diskKey(doneKey(id));
  const row = kv.disk.rows.get(name) ?? assert.fail("no such row");
  const value = (row.value as Uint8Array).slice().fill(0, 10, 50);
  kv.disk.rows.set(name, { ...row, value });
}
