import assert from "node:assert/strict";
import { hang } from "../support/callback_server.ts";
import { CzdockProcess, runCzdock } from "../support/czdock_process.ts";
import { CHANNELS, CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { packet } from "../support/order_packets.ts";
import { RawPeer } from "../support/raw_peer.ts";
import { until } from "../support/until.ts";

/** Deno's look for leaks can't follow a child process and its pipes. */
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });
}

test("a confirmed result is never pushed again, not after a clean restart and not after a SIGKILL", async () => {
  await using world = await CzdockWorld.start();
  const confirmed = [newChargeId(), newChargeId(), newChargeId()];
  for (const chargeId of confirmed) await world.send({ chargeId });
  for (const chargeId of confirmed) await world.confirmed(chargeId);
  assert.equal(await world.program.stop(), 0);
  await world.startProgram();
  await world.anotherOrderIsThrough();
  await world.program.kill();
  await world.startProgram();
  await world.anotherOrderIsThrough();
  for (const chargeId of confirmed) {
    assert.equal(world.callbacks.of(chargeId).length, 1);
    assert.equal(world.journal(chargeId).length, 1);
    // Its id is known all the same.
    assert.match((await world.send({ chargeId })).text, /"retCode":0/);
  }
  await world.anotherOrderIsThrough();
  for (const chargeId of confirmed) assert.equal(world.callbacks.of(chargeId).length, 1);
});

test("when a server sent its last order and said its last OK is known after a restart, too", async () => {
  await using world = await CzdockWorld.start();
  const chargeId = newChargeId();
  await world.send({ chargeId });
  await world.confirmed(chargeId);
  await world.program.kill();
  await world.startProgram();
  const last = async () => {
    const { json } = await world.api.call("GET", "/api/overview");
    const { servers } = json as { servers: { lastOrderAt: string; lastOkAt: string }[] };
    return [servers[0]?.lastOrderAt, servers[0]?.lastOkAt];
  };
  await until("it is known", async () => (await last()).every((at) => typeof at === "string"));
  const order = await world.api.order(chargeId);
  assert.deepEqual(await last(), [order?.receivedAt, order?.delivery.confirmedAt]);
});

test("a stop with everything under way takes less than ten seconds, exits 0 and loses nothing", async () => {
  await using world = await CzdockWorld.start({ review: { hold: "30m" } });
  const desk = newChargeId(), review = newChargeId(), hanging = newChargeId();
  const slow = Array.from({ length: 20 }, newChargeId);
  world.callbacks.answer(hanging, hang);
  await world.send({ chargeId: desk, chargeType: TO.desk });
  await world.send({ chargeId: review, chargeType: TO.uncertain });
  await world.send({ chargeId: hanging });
  await world.callbacks.nth(hanging);
  await world.processing(desk);
  await until("it is in review", async () => (await world.api.order(review))?.state === "review");
  const silent = await RawPeer.connect(world.orderPort);
  const half = await RawPeer.connect(world.orderPort);
  await half.write(packet({ chargeId: newChargeId() }).subarray(0, 100));
  const open = await RawPeer.connect(world.orderPort);
  const openId = newChargeId();
  await open.write(packet({ chargeId: openId }));
  await open.somethingCame();
  await Promise.all(slow.map((chargeId) => world.send({ chargeId, chargeType: TO.slow })));
  const atMs = performance.now();
  assert.equal(await world.program.stop(), 0);
  const tookMs = performance.now() - atMs;
  // The ack's second and the callback's half: no peer that just sits there holds it up.
  assert.equal(tookMs < 5000, true, `${tookMs} ms`);
  for (const peer of [silent, half, open]) peer.leave();
  await world.startProgram();
  for (const chargeId of [...slow, hanging, openId]) {
    assert.match((await world.callbacks.nth(chargeId)).text, /"retCode":1/);
    await world.confirmed(chargeId);
    assert.equal(world.journal(chargeId).length, 1);
  }
  assert.equal((await world.api.order(review))?.state, "review");
  assert.equal(await world.api.settle(desk, { retCode: 1 }), 200);
  assert.equal(await world.api.settle(review, { retCode: 3 }), 200);
  await world.confirmed(desk);
  await world.confirmed(review);
});

test("SIGINT stops it as SIGTERM does", async () => {
  await using world = await CzdockWorld.start();
  assert.equal(await world.program.stop("SIGINT"), 0);
});

