import assert from "node:assert/strict";
import { readConfig } from "../../lib/config/read.ts";
import type { Config } from "../../lib/config.ts";
import { silentLog } from "../../lib/log.ts";
import { Execution } from "../../lib/wiring/execution.ts";
import { Zone } from "../../lib/zone.ts";
import { channelConfig } from "../support/http_channel.ts";
import { memoryPauses } from "../support/memory_pauses.ts";
import { recordingAlarms } from "../support/recording_alarms.ts";
import { ScriptedChannel } from "../support/scripted_channel.ts";
import { storeWorld } from "../support/store.ts";

function configOf(...channels: string[]): Config {
  const read = readConfig(
    JSON.stringify({
      servers: [{ name: "main", addresses: "127.0.0.1", md5key: "12345678" }],
      channels: Object.fromEntries(channels.map((name) => [name, { type: "manual" }])),
      routes: [{ channels }],
    }),
    { file: "config.yaml", env: () => undefined, readTextFile: () => "" },
  );
  return "config" in read ? read.config : assert.fail(JSON.stringify(read.faults));
}

/** The same with one channel `shop`, of an HTTP supplier. */
function shopConfig(more: string): Config {
  const submit = "submit: { url: https://shop.example/order, retCost: answer.cost,\n" +
    '  succeeded: answer.code == "0", failed: answer.code == "1" }\n';
  return { ...configOf("shop"), channels: new Map([["shop", channelConfig(submit + more)]]) };
}

async function executing(config: Config, pauses = memoryPauses()) {
  const { orders, clock } = await storeWorld();
  const alarms = recordingAlarms();
  const execution = new Execution({
    orders,
    config,
    channels: made(config),
    zone: new Zone(config.timezone),
    pauses,
    settledToday: new Map(),
    alarms,
    clock,
    random: () => 0,
    log: silentLog,
    reasonToHold: () => null,
    openSecrets: () => ({ cardPassword: "", agentPass: "" }),
  });
  const use = (config: Config) => execution.use(config, made(config));
  return { execution, alarms, use };
}

function made({ channels }: Config) {
  return new Map([...channels.keys()].map((name) => [name, new ScriptedChannel(name)]));
}

Deno.test("what was raised of a channel is over when a reload takes it away, and that it is paused is raised again when it is back", async () => {
  const { execution, alarms, use } = await executing(configOf("a", "b"));
  await execution.pause("a", "no balance", "operator:li");
  assert.deepEqual(alarms.told.splice(0), [["raise", "channelPaused", "a"]]);
  use(configOf("b"));
  assert.ok(
    alarms.told.splice(0).some(([what, kind, subject]) =>
      what === "clear" && kind === "channelPaused" && subject === "a"
    ),
  );
  assert.equal(await execution.resume("a", "operator:li"), "unknown");
  assert.equal(await execution.pause("a", "again", "operator:li"), "unknown");
  use(configOf("a", "b"));
  assert.deepEqual(alarms.told.filter(([what]) => what === "raise"), [
    ["raise", "channelPaused", "a"],
  ]);
  assert.equal(execution.fleet.gate("a")?.status.isOpen, false);
  assert.equal(await execution.resume("a", "operator:li"), "done");
});

Deno.test("that a channel is paused is raised again after a restart", async () => {
  const pauses = memoryPauses();
  await pauses.set("b", { by: "operator:li", atMs: 0, reason: "no balance" });
  await pauses.set("gone", { by: "operator:li", atMs: 0, reason: "no balance" });
  const { alarms } = await executing(configOf("a", "b"), pauses);
  assert.deepEqual(alarms.told, [["raise", "channelPaused", "b"]]);
});

Deno.test("an alarm that a channel can't raise any more is over, one that it can goes on", async () => {
  const balance = (more: string) =>
    `balance: { url: https://shop.example/balance, amount: answer.left${more} }\n`;
  const cost = "cost: { expected: \"times(chargeCash, '0.985')\" }\n";
  const { alarms, use } = await executing(shopConfig(balance(", alarmBelow: 100") + cost));
  use(shopConfig(balance(", alarmBelow: 200") + cost));
  assert.deepEqual(alarms.told, []);
  use(shopConfig(balance("") + cost));
  assert.deepEqual(alarms.told.splice(0), [["clear", "lowBalance", "shop"]]);
  use(shopConfig(""));
  assert.deepEqual(alarms.told, [
    ["clear", "lowBalance", "shop"],
    ["clear", "priceMismatch", "shop"],
  ]);
});
