/**
 * The API while the orders of earlier runs are still being read.
 *
 * @module
 */
import assert from "node:assert/strict";
import { LOADING_RETRY_S, LOADING_WAIT_MS } from "../../web/loading.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { errorOf, webWorld, WITH_TOKENS } from "../support/web.ts";
import { settled } from "../support/web_orders.ts";

function loadingWorld() {
  const clock = new VirtualClock();
  const { promise, resolve } = Promise.withResolvers<void>();
  let loading: Promise<void> | null = promise;
  const world = webWorld([settled()], { clock, loading: () => loading });
  const end = () => {
    loading = null;
    resolve();
  };
  return { ...world, clock, end };
}

Deno.test("a request that needs orders waits a moment, and is then told to come again", async () => {
  const { get, post, clock, asked, listed } = loadingWorld();
  const calls = [
    get("/api/overview"),
    get("/api/orders"),
    get("/api/orders/main/196"),
    post("/api/orders/main/196/settle", { retCode: 1 }),
    post("/api/orders/main/196/push"),
  ];
  await clock.advance(LOADING_WAIT_MS);
  for (const answer of await Promise.all(calls)) {
    assert.deepEqual(errorOf(answer), { status: 503, code: "loading" });
    assert.equal(answer.headers.get("Retry-After"), `${LOADING_RETRY_S}`);
  }
  assert.deepEqual([asked, listed], [[], []]);
});

Deno.test("a request that waits is answered as soon as the orders are there", async () => {
  const { get, clock, end } = loadingWorld();
  const call = get("/api/orders/main/196");
  await clock.advance(LOADING_WAIT_MS - 1);
  end();
  assert.equal((await call).status, 200);
  assert.equal((await get("/api/overview")).status, 200);
});

Deno.test("the health needs no orders, and the page says that they come and looks again by itself", async () => {
  const { get, app, clock } = loadingWorld();
  assert.equal((await get("/healthz")).status, 200);
  const asked = app.request("/");
  await clock.advance(LOADING_WAIT_MS);
  const answer = await asked;
  assert.deepEqual([answer.status, answer.headers.get("Refresh")], [503, `${LOADING_RETRY_S}`]);
  assert.match(await answer.text(), /正在载入定单/);
});

Deno.test("who may not call is told that first", async () => {
  const { get } = webWorld([], { config: WITH_TOKENS, loading: () => new Promise(() => {}) });
  assert.deepEqual(errorOf(await get("/api/overview")), { status: 401, code: "unauthorized" });
});
