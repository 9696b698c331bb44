/**
 * `GET /api/orders` and `GET /api/orders/SERVER/CHARGEID`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { QueryError } from "../../lib/order_query.ts";
import { EMPTY_OVERVIEW, errorOf, webWorld } from "../support/web.ts";
import { processing, queued, settled } from "../support/web_orders.ts";

Deno.test("the listing shows orders as they are shown alone, and where the next page begins", async () => {
  const { get } = webWorld([queued(), settled({ chargeId: "197" })]);
  const answer = await get("/api/orders");
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json, {
    orders: [
      (await get("/api/orders/main/196")).json,
      (await get("/api/orders/main/197")).json,
    ],
    cursor: "next",
  });
});

Deno.test("an order's delivery shows where its callback goes", async () => {
  const { json } = await webWorld([settled()]).get("/api/orders/main/196");
  const { delivery } = json as { delivery: { target: unknown } };
  assert.equal(delivery.target, "192.168.1.7:50899");
});

Deno.test("without parameters, or with empty ones, the first 50 of all orders are asked for", async () => {
  const { get, listed } = webWorld();
  await get("/api/orders");
  await get("/api/orders?state=&retCode=&server=&channel=&q=%20&from=&to=&limit=&cursor=");
  const first = { filter: {}, limit: 50, cursor: null };
  assert.deepEqual(listed, [first, first]);
});

Deno.test("every parameter reaches the store", async () => {
  const { get, listed } = webWorld();
  const params = new URLSearchParams({
    state: "settled",
    retCode: "3",
    delivery: "abandoned",
    server: "主站",
    channel: "desk",
    q: " 13530017201 ",
    chargeType: "5",
    cashMin: "10",
    cashMax: "500.5",
    flag: "needsYou",
    from: "2026-03-01T08:00:00+08:00",
    to: "2026-03-02",
    limit: "500",
    cursor: "opaque/==",
  });
  assert.equal((await get(`/api/orders?${params}`)).status, 200);
  assert.deepEqual(listed, [{
    filter: {
      state: "settled",
      retCode: 3,
      delivery: "abandoned",
      server: "主站",
      channel: "desk",
      q: "13530017201",
      chargeType: 5,
      cashMin: 10_000n,
      cashMax: 500_500n,
      flag: "needsYou",
      fromMs: Date.UTC(2026, 2, 1),
      toMs: Date.UTC(2026, 2, 2),
    },
    limit: 500,
    cursor: "opaque/==",
  }]);
});

Deno.test("instants are taken with Z, with an offset, with an unescaped plus, and as a day", async () => {
  const texts = {
    "2026-03-01T08:00:00Z": Date.UTC(2026, 2, 1, 8),
    "2026-03-01T08:00Z": Date.UTC(2026, 2, 1, 8),
    "2026-03-01T08:00:00.125Z": Date.UTC(2026, 2, 1, 8, 0, 0, 125),
    "2026-03-01T08:00:00+08:00": Date.UTC(2026, 2, 1),
    "2026-03-01T08:00:00-01:30": Date.UTC(2026, 2, 1, 9, 30),
    "2026-03-01": Date.UTC(2026, 2, 1),
    "2028-02-29": Date.UTC(2028, 1, 29),
  };
  for (const [text, atMs] of Object.entries(texts)) {
    const { get, listed } = webWorld();
    await get(`/api/orders?from=${text}`);
    assert.deepEqual(listed[0]?.filter, { fromMs: atMs }, text);
  }
});

Deno.test("a bad value is 422 and names its parameter; the store is not asked", async () => {
  const bad = {
    state: ["open", "SETTLED", "settled,queued"],
    retCode: ["0", "4", "01", "1.0", "success"],
    delivery: ["none", "ok"],
    server: ["x".repeat(101)],
    channel: ["x".repeat(101)],
    q: ["1".repeat(101)],
    chargeType: ["话费", "-1", "0.5", "12345"],
    cashMin: ["-1", "1.0001", "ten"],
    cashMax: ["1e3"],
    flag: ["needsyou", "true"],
    from: ["yesterday", "2026-02-30", "2026-13-01", "2026-03-01T08:00:00", "2026-03-01T24:00:00Z"],
    to: ["1772352000000", "2026-03-01T08:00:00+8", "0000-00-00"],
    limit: ["0", "501", "-1", "1.5", "1e2", "many", "99999999999"],
    cursor: ["x".repeat(1001)],
    retcode: ["1"],
    ["__proto__"]: ["1"],
    constructor: ["1"],
  };
  for (const [field, values] of Object.entries(bad)) {
    for (const value of values) {
      const { get, listed } = webWorld();
      const answer = await get(`/api/orders?${new URLSearchParams({ [field]: value })}`);
      assert.deepEqual(errorOf(answer), { status: 422, code: "invalid", field }, value);
      assert.deepEqual(listed, []);
    }
  }
});

Deno.test("a parameter given twice is 422, for only one of them could count", async () => {
  const answer = await webWorld().get("/api/orders?state=queued&state=review");
  assert.deepEqual(errorOf(answer), { status: 422, code: "invalid", field: "state" });
});

Deno.test("what the store can't read of a query is 422 with its field", async () => {
  const { get } = webWorld([], {
    orders: {
      get: () => Promise.resolve(null),
      list: () => Promise.reject(new QueryError("cursor", "不是本程序给出的游标")),
      overview: () => Promise.resolve(EMPTY_OVERVIEW),
    },
  });
  const answer = await get("/api/orders?cursor=made-up");
  assert.deepEqual(errorOf(answer), { status: 422, code: "invalid", field: "cursor" });
  assert.match(JSON.stringify(answer.json), /不是本程序给出的游标/);
});

Deno.test("an order is found under a server's name in any script, and an unknown one is 404", async () => {
  const order = { ...processing(), server: "主 站" };
  const { get } = webWorld([order]);
  const answer = await get(`/api/orders/${encodeURIComponent("主 站")}/196`);
  assert.equal(answer.status, 200);
  assert.equal((answer.json as { server: unknown }).server, "主 站");
  for (const path of ["main/196", "x/1%2F2", "x/%E0%A4%A"]) {
    const missing = await get(`/api/orders/${path}`);
    assert.deepEqual(errorOf(missing), { status: 404, code: "unknown_order" }, path);
  }
});

Deno.test("the store is not asked for a number that is too long for its keys", async () => {
  const fail = () => Promise.reject(new TypeError("key too large for key"));
  const { get, post } = webWorld([], { orders: { get: fail, list: fail, overview: fail } });
  for (const id of [`main/${"9".repeat(101)}`, `${"x".repeat(101)}/196`]) {
    const expected = { status: 404, code: "unknown_order" };
    assert.deepEqual(errorOf(await get(`/api/orders/${id}`)), expected);
    assert.deepEqual(errorOf(await post(`/api/orders/${id}/settle`, { retCode: 1 })), expected);
    assert.deepEqual(errorOf(await post(`/api/orders/${id}/push`)), expected);
  }
});
