import assert from "node:assert/strict";
import { hang } from "../support/callback_server.ts";
import { CzdockWorld, newChargeId } from "../support/czdock_world.ts";
import { until } from "../support/until.ts";

/** Deno's look for leaks can't follow a child process and its pipes. */
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });
}

/** Lines that send orders one after the other until nobody takes them any more. */
const SENDERS = 8;
/** Acks before the signal comes: the load is well under way then. */
const ACKS_BEFORE = 40;

test("a SIGTERM under load ends it cleanly: every order that was acked is executed once and pushed", async () => {
  await using world = await CzdockWorld.start();
  const acked: string[] = [];
  const send = async () => {
    for (;;) {
      const chargeId = newChargeId();
      let text: string;
      try {
        ({ text } = await world.send({ chargeId }));
      } catch {
        // Connections are refused: the program takes no more.
        return;
      }
      if (text.includes('"retCode":0')) acked.push(chargeId);
    }
  };
  const senders = Promise.all(Array.from({ length: SENDERS }, send));
  await until("the load is under way", () => acked.length >= ACKS_BEFORE);
  assert.equal(await world.program.stop(), 0);
  await senders;
  await world.startProgram();
  for (const chargeId of acked) {
    assert.match((await world.callbacks.nth(chargeId)).text, /"retCode":1/);
    await world.confirmed(chargeId);
    assert.equal(world.journal(chargeId).length, 1, chargeId);
  }
});

test("a second signal ends it at once, and the next start goes on", async () => {
  // A push that hangs holds the stop up for as long as it may take.
  await using world = await CzdockWorld.start({ callback: { timeout: "8s" } });
  for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
    const chargeId = newChargeId();
    world.callbacks.answer(chargeId, hang);
    await world.send({ chargeId });
    await world.callbacks.nth(chargeId);
    const { program } = world;
    Deno.kill(program.pid, "SIGTERM");
    await program.saw(/ stopping /);
    const atMs = performance.now();
    assert.equal(await program.stop(signal), code);
    assert.ok(performance.now() - atMs < 4000, signal);
    await world.startProgram();
    await world.callbacks.nth(chargeId, 2);
    await world.confirmed(chargeId);
    assert.equal(world.journal(chargeId).length, 1);
  }
});

test("POST /api/stop ends it as a signal does", async () => {
  await using world = await CzdockWorld.start();
  const chargeId = newChargeId();
  await world.send({ chargeId });
  await world.confirmed(chargeId);
  assert.equal((await world.api.call("GET", "/api/stop")).status, 405);
  assert.equal((await world.api.call("POST", "/api/stop")).status, 202);
  const { code } = await world.program.ended;
  assert.equal(code, 0);
  assert.match(world.program.out, /stopping .*operator:local/);
  await world.startProgram();
  assert.equal((await world.api.order(chargeId))?.delivery.state, "confirmed");
});
