import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../lib/store/open.ts";
import { StoreInUse, StoreRefused } from "../../lib/store/store_refused.ts";
import { openSharedStore } from "../../lib/store/open_shared.ts";
import { inTempDir } from "../support/temp_dir.ts";

const NOW = new Date("2026-11-23T08:00:00Z");

Deno.test("several may have a shared file, and none beside one who has it alone", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "data", "orders.kv");
    const first = await openSharedStore(path, NOW);
    const second = await openSharedStore(path, NOW);
    await assert.rejects(openStore(path, NOW), StoreInUse);
    assert.equal(first.secrets.keyId, second.secrets.keyId);
    first.close();
    await assert.rejects(openStore(path, NOW), StoreInUse);
    second.close();
    const alone = await openStore(path, NOW);
    await assert.rejects(openSharedStore(path, NOW), StoreInUse);
    alone.close();
  }));

Deno.test("a machine with another key, or without one, is refused and makes none", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "orders.kv");
    (await openSharedStore(path, NOW)).close();
    const key = Deno.readFileSync(`${path}.key`);
    Deno.writeFileSync(`${path}.key`, key.map((byte) => byte ^ 1));
    await assert.rejects(openSharedStore(path, NOW), /copy it from the first machine/);
    Deno.removeSync(`${path}.key`);
    await assert.rejects(openSharedStore(path, NOW), /key file is missing/);
    assert.throws(() => Deno.statSync(`${path}.key`), Deno.errors.NotFound);
    Deno.writeFileSync(`${path}.key`, key);
    (await openSharedStore(path, NOW)).close();
  }));

Deno.test("a service that can't be reached is told of in words", async () => {
  await assert.rejects(openSharedStore("https://127.0.0.1:1/store", NOW), (error) => {
    assert.ok(error instanceof StoreRefused);
    assert.match(
      error.message,
      /^不能连接定单库 https:\/\/127\.0\.0\.1:1\/store .*Cannot reach the store/,
    );
    return true;
  });
});
