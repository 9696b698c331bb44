import assert from "node:assert/strict";
import { CzdockProcess } from "../support/czdock_process.ts";
import { CzdockWorld, newChargeId } from "../support/czdock_world.ts";
import { NotifySocket } from "../support/notify_socket.ts";
import { until } from "../support/until.ts";

/** Deno's look for leaks can't follow a child process and its pipes. */
function test(name: string, fn: () => Promise<void>): void {
  const ignore = Deno.build.os === "windows";
  Deno.test({ name, ignore, sanitizeOps: false, sanitizeResources: false, fn });
}

test("systemd hears that it is ready, signs of life while it works, and that it stops", async () => {
  await using world = await CzdockWorld.start();
  await world.program.stop();
  await using systemd = new NotifySocket();
  const env = { NOTIFY_SOCKET: systemd.path, WATCHDOG_USEC: "300000" };
  const program = new CzdockProcess({ cwd: world.folder, env });
  world.lives.push(program);
  const ready = await systemd.heard("READY=1");
  assert.match(ready, new RegExp(`STATUS=.*:${world.orderPort}`));
  // Ready means that an order is taken.
  const chargeId = newChargeId();
  assert.match((await world.send({ chargeId })).text, /"retCode":0/);
  await until("it gives signs of life", () => systemd.count("WATCHDOG=1") >= 5);
  // A program that stands still gives none.
  Deno.kill(program.pid, "SIGSTOP");
  const still = systemd.count("WATCHDOG=1");
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(systemd.count("WATCHDOG=1") - still <= 1);
  Deno.kill(program.pid, "SIGCONT");
  await until("it gives signs of life again", () => systemd.count("WATCHDOG=1") >= still + 3);
  assert.equal(await program.stop(), 0);
  await systemd.heard("STOPPING=1");
});

test("started from another folder, as a service is, it finds the same store and the same files", async () => {
  await using world = await CzdockWorld.start();
  const chargeId = newChargeId();
  await world.send({ chargeId });
  await world.confirmed(chargeId);
  await world.program.stop();
  const elsewhere = Deno.makeTempDirSync({ prefix: "czdock-test-" });
  try {
    const config = `${world.folder}/config.yaml`;
    world.lives.push(new CzdockProcess({ cwd: elsewhere }, ["serve", "--config", config]));
    await world.program.loaded();
    assert.equal((await world.api.order(chargeId))?.delivery.state, "confirmed");
    await world.anotherOrderIsThrough();
    assert.deepEqual([...Deno.readDirSync(elsewhere)], []);
    // On standard error, for whoever sits there.
    assert.match(world.program.err, new RegExp(`store +${world.folder}/data/orders\\.kv`));
    assert.match(world.program.err, new RegExp(`http://127\\.0\\.0\\.1:${world.webPort}/`));
  } finally {
    Deno.removeSync(elsewhere, { recursive: true });
  }
});