test("an order that was stored when the process died before its ack was out is settled 3", async () => {
  await using world = await CzdockWorld.start();
  const chargeId = newChargeId();
  const peer = await RawPeer.connect(world.orderPort);
  await peer.write(packet({ chargeId }));
  await peer.somethingCame();
  // Our side is still open, so the ack does not count as out yet.
  await world.program.kill();
  peer.leave();
  await world.startProgram();
  assert.match((await world.callbacks.nth(chargeId)).text, /"retCode":3,"retDetail":"应答未送达/);
  await world.confirmed(chargeId);
  assert.deepEqual(world.journal(chargeId), []);
});

test("a result waits for its server over restarts, and a channel that is gone leaves its order to review", async () => {
  await using world = await CzdockWorld.start();
  const waiting = newChargeId(), desk = newChargeId();
  await world.callbacks.refuse();
  await world.send({ chargeId: waiting });
  await world.send({ chargeId: desk, chargeType: TO.desk });
  await until("it is settled", async () => (await world.api.overview()).active.settled === 1);
  await world.processing(desk);
  await world.program.kill();
  world.configure({
    channels: { success: CHANNELS.success },
    routes: [{ channels: ["success"] }],
  });
  await world.startProgram();
  await until("it is in review", async () => (await world.api.order(desk))?.state === "review");
  await world.callbacks.reopen();
  await world.confirmed(waiting);
  assert.equal(world.callbacks.of(waiting).length, 1);
  assert.equal(await world.api.settle(desk, { retCode: 3 }), 200);
  await world.confirmed(desk);
});

test("a second instance on the same store exits 2 and names the holder; the first goes on", async () => {
  await using world = await CzdockWorld.start();
  const { code, err } = await runCzdock(["serve"], { cwd: world.folder });
  assert.equal(code, 2);
  assert.match(err, new RegExp(`in use by .*\\b${world.program.pid}\\b`));
  await world.anotherOrderIsThrough();
});

test("a store that can't be opened is told of in words, exits 2, and opens again once it is mended", async () => {
  await using world = await CzdockWorld.start();
  const chargeId = newChargeId();
  await world.send({ chargeId });
  await world.confirmed(chargeId);
  await world.program.stop();
  const path = `${world.folder}/data/orders.kv`;
  const whole = Deno.readFileSync(path);
  const refused = async (words: RegExp) => {
    const { code, err } = await runCzdock(["serve"], { cwd: world.folder });
    assert.equal(code, 2);
    assert.match(err, words);
    assert.equal(/\n +at /.test(err), false);
  };
  Deno.writeFileSync(path, whole.slice().fill(0x55, 2 * 4096));
  await refused(/文件已损坏.*restore it from a backup/);
  Deno.writeFileSync(path, whole);
  world.configure({ store: { path: "https://kv.example/store" } });
  await refused(/不能连接定单库.*DENO_KV_ACCESS_TOKEN/);
  world.configure({});
  await world.startProgram();
  assert.equal((await world.api.order(chargeId))?.delivery.state, "confirmed");
});

test("a port that is taken is named, and nothing of the work under way is taken up", async () => {
  await using world = await CzdockWorld.start();
  const chargeId = newChargeId();
  await world.callbacks.refuse();
  await world.send({ chargeId });
  await until("it is settled", async () => (await world.api.overview()).active.settled === 1);
  await world.program.stop();
  await world.callbacks.reopen();
  for (
    const [hostname, port, other] of [
      ["0.0.0.0", world.orderPort, world.webPort],
      ["127.0.0.1", world.webPort, world.orderPort],
    ] as const
  ) {
    const taken = Deno.listen({ hostname, port });
    const { code, out, err } = await runCzdock(["serve"], { cwd: world.folder });
    taken.close();
    assert.equal(code, 1);
    assert.match(err, new RegExp(`port ${port} is taken`));
    assert.equal(err.includes(`port ${other} is taken`), false);
    assert.match(err, /net\.ipv4\.ip_local_reserved_ports/);
    assert.equal(/started|backlog/.test(out), false);
    assert.deepEqual(world.callbacks.of(chargeId), []);
  }
  await world.startProgram();
  await world.confirmed(chargeId);
});

test("the passwords of an order are in no file, no log line and no answer", async () => {
  await using world = await CzdockWorld.start();
  const secrets = ["card-9f8e7d6c5b4a", "agent-1a2b3c4d5e6f"] as const;
  const members = { cardPassword: `"${secrets[0]}"`, agentPass: `"${secrets[1]}"` };
  const [desk, done, invalid] = [newChargeId(), newChargeId(), newChargeId()];
  const answers: string[] = [];
  const send = async (more: Record<string, string>) =>
    answers.push((await world.send({ ...members, ...more })).text);
  await send({ chargeId: desk, chargeType: TO.desk });
  await send({ chargeId: desk, chargeType: TO.desk, agentPass: '"another"' });
  await send({ chargeId: done });
  await send({ chargeId: invalid, cardPassword: `"${secrets[0].repeat(3)}"` });
  await send({ chargeId: invalid, sign: '"x"' });
  await world.confirmed(done);
  await world.processing(desk);
  const look = async () => {
    for (
      const path of [`/api/orders/main/${desk}`, "/api/orders", "/api/overview", "/healthz", "/"]
    ) {
      answers.push((await world.api.call("GET", path)).text);
    }
    const files = [...Deno.readDirSync(`${world.folder}/data`)].map(({ name }) => name);
    assert.equal(files.includes("orders.kv"), true);
    const bytes = files.map((name) =>
      new TextDecoder("latin1").decode(Deno.readFileSync(`${world.folder}/data/${name}`))
    );
    const texts = [...bytes, ...answers, world.written, JSON.stringify(world.callbacks.arrived)];
    for (const secret of secrets) {
      for (const text of texts) assert.equal(text.includes(secret), false);
    }
    assert.equal(world.written.includes("bff0378ea5ef0d5d"), false);
    // The accounts are shortened in the log.
    assert.equal(world.written.includes("13530017201"), false);
  };
  await look();
  assert.equal(await world.api.settle(desk, { retCode: 1 }), 200);
  await world.confirmed(desk);
  await world.program.stop();
  const files = [...Deno.readDirSync(`${world.folder}/data`)];
  for (const { name } of files) {
    const mode = Deno.statSync(`${world.folder}/data/${name}`).mode ?? 0;
    assert.equal((mode & 0o777).toString(8), "600", name);
  }
  await world.startProgram();
  await look();
});

test("a process that was killed while it started starts again", async () => {
  await using world = await CzdockWorld.start();
  const chargeId = newChargeId();
  await world.send({ chargeId });
  await world.confirmed(chargeId);
  await world.program.kill();
  world.lives.push(new CzdockProcess({ cwd: world.folder }));
  await world.program.kill();
  await world.startProgram();
  await world.anotherOrderIsThrough();
  assert.equal(world.callbacks.of(chargeId).length, 1);
});
