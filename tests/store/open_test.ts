import assert from "node:assert/strict";
import { join } from "node:path";
import { OrderStore } from "../../lib/store/orders.ts";
import { openStore, StoreRefused } from "../../lib/store/open.ts";
import { KEY_BYTES } from "../../lib/store/secrets.ts";
import { Writer } from "../../lib/store/writer.ts";
import { acked, idOf, newOrder, settledAs, startedAt, take } from "../support/store.ts";
import { inTempDir } from "../support/temp_dir.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { hastyClock } from "../support/hasty_clock.ts";

const NOW = new Date("2026-11-23T08:00:00Z");
const CARD_PASSWORD = "8888-6666-PLAIN-CARD";
const AGENT_PASS = "AGENT-PLAIN-PASS";

async function refused(path: string, message: RegExp): Promise<void> {
  await assert.rejects(openStore(path, NOW), (error) => {
    assert.ok(error instanceof StoreRefused, String(error));
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("a store is made in a folder that is not there yet, and opens again", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "data", "deep", "orders.kv");
    const first = await openStore(path, NOW);
    await first.kv.atomic().set(["x"], 7).commit();
    const sealed = first.secrets.seal({ cardPassword: CARD_PASSWORD, agentPass: "" });
    first.close();
    const again = await openStore(path, NOW);
    assert.equal((await again.kv.get(["x"])).value, 7);
    assert.equal(again.secrets.open(sealed).cardPassword, CARD_PASSWORD);
    again.close();
  }));

Deno.test({
  name: "every file of a store is for its owner's eyes only, also one that was not",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTempDir(async (dir) => {
      const path = join(dir, "data", "orders.kv");
      const modes = () =>
        [...Deno.readDirSync(join(dir, "data"))].map(({ name }) => {
          const { mode } = Deno.statSync(join(dir, "data", name));
          return `${name} ${((mode ?? 0) & 0o777).toString(8)}`;
        }).sort();
      const first = await openStore(path, NOW);
      await first.kv.atomic().set(["x"], 7).commit();
      const files = ["orders.kv", "orders.kv-shm", "orders.kv-wal", "orders.kv.key"];
      const expected = [...files, "orders.kv.lock"].map((name) => `${name} 600`);
      assert.deepEqual(modes(), expected);
      assert.equal((Deno.statSync(join(dir, "data")).mode ?? 0) & 0o777, 0o700);
      first.close();
      for (const { name } of Deno.readDirSync(join(dir, "data"))) {
        Deno.chmodSync(join(dir, "data", name), 0o644);
      }
      const again = await openStore(path, NOW);
      assert.deepEqual(modes(), expected);
      again.close();
    }),
});

Deno.test("a second instance is refused, and told who has the store", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "orders.kv");
    const store = await openStore(path, NOW);
    await refused(path, new RegExp(`${Deno.pid} \\(2026-11-23T08:00:00.000Z\\)`));
    store.close();
    (await openStore(path, NOW)).close();
  }));

Deno.test("a store whose key is missing is refused, not given another key", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "orders.kv");
    (await openStore(path, NOW)).close();
    const key = Deno.readFileSync(`${path}.key`);
    assert.equal(key.length, KEY_BYTES);
    Deno.removeSync(`${path}.key`);
    await refused(path, /orders\.kv\.key.*key file is missing/);
    assert.throws(() => Deno.statSync(`${path}.key`), Deno.errors.NotFound);
    Deno.writeFileSync(`${path}.key`, key.subarray(1));
    await refused(path, /32.*31/);
    Deno.writeFileSync(`${path}.key`, key);
    (await openStore(path, NOW)).close();
  }));

Deno.test({
  name: "a store of another format is refused, and nothing of it stays open",
  sanitizeResources: true,
  fn: () =>
    inTempDir(async (dir) => {
      const path = join(dir, "orders.kv");
      const store = await openStore(path, NOW);
      await store.kv.atomic().set(["format"], 99).commit();
      store.close();
      for (let time = 0; time < 2; time++) await refused(path, /99/);
      const kv = await Deno.openKv(path);
      await kv.set(["format"], 1);
      kv.close();
      (await openStore(path, NOW)).close();
    }),
});

Deno.test("two stores have two keys", () =>
  inTempDir(async (dir) => {
    const [a, b] = [join(dir, "a.kv"), join(dir, "b.kv")];
    for (const path of [a, b]) (await openStore(path, NOW)).close();
    assert.notDeepEqual(Deno.readFileSync(`${a}.key`), Deno.readFileSync(`${b}.key`));
  }));

Deno.test("no password ever stands in plain text in a file of the store", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "data", "orders.kv");
    const store = await openStore(path, NOW);
    const clock = new VirtualClock();
    const orders = new OrderStore(store.kv, new Writer(store.kv, hastyClock), clock);
    const secrets = { cardPassword: CARD_PASSWORD, agentPass: AGENT_PASS };
    const order = newOrder("1", clock.nowMs(), { sealed: store.secrets.seal(secrets) });
    await take(orders, order, acked, startedAt("sim"));
    const loaded = new OrderStore(store.kv, new Writer(store.kv, hastyClock), clock);
    await loaded.load();
    const processing = loaded.peek(idOf(order));
    assert.ok(processing?.state === "processing");
    assert.deepEqual(store.secrets.open(processing.sealed), secrets);
    const inFiles = (text: string) =>
      [...Deno.readDirSync(join(dir, "data"))].some(({ name }) =>
        new TextDecoder("latin1").decode(Deno.readFileSync(join(dir, "data", name))).includes(text)
      );
    assert.equal(inFiles("13530017201"), true);
    assert.deepEqual([inFiles(CARD_PASSWORD), inFiles(AGENT_PASS)], [false, false]);
    await orders.change(idOf(order), settledAs({}, clock.nowMs()));
    store.close();
    assert.deepEqual([inFiles(CARD_PASSWORD), inFiles(AGENT_PASS)], [false, false]);
  }));
