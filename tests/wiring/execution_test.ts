import assert from "node:assert/strict";
import { readConfig } from "../../lib/config/read.ts";
import type { Config } from "../../lib/config.ts";
import { makeChannels } from "../../lib/execution/channels/make.ts";
import { silentLog } from "../../lib/log.ts";
import { Execution } from "../../lib/wiring/execution.ts";
import { Zone } from "../../lib/zone.ts";
import { memoryPauses } from "../support/memory_pauses.ts";
import { recordingAlarms } from "../support/recording_alarms.ts";
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

async function executing(...channels: string[]) {
  const { orders, clock } = await storeWorld();
  const alarms = recordingAlarms();
  const config = configOf(...channels);
  const execution = new Execution({
    orders,
    config,
    channels: makeChannels(config.channels, clock),
    zone: new Zone(config.timezone),
    pauses: memoryPauses(),
    settledToday: new Map(),
    alarms,
    clock,
    random: () => 0,
    log: silentLog,
    reasonToHold: () => null,
    openSecrets: () => ({ cardPassword: "", agentPass: "" }),
  });
  const use = (...channels: string[]) => {
    const config = configOf(...channels);
    execution.use(config, makeChannels(config.channels, clock));
  };
  return { execution, alarms, use };
}

Deno.test("what was raised of a channel is over when a reload takes it away, and that it is paused is raised again when it is back", async () => {
  const { execution, alarms, use } = await executing("a", "b");
  await execution.pause("a", "no balance", "operator:li");
  assert.deepEqual(alarms.told.splice(0), [["raise", "channelPaused", "a"]]);
  use("b");
  assert.ok(
    alarms.told.splice(0).some(([what, kind, subject]) =>
      what === "clear" && kind === "channelPaused" && subject === "a"
    ),
  );
  assert.equal(await execution.resume("a", "operator:li"), "unknown");
  assert.equal(await execution.pause("a", "again", "operator:li"), "unknown");
  use("a", "b");
  assert.deepEqual(alarms.told, [["raise", "channelPaused", "a"]]);
  assert.equal(execution.fleet.gate("a")?.status.isOpen, false);
  assert.equal(await execution.resume("a", "operator:li"), "done");
});
