/**
 * The real program as its operator sees it: metrics, alarms, and a log on a full disk.
 *
 * @module
 */
import assert from "node:assert/strict";
import { CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { CzdockProcess } from "../support/czdock_process.ts";
import { until } from "../support/until.ts";
import { webhookServer } from "../support/webhook_server.ts";

Deno.test("an order shows in the metrics, an alarm in the log, in the API and at the webhook", async () => {
  await using hooks = webhookServer();
  await using world = await CzdockWorld.start({
    alarms: {
      title: "一号机",
      // No disk has that much.
      diskFree: "99999999MiB",
      webhooks: [{ name: "ops", url: hooks.url, template: "wecom" }],
    },
  });
  const chargeId = newChargeId();
  await world.send({ chargeId, chargeType: TO.success });
  await world.confirmed(chargeId);
  const { status, text } = await world.api.call("GET", "/metrics");
  assert.equal(status, 200);
  assert.match(text, /^czdock_life_seconds_count\{result="success"\} 1$/m);
  assert.match(text, /^czdock_store_commits_total [1-9]/m);

  const trial = await world.api.call("POST", "/api/alarms/test");
  assert.deepEqual(trial.json, { webhooks: [{ name: "ops", ok: true, refusal: null }] });
  assert.match(hooks.hooks[0]?.body ?? "", /试发,并无告警/);

  await until("the webhook is told", () => hooks.hooks.length > 1);
  const { msgtype, text: { content } } = JSON.parse(hooks.hooks[1]?.body ?? "");
  assert.equal(msgtype, "text");
  assert.match(content, /^【一号机】1 项告警[\s\S]*磁盘将满[\s\S]*- data: 磁盘只剩 \d+ MiB/);
  const { json } = await world.api.call("GET", "/api/alarms");
  const { alarms } = json as { alarms: { kind: string }[] };
  assert.deepEqual(alarms.map(({ kind }) => kind), ["diskFull"]);
  assert.match(world.written, /WARN {2}alarms: alarm raised kind=diskFull/);
  assert.ok(!world.written.includes("t0psecret"));
});

Deno.test("levels change while it runs", async () => {
  await using world = await CzdockWorld.start({
    log: { level: "warn", levels: { main: "info", engine: "info" } },
  });
  const sent = async () => {
    const chargeId = newChargeId();
    await world.send({ chargeId, chargeType: TO.success });
    await world.confirmed(chargeId);
    return chargeId;
  };
  const silent = await sent();
  const body = { levels: { callback: "info" } };
  assert.equal((await world.api.call("POST", "/api/log-levels", { body })).status, 200);
  const told = await sent();
  await world.program.saw(new RegExp(`order done .*${told}`));
  assert.ok(!world.written.includes(silent));
});

Deno.test({
  name: "a log that can't be written for want of room stops no order, and is counted",
  // /dev/full stands for a full disk.
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using world = await CzdockWorld.start();
    await world.program.stop();
    world.configure({ log: { file: "/dev/full" } });
    world.lives.push(new CzdockProcess({ cwd: world.folder }));
    await until("it answers", async () => {
      try {
        return (await world.api.call("GET", "/healthz")).status === 200;
      } catch {
        return false;
      }
    });
    const chargeId = newChargeId();
    await world.send({ chargeId, chargeType: TO.success });
    await world.confirmed(chargeId);
    const lost = await until("lines are lost", async () => {
      const { text } = await world.api.call("GET", "/metrics");
      return /^czdock_log_lines_lost_total ([1-9]\d*)$/m.exec(text);
    });
    assert.ok(Number(lost[1]) > 0);
    const told = world.program.err.match(/cannot write the log: \/dev\/full/g) ?? [];
    assert.equal(told.length, 1);
    assert.equal(await world.program.stop(), 0);
  },
});
