import assert from "node:assert/strict";
import { runCzdock } from "../support/czdock_process.ts";
import { CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { until } from "../support/until.ts";

/** Deno's look for leaks can't follow a child process and its pipes. */
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });
}

async function czdock(world: CzdockWorld, ...args: string[]) {
  return await runCzdock(args, { cwd: world.folder });
}

/** Orders at every place that an order can be at when a backup is made, by name. */
async function worldOfOrders() {
  const world = await CzdockWorld.start();
  const ids = {
    done: newChargeId(),
    desk: newChargeId(),
    review: newChargeId(),
    undelivered: newChargeId(),
  };
  await world.send({ chargeId: ids.done });
  await world.confirmed(ids.done);
  await world.callbacks.refuse();
  await world.send({ chargeId: ids.undelivered });
  await world.send({ chargeId: ids.desk, chargeType: TO.desk, cardPassword: `"8888-PLAIN"` });
  await world.send({ chargeId: ids.review, chargeType: TO.uncertain });
  await world.processing(ids.desk);
  await until("all are where they shall be", async () => {
    const { active } = await world.api.overview();
    return active.settled === 1 && active.review === 1 && active.processing === 1;
  });
  return { world, ids };
}

/** Another machine: a folder with the same configuration, and the key file of the first one. */
function elsewhere(world: CzdockWorld): void {
  Deno.renameSync(`${world.folder}/data`, `${world.folder}/lost`);
  Deno.mkdirSync(`${world.folder}/data`);
  Deno.copyFileSync(`${world.folder}/lost/orders.kv.key`, `${world.folder}/data/orders.kv.key`);
}

test("a restored backup executes and pushes nothing, holds new orders, and ends with the operator's word", async () => {
  const { world, ids } = await worldOfOrders();
  await using _ = world;
  const exported = await czdock(world, "export", "--out", "backup.ndjson.gz");
  assert.deepEqual([exported.code, exported.out], [0, ""]);
  assert.match(exported.err, /exported: 4 /);
  const { mode } = Deno.statSync(`${world.folder}/backup.ndjson.gz`);
  if (Deno.build.os !== "windows") assert.equal((mode ?? 0) & 0o777, 0o600);
  // Executed after the backup was made: the restored store does not know it.
  const lost = newChargeId();
  await world.send({ chargeId: lost });
  await until("it is executed", () => world.journal(lost).length === 1);
  await world.program.kill();

  elsewhere(world);
  const imported = await czdock(world, "import", "backup.ndjson.gz");
  assert.deepEqual([imported.code, imported.err], [0, ""]);
  assert.match(imported.out, /imported: 4 单 orders/);
  assert.match(imported.out, /2 orders wait in review and 1 results/);
  await world.callbacks.reopen();
  await world.startProgram();
  assert.match(world.program.out, /the store came from a backup/);

  // The lost order comes again, and a new one.
  const fresh = newChargeId();
  for (const chargeId of [lost, fresh]) {
    assert.match((await world.send({ chargeId })).text, /"retCode":0/);
    await until("it is held", async () => (await world.api.order(chargeId))?.state === "review");
  }
  // Nor is a faulty packet under a lost number said never to be executed.
  assert.match((await world.send({ chargeId: newChargeId(), amount: `"x"` })).text, /"retCode":2/);
  const health = (await world.api.call("GET", "/healthz")).text;
  assert.match(health, /restored.*4 单待处理/);
  assert.equal((await world.api.order(ids.undelivered))?.delivery.state, "abandoned");
  for (const chargeId of [ids.desk, ids.review]) {
    const order = await world.api.order(chargeId);
    assert.equal(order?.state, "review");
    assert.equal(order?.holdUntil, "9999-12-31T00:00:00.000Z");
  }
  // A restart holds them all the same.
  await world.program.kill();
  await world.startProgram();
  const word = await czdock(world, "restored");
  assert.match(word.out, /new orders are kept in review/);
  assert.equal((await czdock(world, "restored", "--go-on")).code, 0);
  await world.anotherOrderIsThrough();
  assert.match((await czdock(world, "restored")).out, /new orders are executed/);
  for (const chargeId of [lost, fresh]) {
    assert.equal((await world.api.order(chargeId))?.state, "review");
    assert.equal(world.journal(chargeId).length, chargeId === lost ? 1 : 0);
    assert.deepEqual(world.callbacks.of(chargeId), []);
  }
  // One confirmed before the backup is confirmed still, and nothing else has heard a word.
  assert.equal((await world.api.order(ids.done))?.delivery.state, "confirmed");
  for (const chargeId of [ids.desk, ids.review, ids.undelivered]) {
    assert.deepEqual(world.callbacks.of(chargeId), []);
  }
  // The operator's word, one by one.
  for (const chargeId of [ids.desk, ids.review, lost, fresh]) {
    assert.equal(await world.api.settle(chargeId, { retCode: chargeId === lost ? 1 : 3 }), 200);
    await world.confirmed(chargeId);
  }
  const push = await world.api.call("POST", `/api/orders/main/${ids.undelivered}/push`, {});
  assert.equal(push.status, 200);
  await world.confirmed(ids.undelivered);
  assert.doesNotMatch((await world.api.call("GET", "/healthz")).text, /restored/);
});

