import assert from "node:assert/strict";
import { CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { until } from "../support/until.ts";

const SETTINGS = { sanitizeOps: false, sanitizeResources: false } as const;

function test(name: string, run: (world: CzdockWorld) => Promise<void>) {
  Deno.test(name, SETTINGS, async () => {
    await using world = await CzdockWorld.start();
    await run(world);
  });
}

/** Every route leads to the desk. */
const TO_DESK = { routes: [{ channels: ["desk"] }] };

test("a changed file is in force without a restart, and orders under way are not disturbed", async (world) => {
  const slow = newChargeId();
  await world.send({ chargeId: slow, chargeType: TO.slow });
  world.configure(TO_DESK);
  await until("the file is read", () => world.written.includes("configuration reloaded"));
  const moved = newChargeId();
  await world.send({ chargeId: moved, chargeType: TO.success });
  await world.processing(moved);
  assert.equal((await world.api.order(moved))?.channel, "desk");
  assert.match((await world.callbacks.nth(slow)).text, /"retCode":1/);
  assert.equal(world.journal(slow).length, 1);
});

test("a file with a fault changes nothing, and the log says where the fault is", async (world) => {
  world.configure({ routes: [{ channels: ["dask"] }] });
  await until("the file is rejected", () => /rejected/.test(world.written));
  assert.match(world.written, /config\.yaml:\d+:\d+: routes\[0\]\.channels/);
  const chargeId = newChargeId();
  await world.send({ chargeId, chargeType: TO.success });
  assert.match((await world.callbacks.nth(chargeId)).text, /"retCode":1/);
});

if (Deno.build.os !== "windows") {
  test("a hangup signal has the file read at once, and the program goes on", async (world) => {
    world.configure(TO_DESK);
    world.program.signal("SIGHUP");
    await until("the file is read", () => /configuration reloaded.*signal/.test(world.written));
    const chargeId = newChargeId();
    await world.send({ chargeId, chargeType: TO.success });
    await world.processing(chargeId);
  });
}
