import assert from "node:assert/strict";
import { CzdockProcess } from "../support/czdock_process.ts";
import { CzdockWorld, newChargeId } from "../support/czdock_world.ts";
import { until } from "../support/until.ts";

/** How often two are started at once: who comes first is a matter of microseconds. */
const STARTS = 3;

Deno.test({
  name:
    "of two that are started at once in one folder exactly one runs, and the other says who has it",
  // Deno's look for leaks can't follow a child process and its pipes.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using world = await CzdockWorld.start();
    const orders: string[] = [];
    for (let start = 0; start < STARTS; start++) {
      assert.equal(await world.program.stop(), 0);
      const both = [0, 1].map(() => new CzdockProcess({ cwd: world.folder }));
      world.lives.push(...both);
      const [loser, code] = await Promise.race(
        both.map(async (one) => [one, (await one.ended).code] as const),
      );
      const winner = both.find((one) => one !== loser) ?? assert.fail();
      assert.equal(code, 2, loser.err);
      assert.match(loser.err, /in use|使用|端口|port/);
      assert.doesNotMatch(loser.out, / started /);
      await winner.loaded();
      // The next life is the one that is stopped and asked.
      world.lives.splice(world.lives.indexOf(winner), 1);
      world.lives.push(winner);
      const chargeId = newChargeId();
      orders.push(chargeId);
      await until(
        "it takes orders",
        async () => (await world.send({ chargeId })).text.includes('"retCode":0'),
      );
      await world.confirmed(chargeId);
    }
    for (const chargeId of orders) assert.equal(world.journal(chargeId).length, 1);
  },
});
