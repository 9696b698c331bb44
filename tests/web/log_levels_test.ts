/**
 * `/api/log-levels`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { errorOf, webWorld, WITH_TOKENS } from "../support/web.ts";

Deno.test("levels are changed one by one, what is left out stays, and null takes one away", async () => {
  const { get, post } = webWorld();
  const first = await post("/api/log-levels", { levels: { callback: "debug", store: "warn" } });
  assert.deepEqual(first.json, { level: "info", levels: { callback: "debug", store: "warn" } });
  const second = await post("/api/log-levels", { level: "error", levels: { store: null } });
  assert.deepEqual(second.json, { level: "error", levels: { callback: "debug" } });
  assert.deepEqual((await get("/api/log-levels")).json, second.json);
});

Deno.test("a level or a module that is none changes nothing and is named", async () => {
  const { get, post } = webWorld();
  const before = (await get("/api/log-levels")).json;
  for (
    const [body, field] of [
      [{ level: "loud" }, "level"],
      [{ levels: { callbak: "debug" } }, "levels.callbak"],
      [{ levels: { store: "warn", callback: 1 } }, "levels.callback"],
      [{ levels: [] }, "levels"],
      [{ lever: "debug" }, "lever"],
    ] as const
  ) {
    assert.deepEqual(errorOf(await post("/api/log-levels", body)), {
      status: 422,
      code: "invalid",
      field,
    });
  }
  assert.deepEqual((await get("/api/log-levels")).json, before);
});

Deno.test("only an admin sees and changes them, and the change is audited", async () => {
  const { get, post, audited } = webWorld([], { config: WITH_TOKENS });
  const as = (token: string) => ({ Authorization: `Bearer ${token}` });
  for (const token of ["read-token", "settle-token", "push-token"]) {
    assert.equal((await get("/api/log-levels", as(token))).status, 403);
    assert.equal((await post("/api/log-levels", { level: "debug" }, as(token))).status, 403);
  }
  assert.equal((await post("/api/log-levels", { level: "debug" })).status, 401);
  assert.equal(audited.lines.length, 0);
  assert.equal((await post("/api/log-levels", { level: "debug" }, as("admin-token"))).status, 200);
  const [line] = audited.lines;
  assert.equal(line?.event, "log levels");
  assert.equal(line?.fields.by, "token:boss");
  assert.equal(line?.fields.level, "debug");
});
