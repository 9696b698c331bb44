import assert from "node:assert/strict";
import { CallbackServer } from "../support/callback_server.ts";
import { newChargeId, TO } from "../support/czdock_world.ts";
import { packet } from "../support/order_packets.ts";
import { RawPeer } from "../support/raw_peer.ts";
import { sharedInstance } from "../support/shared_instance.ts";
import { until } from "../support/until.ts";

const OTHER_KEY = "another server's key";
let far: CallbackServer, near: CallbackServer;
const READ = "a-token-that-may-read", SETTLE = "a-token-that-may-settle";

const test = sharedInstance(async () => {
  far = await CallbackServer.open(0, "127.0.0.5");
  near = await CallbackServer.open();
  return {
    listen: { maxWaiting: 2 },
    review: { hold: "0s" },
    servers: [
      {
        name: "main",
        addresses: ["127.0.0.1"],
        md5key: "bff0378ea5ef0d5d",
        callback: { port: near.port },
      },
      {
        name: "far",
        addresses: ["127.0.0.4/31"],
        md5key: OTHER_KEY,
        callback: { host: "127.0.0.5", port: far.port },
      },
    ],
    web: {
      tokens: [
        { name: "reader", token: READ, may: ["read"] },
        { name: "erp", token: SETTLE, may: ["settle"] },
      ],
    },
  };
});

Deno.test.afterAll(async () => {
  await far[Symbol.asyncDispose]();
  await near[Symbol.asyncDispose]();
});

test("above maxWaiting new orders are answered 3 and not stored, known ones still 0 or 2", async (world) => {
  const [first, second, third] = [newChargeId(), newChargeId(), newChargeId()];
  const code = async (chargeId: string, chargeAcct = '"1"') =>
    JSON.parse((await world.send({ chargeId, chargeAcct, chargeType: TO.desk })).text);
  // An order is at the desk a moment after its ack.
  const settle = (chargeId: string) =>
    until("it is settled by hand", async () => {
      const path = `/api/orders/main/${chargeId}/settle`;
      const answer = await world.api.call("POST", path, { body: { retCode: 3 }, token: SETTLE });
      return answer.status === 200;
    });
  assert.equal((await code(first)).retCode, 0);
  assert.equal((await code(second)).retCode, 0);
  const refused = await code(third);
  assert.equal(refused.retCode, 3);
  assert.equal(refused.retDetail, "系统繁忙,定单未接收");
  assert.notEqual(refused.sign, "");
  const asked = await world.api.call("GET", `/api/orders/main/${third}`, { token: READ });
  assert.equal(asked.status, 404);
  assert.equal((await code(first)).retCode, 0);
  assert.equal((await code(first, '"2"')).retCode, 2);
  await settle(first);
  // An order that has its result does not wait any more, though its server may not have heard of it.
  assert.equal((await code(third)).retCode, 0);
  for (const chargeId of [second, third]) await settle(chargeId);
  for (const chargeId of [first, second, third]) {
    assert.match((await near.nth(chargeId)).text, /"retCode":3/);
  }
});

test("with no hold an uncertain order is called back with 2 at once", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId, chargeType: TO.uncertain });
  assert.match((await near.nth(chargeId)).text, /"retCode":2,"retDetail":"结果不确定"/);
  const path = `/api/orders/main/${chargeId}/settle`;
  const settled = await world.api.call("POST", path, { body: { retCode: 1 }, token: SETTLE });
  assert.equal(settled.status, 409);
});

test("a server is known by its address, has its own key and numbers, and its callbacks go where it says", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId });
  const send = async (md5key: string) => {
    const peer = await RawPeer.connect(world.orderPort, "127.0.0.4");
    await peer.write(packet({ chargeId }, md5key));
    return JSON.parse((await peer.heard()).text);
  };
  assert.equal((await send("bff0378ea5ef0d5d")).retDetail, "签名错误");
  assert.equal((await send(OTHER_KEY)).retCode, 0);
  const { sign } = JSON.parse((await far.nth(chargeId)).text);
  assert.notEqual(sign, JSON.parse((await near.nth(chargeId)).text).sign);
  assert.equal(world.journal(chargeId).length, 2);
  assert.equal(far.of(chargeId).length + near.of(chargeId).length, 2);
});

test("the API lets in known tokens only, and each only to what it may", async (world) => {
  const chargeId = newChargeId();
  await world.send({ chargeId });
  await near.nth(chargeId);
  const order = `/api/orders/main/${chargeId}`;
  const status = async (method: string, path: string, token?: string, body?: unknown) =>
    (await world.api.call(method, path, { token, body })).status;
  const calls = [["GET", "/api/overview"], ["GET", order], ["POST", `${order}/push`]] as const;
  for (const [method, path] of calls) {
    assert.equal(await status(method, path), 401, path);
    assert.equal(await status(method, path, `${READ}x`), 401, path);
  }
  assert.equal(await status("GET", order, READ), 200);
  assert.equal(await status("GET", order, SETTLE), 403);
  assert.equal(await status("POST", `${order}/settle`, READ, { retCode: 1 }), 403);
  assert.equal(await status("POST", `${order}/push`, READ), 403);
  assert.equal(await status("POST", `${order}/settle`, SETTLE, { retCode: 1 }), 409);
  assert.equal(near.of(chargeId).length, 1);
});
