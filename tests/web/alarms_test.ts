/**
 * `GET /api/alarms`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { SETTINGS, webWorld, WITH_TOKENS } from "../support/web.ts";
import { NOW_MS } from "../support/web_orders.ts";

const OPERATIONS = {
  logLevels: () => ({ level: "info", modules: new Map() }) as const,
  setLogLevels() {},
  stop() {},
  metrics: () => "",
  tryWebhooks: (by: string) =>
    Promise.resolve([
      { name: "ops", refusal: null },
      { name: "boss", refusal: `HTTP 500 for ${by}` },
    ]),
  recentLog: () => [],
  settings: () => Promise.resolve(SETTINGS),
  alarms: () => [
    {
      kind: "diskFull",
      subject: "data",
      words: { zh: "满了", en: "full" },
      sinceMs: NOW_MS,
    } as const,
  ],
};

Deno.test("whoever may read sees the alarms that are raised", async () => {
  const { get } = webWorld([], { operations: OPERATIONS, config: WITH_TOKENS });
  assert.equal((await get("/api/alarms")).status, 401);
  assert.equal((await get("/api/alarms", { Authorization: "Bearer push-token" })).status, 403);
  const answer = await get("/api/alarms", { Authorization: "Bearer read-token" });
  assert.deepEqual(answer.json, {
    alarms: [{
      kind: "diskFull",
      subject: "data",
      zh: "满了",
      en: "full",
      since: new Date(NOW_MS).toISOString(),
    }],
  });
});

Deno.test("an admin sends a trial to each webhook and sees what became of it; it is audited", async () => {
  const { post, audited } = webWorld([], { operations: OPERATIONS, config: WITH_TOKENS });
  const as = (token: string) => ({ Authorization: `Bearer ${token}` });
  assert.equal((await post("/api/alarms/test", undefined, as("read-token"))).status, 403);
  assert.equal(audited.lines.length, 0);
  const answer = await post("/api/alarms/test", undefined, as("admin-token"));
  assert.deepEqual(answer.json, {
    webhooks: [
      { name: "ops", ok: true, refusal: null },
      { name: "boss", ok: false, refusal: "HTTP 500 for token:boss" },
    ],
  });
  assert.deepEqual(audited.events("info"), ["alarm webhooks tried"]);
});

Deno.test("they are seen also while the stored orders are being loaded", async () => {
  const { get } = webWorld([], { operations: OPERATIONS, loading: () => new Promise(() => {}) });
  assert.equal((await get("/api/alarms")).status, 200);
});
