import assert from "node:assert/strict";
import { runCzdock } from "../support/czdock_process.ts";
import { CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { until } from "../support/until.ts";

const TOKENS = {
  web: {
    tokens: [
      { name: "erp", token: "settle-token-123", may: ["read", "settle"] },
      { name: "reader", token: "read-token-12345", may: ["read"] },
    ],
  },
};

Deno.test({
  name:
    "orders are listed, shown, settled and pushed from a terminal, from any folder, with a token",
  // Deno's look for leaks can't follow a child process and its pipes.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using world = await CzdockWorld.start(TOKENS);
    const config = `${world.folder}/config.yaml`;
    const czdock = (...args: string[]) =>
      runCzdock(["orders", ...args, "--config", config], {
        cwd: "/",
        env: { CZDOCK_TOKEN: "settle-token-123" },
      });
    const [done, desk] = [newChargeId(), newChargeId()];
    await world.send({ chargeId: done });
    await world.callbacks.nth(done);
    await world.send({ chargeId: desk, chargeType: TO.desk });
    const list = await until("the order is at the desk", async () => {
      const { out } = await czdock("list", "--server", "main");
      return /processing/.test(out) && out;
    });
    assert.match(list, new RegExp(`main/${desk} .*\n.*main/${done} `));
    const shown = await czdock("show", `main/${desk}`, "--json");
    assert.equal(JSON.parse(shown.out).state, "processing");
    const settled = await czdock(
      "settle",
      `main/${desk}`,
      "--retCode",
      "3",
      "--retDetail",
      "号码无效",
    );
    assert.deepEqual([settled.code, settled.err], [0, ""]);
    assert.match((await world.callbacks.nth(desk)).text, /"retCode":3,"retDetail":"号码无效"/);
    const again = await czdock("settle", `main/${desk}`, "--retCode", "1");
    assert.equal(again.code, 1);
    assert.match(again.err, new RegExp(`^main/${desk}: 定单已有结果`));
    assert.equal((await czdock("push", `main/${done}`)).code, 0);
    await world.callbacks.nth(done, 2);
    const wrong = await czdock("list", "--state", "nonsense");
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /^state: /);
    assert.equal((await czdock("settle", "196", "--retCode", "1")).code, 2);
    const cwd = world.folder;
    const reader = ["orders", "push", `main/${done}`, "--token", "read-token-12345"];
    assert.match((await runCzdock(reader, { cwd })).err, /没有权限/);
    assert.match((await runCzdock(["orders", "list"], { cwd })).err, /CZDOCK_TOKEN/);
    assert.equal(await world.program.stop(), 0);
    const alone = await czdock("list");
    assert.equal(alone.code, 1);
    assert.match(alone.err, /Does it run\?/);
  },
});
