import assert from "node:assert/strict";
import { runCzdock } from "../support/czdock_process.ts";
import { CzdockWorld, newChargeId } from "../support/czdock_world.ts";

/** From the start to the first backup, and what a busy machine takes for it, in milliseconds. */
const MADE_WITHIN_MS = 60_000;
/** What an ack may take while a backup is made on a machine that tests run on, in milliseconds. */
const ACK_MS_MAX = 2000;

Deno.test({
  name: "a backup is made and restored on trial while orders come in, and can be restored for good",
  // Deno's look for leaks can't follow a child process and its pipes.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using world = await CzdockWorld.start({
      backup: { folder: "backups", every: "10m", keep: 2 },
    });
    const before = Array.from({ length: 200 }, newChargeId);
    for (const chargeId of before) await world.send({ chargeId });
    const made = world.program.saw(/backup made and restored on trial|the backup failed/);
    let isMade = false;
    made.then(() => isMade = true);
    const acksMs: number[] = [];
    for (const lateMs = Date.now() + MADE_WITHIN_MS; !isMade && Date.now() < lateMs;) {
      const beganAtMs = performance.now();
      assert.match((await world.send({ chargeId: newChargeId() })).text, /"retCode":0/);
      acksMs.push(performance.now() - beganAtMs);
    }
    assert.doesNotMatch(world.program.out, /the backup failed/);
    assert.equal(isMade, true, "no backup was made in time");
    assert.equal(Math.max(...acksMs) < ACK_MS_MAX, true, `${Math.max(...acksMs)} ms`);
    assert.match((await world.api.call("GET", "/healthz")).text, /"backup":\{"ok":true/);
    assert.equal(await world.program.stop(), 0);

    const [backup, ...others] = [...Deno.readDirSync(`${world.folder}/backups`)];
    assert.deepEqual(others, []);
    Deno.renameSync(`${world.folder}/data/orders.kv.key`, `${world.folder}/orders.kv.key`);
    Deno.removeSync(`${world.folder}/data`, { recursive: true });
    Deno.mkdirSync(`${world.folder}/data`);
    Deno.renameSync(`${world.folder}/orders.kv.key`, `${world.folder}/data/orders.kv.key`);
    const args = ["import", `backups/${backup?.name}`];
    const { code, err } = await runCzdock(args, { cwd: world.folder });
    assert.equal(code, 0, err);
    await world.startProgram();
    for (const chargeId of before) {
      assert.equal((await world.api.order(chargeId))?.delivery.state, "confirmed");
    }
  },
});
