import assert from "node:assert/strict";
import { newChargeId } from "../support/czdock_world.ts";
import { engineOnSockets } from "../support/engine_on_sockets.ts";
import type { EngineOnSockets } from "../support/engine_on_sockets.ts";
import { answerSign, packet } from "../support/order_packets.ts";
import { exchange, RawPeer } from "../support/raw_peer.ts";
import { until } from "../support/until.ts";
import { STORE_RETRY_MS } from "../../lib/store/change.ts";

async function ackOf(world: EngineOnSockets, chargeId: string) {
  const { text } = await exchange(world.port, packet({ chargeId }));
  const { retCode, retDetail, sign } = JSON.parse(text);
  assert.equal(sign, answerSign(chargeId, retCode, "0"));
  return { retCode, retDetail };
}

/** The store can be neither written nor read. */
function breakStore({ kv }: EngineOnSockets): void {
  kv.fate = () => "refused";
  kv.beforeRead = () => {
    throw new TypeError("disk I/O error");
  };
}

function mendStore({ kv }: EngineOnSockets): void {
  kv.fate = () => "made";
  kv.beforeRead = () => {};
}

/** The engine runs on a clock that does not move by itself, and on sockets that do. */
async function settles(world: EngineOnSockets, chargeId: string): Promise<number> {
  const { text } = await world.callbacks.nth(chargeId);
  await until(
    "it is closed",
    () => world.engine.orders.peek({ server: "main", chargeId }) === null,
  );
  return JSON.parse(text).retCode;
}

Deno.test("an order that the store refuses, and has not, is answered 3 and may be sent again", async () => {
  await using world = await engineOnSockets();
  const chargeId = newChargeId();
  world.kv.fate = () => "refused";
  assert.deepEqual(await ackOf(world, chargeId), {
    retCode: 3,
    retDetail: "定单库拒绝写入,定单未接收",
  });
  world.kv.fate = () => "made";
  assert.equal(await world.engine.orders.get({ server: "main", chargeId }), null);
  assert.equal((await ackOf(world, chargeId)).retCode, 0);
  assert.equal(await settles(world, chargeId), 1);
  assert.deepEqual(world.executed, [chargeId]);
});

Deno.test("an order that was stored though the store said no is answered 0 and executed once", async () => {
  await using world = await engineOnSockets();
  const chargeId = newChargeId();
  world.kv.fate = (commit) => commit === 0 ? "answerLost" : "made";
  assert.equal((await ackOf(world, chargeId)).retCode, 0);
  assert.equal(await settles(world, chargeId), 1);
  assert.deepEqual(world.executed, [chargeId]);
});

Deno.test("an order of which nobody can tell whether it is stored is answered 2 and held for the operator", async () => {
  await using world = await engineOnSockets();
  const chargeId = newChargeId(), id = { server: "main", chargeId };
  breakStore(world);
  assert.deepEqual(await ackOf(world, chargeId), {
    retCode: 2,
    retDetail: "定单库状态不明,待人工核实",
  });
  assert.equal(world.engine.doubts.size, 1);
  mendStore(world);
  await world.clock.advance(STORE_RETRY_MS);
  assert.equal(world.engine.orders.peek(id)?.state, "review");
  const result = { retCode: 3, retDetail: "", userContent: "" } as const;
  const none = { retCost: 0n, retBalance: 0n, retCash: 0n };
  assert.equal(
    await world.engine.operator.settle(id, { ...result, ...none }, "operator:x"),
    "settled",
  );
  assert.equal(await settles(world, chargeId), 3);
  assert.deepEqual(world.executed, []);
});

Deno.test("an order of doubtful storage that nobody settles is called back with 2 after the hold", async () => {
  await using world = await engineOnSockets("10m");
  const chargeId = newChargeId();
  breakStore(world);
  assert.equal((await ackOf(world, chargeId)).retCode, 2);
  mendStore(world);
  await world.clock.advance(STORE_RETRY_MS + 600_000);
  assert.equal(await settles(world, chargeId), 2);
  assert.deepEqual(world.executed, []);
});

Deno.test("3 is not said to a wrong signature while the store can't rule the order out", async () => {
  await using world = await engineOnSockets();
  breakStore(world);
  const { text } = await exchange(world.port, packet({ chargeId: newChargeId(), sign: '"x"' }));
  assert.equal(JSON.parse(text).retCode, 2);
});

Deno.test("what has happened is written down once the store works again: executed once, pushed to OK", async () => {
  await using world = await engineOnSockets();
  const chargeId = newChargeId();
  // The order itself is stored; what follows is refused until the store is mended.
  const { commits } = world.kv;
  world.kv.fate = (commit) => commit === commits ? "made" : "refused";
  assert.equal((await ackOf(world, chargeId)).retCode, 0);
  await until("the next commit was refused", () => world.kv.commits > commits + 1);
  mendStore(world);
  await until("it is executed", async () => {
    await world.clock.advance(STORE_RETRY_MS);
    return world.callbacks.of(chargeId).length > 0;
  });
  assert.equal(await settles(world, chargeId), 1);
  assert.deepEqual(world.executed, [chargeId]);
  assert.equal(world.callbacks.of(chargeId).length, 1);
});

Deno.test("an order sent on two connections at once that hears 3 on one is not accepted on the other", async () => {
  await using world = await engineOnSockets();
  const chargeId = newChargeId();
  const other = await RawPeer.connect(world.port);
  // Its first byte is read by the time that the first connection is answered: the engine has it.
  await other.write(packet({ chargeId }).subarray(0, 1));
  world.kv.fate = () => "refused";
  assert.equal((await ackOf(world, chargeId)).retCode, 3);
  world.kv.fate = () => "made";
  await other.write(packet({ chargeId }).subarray(1));
  const { retCode, retDetail, sign } = JSON.parse((await other.heard()).text);
  assert.deepEqual([retCode, retDetail], [3, "同一定单刚被拒绝,定单未接收"]);
  assert.equal(sign, answerSign(chargeId, 3, "0"));
  assert.equal(await world.engine.orders.get({ server: "main", chargeId }), null);
  // A connection that is opened now is a new try.
  assert.equal((await ackOf(world, chargeId)).retCode, 0);
  assert.equal(await settles(world, chargeId), 1);
  assert.deepEqual(world.executed, [chargeId]);
});

Deno.test("3 is not said to a number while an order of it is held for the operator", async () => {
  await using world = await engineOnSockets();
  const chargeId = newChargeId();
  breakStore(world);
  assert.equal((await ackOf(world, chargeId)).retCode, 2);
  mendStore(world);
  const wrong = await exchange(world.port, packet({ chargeId, sign: '"wrong"' }));
  assert.equal(JSON.parse(wrong.text).retCode, 2);
  await world.clock.advance(STORE_RETRY_MS);
  assert.equal(world.engine.orders.peek({ server: "main", chargeId })?.state, "review");
  assert.deepEqual(world.executed, []);
});
