/**
 * `GET /healthz`.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Health } from "../../lib/status.ts";
import { webWorld, WITH_TOKENS } from "../support/web.ts";

const CHECKS = { store: { ok: false, message: "disk full at 3 %" } };

Deno.test("ok and degraded are 200, down is 503", async () => {
  const expected = { ok: 200, degraded: 200, down: 503 } as const;
  for (const status of ["ok", "degraded", "down"] as const) {
    const health = (): Promise<Health> => Promise.resolve({ status, checks: CHECKS });
    const answer = await webWorld([], { health }).get("/healthz");
    assert.equal(answer.status, expected[status]);
    assert.deepEqual(answer.json, { status, checks: CHECKS });
  }
});

Deno.test("strangers see which check failed, only readers what was found", async () => {
  const health = (): Promise<Health> => Promise.resolve({ status: "down", checks: CHECKS });
  const { get } = webWorld([], { health, config: WITH_TOKENS });
  const bare = { status: "down", checks: { store: { ok: false } } };
  for (const token of [null, "wrong", "push-token"]) {
    const answer = await get(
      "/healthz",
      token === null ? {} : { Authorization: `Bearer ${token}` },
    );
    assert.equal(answer.status, 503);
    assert.deepEqual(answer.json, bare, String(token));
  }
  const reader = await get("/healthz", { Authorization: "Bearer read-token" });
  assert.deepEqual(reader.json, { status: "down", checks: CHECKS });
});

Deno.test("a health check that breaks is down, and logged", async () => {
  const { get, errors } = webWorld([], { health: () => Promise.reject(new Error("broken pipe")) });
  const answer = await get("/healthz");
  assert.equal(answer.status, 503);
  assert.deepEqual(answer.json, { status: "down", checks: {} });
  assert.equal(errors[0]?.fields.error, "broken pipe");
});
