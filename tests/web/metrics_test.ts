/**
 * `GET /metrics`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { webWorld, WITH_TOKENS } from "../support/web.ts";

Deno.test("a loopback page without users and tokens is open, and so are the metrics", async () => {
  const answer = await webWorld().app.request("/metrics");
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.equal(await answer.text(), "# EOF\n");
});

Deno.test("elsewhere the metrics are for those who may read, also while the orders are loaded", async () => {
  const { app } = webWorld([], { config: WITH_TOKENS, loading: () => new Promise(() => {}) });
  const status = async (token: string | null) => {
    const headers = token === null ? undefined : { Authorization: `Bearer ${token}` };
    return (await app.request("/metrics", { headers })).status;
  };
  assert.equal(await status(null), 401);
  assert.equal(await status("wrong"), 401);
  assert.equal(await status("push-token"), 403);
  assert.equal(await status("read-token"), 200);
});
