import assert from "node:assert/strict";
import { join } from "node:path";
import { OrderStore } from "../../lib/store/orders.ts";
import { openStore } from "../../lib/store/open.ts";
import { StoreRefused } from "../../lib/store/store_refused.ts";
import { KEY_BYTES } from "../../lib/store/secrets.ts";
import { Writer } from "../../lib/store/writer.ts";
import { acked, dayOf, idOf, newOrder, settledAs, startedAt, take } from "../support/store.ts";
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
  name:
    "a key file that can't be seen or read is said to be that, by its name, and is not called missing",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTempDir(async (dir) => {
      const path = join(dir, "orders.kv");
      const keyPath = `${path}.key`;
      // For a new store too: it would be given another key.
      for (const isNew of [true, false]) {
        if (!isNew) (await openStore(path, NOW)).close();
        const key = isNew ? null : Deno.readFileSync(keyPath);
        if (key !== null) Deno.removeSync(keyPath);
        // What also root can't look through, as nobody else through a folder without permission.
        Deno.symlinkSync("orders.kv.key", keyPath);
        await refused(path, /orders\.kv\.key.*Cannot tell whether the file is there/);
        Deno.removeSync(keyPath);
        Deno.mkdirSync(keyPath);
        await refused(path, /orders\.kv\.key.*Cannot read the key file/);
        Deno.removeSync(keyPath);
        if (key !== null) Deno.writeFileSync(keyPath, key);
      }
    }),
});

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

Deno.test("an address of a service is refused, and no folder is made of it", async () => {
  for (const address of ["https://kv.example/store", "http://10.0.0.1:4512"]) {
    await refused(address, /^store\.path: .*Only a file can be used here/);
    assert.throws(() => Deno.statSync(address.slice(0, 6)), Deno.errors.NotFound);
  }
});

/** A store with an order's worth of rows, closed; its bytes. */
async function storeAt(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { kv, close } = await openStore(path, NOW);
  for (let at = 0; at < 50; at++) {
    await kv.atomic().set(["active", "main", `${at}`], new Uint8Array(400)).commit();
  }
  close();
  return Deno.readFileSync(path);
}

Deno.test("a damaged store is refused in words and left as it is, wherever the damage is", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "orders.kv");
    const whole = await storeAt(path);
    const damaged = (from: number, to: number) => whole.slice().fill(0x55, from, to);
    const files = [
      damaged(0, 100),
      damaged(100, 4096),
      damaged(2 * 4096, whole.length),
      whole.slice(0, 3 * 4096),
      new TextEncoder().encode("no store at all"),
    ];
    for (const [at, bytes] of files.entries()) {
      Deno.writeFileSync(path, bytes);
      await refused(path, /文件已损坏.*orders\.kv|orders\.kv.*damaged or is no store/);
      assert.deepEqual(Deno.readFileSync(path), bytes, `file ${at}`);
    }
    // The backup is put back.
    Deno.writeFileSync(path, whole);
    const { kv, close } = await openStore(path, NOW);
    assert.notEqual((await kv.get(["active", "main", "7"])).value, null);
    close();
  }));

Deno.test("a folder or file that can't be used is refused in words, and the lock is free again", () =>
  inTempDir(async (dir) => {
    const words = /请检查 store\.path.*see to store\.path/;
    Deno.writeTextFileSync(join(dir, "file"), "");
    await refused(join(dir, "file", "orders.kv"), words);
    await refused(join(dir, "file", "deep", "orders.kv"), words);
    for (const suffix of ["", ".key", ".lock"]) {
      const path = join(dir, `orders${suffix}.kv`);
      if (suffix === "") Deno.writeFileSync(`${path}.key`, new Uint8Array(KEY_BYTES));
      Deno.mkdirSync(path + suffix);
      await refused(path, suffix === ".key" ? /密钥文件.*Cannot read the key file/ : words);
      Deno.removeSync(path + suffix);
      (await openStore(path, NOW)).close();
    }
  }));

Deno.test({
  name: "a folder that may not be written is refused in words",
  // Root may write everywhere.
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  fn: () =>
    inTempDir(async (dir) => {
      Deno.chmodSync(dir, 0o500);
      await refused(join(dir, "orders.kv"), /store\.path/);
      await refused(join(dir, "deep", "orders.kv"), /store\.path/);
      Deno.chmodSync(dir, 0o700);
      const path = join(dir, "orders.kv");
      const whole = await storeAt(path);
      Deno.chmodSync(dir, 0o500);
      await refused(path, /store\.path/);
      Deno.chmodSync(dir, 0o700);
      assert.deepEqual(Deno.readFileSync(path), whole);
    }),
});

Deno.test("an empty key beside a store that is not there yet is made anew", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "orders.kv");
    Deno.writeFileSync(`${path}.key`, new Uint8Array());
    // Half of one that a crash left while it was made.
    Deno.writeFileSync(`${path}.key.new`, new Uint8Array(5));
    const store = await openStore(path, NOW);
    const sealed = store.secrets.seal({ cardPassword: CARD_PASSWORD, agentPass: "" });
    store.close();
    assert.equal(Deno.readFileSync(`${path}.key`).length, KEY_BYTES);
    assert.throws(() => Deno.statSync(`${path}.key.new`), Deno.errors.NotFound);
    const again = await openStore(path, NOW);
    assert.equal(again.secrets.open(sealed).cardPassword, CARD_PASSWORD);
    again.close();
  }));

Deno.test("an empty or cut key beside a store is refused, and neither is touched", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "orders.kv");
    const whole = await storeAt(path);
    const key = Deno.readFileSync(`${path}.key`);
    for (const left of [0, 5]) {
      Deno.writeFileSync(`${path}.key`, key.subarray(0, left));
      await refused(path, new RegExp(`key.*32.*${left}.*backup`));
      assert.equal(Deno.readFileSync(`${path}.key`).length, left);
      assert.deepEqual(Deno.readFileSync(path), whole);
    }
    Deno.writeFileSync(`${path}.key`, key);
    (await openStore(path, NOW)).close();
  }));

Deno.test("a key without its store is kept: the store may be on its way from a backup", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "orders.kv");
    const key = new Uint8Array(KEY_BYTES).fill(7);
    Deno.writeFileSync(`${path}.key`, key);
    (await openStore(path, NOW)).close();
    assert.deepEqual(Deno.readFileSync(`${path}.key`), key);
  }));

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
    const orders = new OrderStore(store.kv, new Writer(store.kv, hastyClock), clock, dayOf);
    const secrets = { cardPassword: CARD_PASSWORD, agentPass: AGENT_PASS };
    const order = newOrder("1", clock.nowMs(), { sealed: store.secrets.seal(secrets) });
    await take(orders, order, acked, startedAt("sim"));
    const loaded = new OrderStore(store.kv, new Writer(store.kv, hastyClock), clock, dayOf);
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
