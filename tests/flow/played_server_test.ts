import assert from "node:assert/strict";
import { runCzdock } from "../support/czdock_process.ts";
import { answerSign } from "../support/order_packets.ts";
import { sharedInstance } from "../support/shared_instance.ts";
import type { CzdockWorld } from "../support/czdock_world.ts";

const test = sharedInstance({ routes: [{ channels: ["success"] }] });

/** Runs a command that plays the server, on the callback port of the world's own server. */
async function play(world: CzdockWorld, command: string, ...args: string[]) {
  await world.callbacks.refuse();
  try {
    const port = ["--port", `${world.orderPort}`, "--callback-port", `${world.callbacks.port}`];
    return await runCzdock([command, ...port, ...args], { cwd: world.folder });
  } finally {
    await world.callbacks.reopen();
  }
}

test("send without more sends the document's sample order, and shows its ack and its callback", async (world) => {
  const { code, out } = await play(world, "send");
  assert.equal(code, 0, out);
  const ack = `{"action":"CZ","chargeId":196,"retCode":0,"retDetail":"定单已接收","retRsn":"0",` +
    `"sign":"${answerSign("196", 0, "0")}"}`;
  const callback =
    `{"action":"CZ","chargeId":196,"retCode":1,"retDetail":"充值成功","retRsn":"0",` +
    `"userContent":"","retCost":99.100,"retBalance":58921.980,"retCash":100.000,` +
    `"sign":"${answerSign("196", 1, "0")}"}`;
  assert.equal(out.includes(ack), true, out);
  assert.equal(out.includes(callback), true, out);
  await world.confirmed("196");
});

test("send with a number whose result was confirmed is acked, and says why no callback comes", async (world) => {
  const sample = ["--charge-id", "4711"];
  assert.equal((await play(world, "send", ...sample)).code, 0);
  await world.confirmed("4711");
  const { code, out, err } = await play(world, "send", ...sample, "--wait", "500ms");
  assert.equal(code, 1);
  assert.match(out, /"chargeId":4711,"retCode":0,"retDetail":"定单已接收"/);
  assert.match(err, /已确认过,结果不会再推送: 换一个 --charge-id[^]*take another --charge-id/);
});

test("platform sends its orders through every fault and finds none lost, double or late", async (world) => {
  const { code, out } = await play(
    world,
    "platform",
    ...[
      "--count",
      "300",
      "--connections",
      "8",
      "--fault",
      "mixed",
      "--grace",
      "100ms",
      "--timeout",
      "15s",
      "--json",
    ],
  );
  const summary = JSON.parse(out);
  assert.equal(code, 0, out);
  assert.equal(summary.fine, true, out);
  assert.deepEqual([summary.acked, summary.confirmed], [300, 300]);
  for (const name of ["lost", "double", "late", "repeated"]) assert.equal(summary[name].count, 0);
});
