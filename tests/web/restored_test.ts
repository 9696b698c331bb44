import assert from "node:assert/strict";
import { errorOf, webWorld, WITH_TOKENS } from "../support/web.ts";

const BOSS = { Authorization: "Bearer admin-token" };
const READER = { Authorization: "Bearer read-token" };

/** A page over a store that came from a backup. */
function restoredWorld(goOn: () => Promise<void>) {
  let restored: { backupAtMs: number; importedAtMs: number } | null = {
    backupAtMs: 0,
    importedAtMs: 1000,
  };
  return webWorld([], {
    config: WITH_TOKENS,
    store: {
      exportAll: async function* () {
        yield new TextEncoder().encode("first\n");
        yield new TextEncoder().encode("last\n");
      },
      survey: async function* () {
        yield new TextEncoder().encode("survey\n");
      },
      restored: () => restored,
      async goOn() {
        await goOn();
        restored = null;
      },
    },
  });
}

Deno.test("everybody who may read sees whether new orders are held, and an admin ends it", async () => {
  const world = restoredWorld(() => Promise.resolve());
  const held = {
    newOrders: "held",
    backupAt: "1970-01-01T00:00:00.000Z",
    importedAt: "1970-01-01T00:00:01.000Z",
  };
  assert.deepEqual((await world.get("/api/restored", READER)).json, held);
  const refused = await world.post("/api/restored/go-on", undefined, READER);
  assert.equal(refused.status, 403);
  assert.deepEqual((await world.get("/api/restored", READER)).json, held);
  const executed = { newOrders: "executed", backupAt: null, importedAt: null };
  assert.deepEqual((await world.post("/api/restored/go-on", undefined, BOSS)).json, executed);
  assert.match(JSON.stringify(world.audited.lines), /token:boss/);
});

Deno.test("a word that can't be written down is none", async () => {
  const world = restoredWorld(() => Promise.reject(new TypeError("disk I/O error")));
  const answer = await world.post("/api/restored/go-on", undefined, BOSS);
  assert.deepEqual(errorOf(answer), { status: 503, code: "store_down" });
});

Deno.test("the whole store is for an admin alone", async () => {
  const world = restoredWorld(() => Promise.resolve());
  const answer = await world.app.request("/api/export.ndjson", { headers: BOSS });
  assert.equal(answer.headers.get("Content-Type"), "application/x-ndjson");
  assert.equal(await answer.text(), "first\nlast\n");
  const surveyed = await world.app.request("/api/survey.ndjson", { headers: BOSS });
  assert.equal(await surveyed.text(), "survey\n");
  for (const path of ["/api/export.ndjson", "/api/survey.ndjson"]) {
    assert.equal((await world.app.request(path, { headers: READER })).status, 403);
    assert.equal((await world.app.request(path)).status, 401);
  }
  assert.match(JSON.stringify(world.audited.lines), /"export".*"survey"/);
});