test("a store that moves to another machine goes on there as if nothing had been", async () => {
  const { world, ids } = await worldOfOrders();
  await using _ = world;
  assert.equal((await czdock(world, "export", "--out", "running.ndjson")).code, 0);
  assert.equal(await world.program.stop(), 0);
  const { code, out } = await czdock(world, "export");
  assert.equal(code, 0);
  Deno.writeTextFileSync(`${world.folder}/moved.ndjson`, out);
  assert.doesNotMatch(out, /8888-PLAIN/);
  elsewhere(world);
  const early = await czdock(world, "import", "running.ndjson", "--moved");
  assert.equal(early.code, 1);
  assert.match(early.err, /czdock ran when this was exported/);
  assert.equal((await czdock(world, "import", "moved.ndjson", "--moved")).code, 0);
  await world.callbacks.reopen();
  await world.startProgram();
  await world.confirmed(ids.undelivered);
  assert.equal((await world.api.order(ids.desk))?.state, "processing");
  assert.equal(await world.api.settle(ids.desk, { retCode: 1 }), 200);
  await world.confirmed(ids.desk);
  await world.anotherOrderIsThrough();
  for (const chargeId of [ids.done, ids.undelivered]) {
    assert.equal(world.journal(chargeId).length, 1);
  }
});

test("an import says what keeps it from being done, and changes nothing then", async () => {
  const { world } = await worldOfOrders();
  await using _ = world;
  await czdock(world, "export", "--out", "backup.ndjson");
  const inUse = await czdock(world, "import", "backup.ndjson");
  assert.equal(inUse.code, 1);
  assert.match(inUse.err, /in use by/);
  await world.program.kill();
  const whole = Deno.readFileSync(`${world.folder}/backup.ndjson`);
  Deno.writeFileSync(`${world.folder}/cut.ndjson`, whole.subarray(0, whole.length / 2));
  Deno.renameSync(`${world.folder}/data`, `${world.folder}/lost`);
  const cut = await czdock(world, "import", "cut.ndjson");
  assert.match(cut.err, /line \d+: /);
  const keyless = await czdock(world, "import", "backup.ndjson");
  assert.match(keyless.err, /orders\.kv\.key.*--without-key/);
  const missing = await czdock(world, "import", "none.ndjson");
  assert.match(missing.err, /none\.ndjson/);
  for (const { code } of [cut, keyless, missing]) assert.equal(code, 1);
  assert.throws(() => Deno.statSync(`${world.folder}/data`), Deno.errors.NotFound);
  assert.equal((await czdock(world, "import")).code, 2);
  assert.equal((await czdock(world, "import", "backup.ndjson", "--without-key")).code, 0);
});

test("an export of a running czdock with tokens needs one with the right admin", async () => {
  await using world = await CzdockWorld.start({
    web: {
      tokens: [
        { name: "boss", token: "admin-token-1234", may: ["admin"] },
        { name: "erp", token: "read-token-12345", may: ["read"] },
      ],
    },
  });
  const without = await czdock(world, "export");
  assert.equal(without.code, 1);
  assert.match(without.err, /CZDOCK_TOKEN/);
  const reader = await czdock(world, "export", "--token", "read-token-12345");
  assert.equal(reader.code, 1);
  assert.equal(reader.out, "");
  const boss = await runCzdock(["export"], {
    cwd: world.folder,
    env: { CZDOCK_TOKEN: "admin-token-1234" },
  });
  assert.equal(boss.code, 0, boss.err);
  assert.match(boss.out, /^\{"czdock":"export".*\n\{"end":\{"orders":0,"gone":0,/);
});
