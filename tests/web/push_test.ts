/**
 * `POST /api/orders/SERVER/CHARGEID/push`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { move } from "../../lib/move.ts";
import { errorOf, IDLE_OPERATOR, webWorld } from "../support/web.ts";
import { NOW_MS, processing, settled } from "../support/web_orders.ts";

const PATH = "/api/orders/main/196/push";

Deno.test("a push makes the callback due now, also of a confirmed order", async () => {
  const confirmed = move(settled(), { kind: "confirmed" }, NOW_MS - 500);
  for (const body of [undefined, {}, "{}", ""]) {
    const { post, asked } = webWorld([confirmed]);
    const answer = await post(PATH, body);
    assert.equal(answer.status, 200);
    const { delivery } = answer.json as { delivery: { state: unknown; nextAt: unknown } };
    assert.equal(delivery.state, "pending");
    assert.equal(delivery.nextAt, new Date(NOW_MS).toISOString());
    assert.deepEqual(asked, [
      { call: "push", id: { server: "main", chargeId: "196" }, by: "operator:local" },
    ]);
  }
});

Deno.test("an unknown order is 404, one without a result 409, a store that is down 503", async () => {
  assert.deepEqual(errorOf(await webWorld([]).post(PATH)), { status: 404, code: "unknown_order" });
  const unsettled = await webWorld([processing()]).post(PATH);
  assert.deepEqual(errorOf(unsettled), { status: 409, code: "not_settled" });
  const { post } = webWorld([settled()], {
    operator: {
      ...IDLE_OPERATOR,
      settle: () => Promise.resolve("storeDown"),
      push: () => Promise.resolve("storeDown"),
    },
  });
  assert.deepEqual(errorOf(await post(PATH)), { status: 503, code: "store_down" });
});

Deno.test("a form can't push, an empty one neither", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
    for (const body of ["", "a=1"]) {
      const { post, asked } = webWorld([settled()]);
      const answer = await post(PATH, body, { "Content-Type": type });
      assert.deepEqual(errorOf(answer), { status: 415, code: "unsupported_media_type" }, type);
      assert.deepEqual(asked, []);
    }
  }
});

Deno.test("a body that is not empty must be announced, be JSON, and have no fields", async () => {
  const { app, post, asked } = webWorld([settled()]);
  const unannounced = await app.request(PATH, {
    method: "POST",
    body: new Uint8Array([0x7b, 0x7d]),
  });
  await unannounced.body?.cancel();
  assert.equal(unannounced.status, 415);
  assert.deepEqual(errorOf(await post(PATH, "{")), { status: 400, code: "bad_json" });
  const field = await post(PATH, { force: true });
  assert.deepEqual(errorOf(field), { status: 422, code: "invalid", field: "force" });
  assert.deepEqual(asked, []);
});
