import assert from "node:assert/strict";
import { readConfig } from "../../lib/config/read.ts";
import type { LoadedConfig } from "../../lib/config/find.ts";
import type { Config } from "../../lib/config.ts";
import type { Channel } from "../../lib/execution/channel.ts";
import { makeChannels } from "../../lib/execution/channels/make.ts";
import { FILE_LOOK_MS, Reloader } from "../../lib/wiring/reload.ts";
import { recordingAlarms } from "../support/recording_alarms.ts";
import { recordingLog } from "../support/recording_log.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const FIRST = `servers: [{ name: main, addresses: 127.0.0.1, md5key: 12345678 }]
channels:
  a: { type: manual }
  b: { type: simulate }
routes: [{ channels: [a, b] }]
`;

function load(text: string): LoadedConfig {
  const readTextFile = (): string => {
    throw new Error("no other files");
  };
  return readConfig(text, { file: "config.yaml", env: () => undefined, readTextFile });
}

function reloading() {
  const clock = new VirtualClock();
  const alarms = recordingAlarms(), log = recordingLog();
  const file = { text: FIRST, writtenAtMs: 0 as number | null };
  const used: { config: Config; channels: ReadonlyMap<string, Channel> }[] = [];
  const open = new Map<string, number | null>();
  const read = load(FIRST);
  assert.ok("config" in read);
  const channels = makeChannels(read.config.channels, clock);
  const reloader = new Reloader(
    {
      file: "config.yaml",
      load: () => load(file.text),
      writtenAtMs: () => file.writtenAtMs,
      makeChannels: (configs) => makeChannels(configs, clock),
      openOrders: (channel) => open.get(channel) === undefined ? 0 : open.get(channel) ?? null,
      use: (config, channels) => void used.push({ config, channels }),
      clock,
      log,
      alarms,
    },
    read,
    channels,
  );
  return { clock, alarms, log, file, used, open, channels, reloader };
}

Deno.test("channels, limits, routes and the hold of a changed file are in force, and what did not change stays as it is", () => {
  const { file, used, channels, reloader } = reloading();
  file.text = FIRST.replace("type: simulate", "type: simulate, delay: 1s, concurrency: 3")
    .replace("routes", "  c: { type: worker }\nroutes")
    .replace("[a, b]", "[a, b, c]") + "review: { hold: 1h }\n";
  assert.deepEqual(reloader.reload("operator:admin"), { kind: "reloaded", warnings: [] });
  const [after] = used;
  assert.equal(after?.config.review.holdMs, 3_600_000);
  assert.equal(after?.config.channels.get("b")?.limits.concurrency, 3);
  assert.deepEqual([...after?.channels.keys() ?? []], ["a", "b", "c"]);
  assert.equal(after?.channels.get("a"), channels.get("a"));
  assert.notEqual(after?.channels.get("b"), channels.get("b"));
  assert.equal(reloader.config, after?.config);
});

Deno.test("a file with a fault changes nothing, says where the fault is, and is told of until a right one comes", () => {
  const { file, used, alarms, reloader } = reloading();
  file.text = FIRST.replace("[a, b]", "[a, x]");
  const rejected = reloader.reload("file");
  assert.ok(rejected.kind === "rejected");
  assert.match(rejected.faults.join(), /^config\.yaml:5:\d+: routes\[0\]\.channels\[1\]:/);
  assert.deepEqual(used, []);
  assert.deepEqual(reloader.status.rejected?.faults, rejected.faults);
  file.text = FIRST;
  assert.equal(reloader.reload("file").kind, "reloaded");
  assert.equal(reloader.status.rejected, null);
  assert.deepEqual(alarms.told, [
    ["raise", "configRejected", "config.yaml"],
    ["clear", "configRejected", "config.yaml"],
  ]);
});

Deno.test("what needs a restart is not half taken", () => {
  const { file, used, reloader } = reloading();
  file.text = FIRST.replace("[a, b]", "[b]") + "listen: { port: 60001 }\n";
  const rejected = reloader.reload("signal");
  assert.ok(rejected.kind === "rejected");
  assert.match(rejected.faults.join(), /listen: .*restart/);
  assert.deepEqual(used, []);
});

Deno.test("a channel that has orders without a result stays, and stays of its type", () => {
  for (const text of ["", "  b: { type: manual }\n"]) {
    const { file, used, open, reloader } = reloading();
    open.set("b", 2);
    file.text = FIRST.replace("  b: { type: simulate }\n", text).replace("[a, b]", "[a]");
    const rejected = reloader.reload("file");
    assert.ok(rejected.kind === "rejected");
    assert.match(rejected.faults.join(), /channels\.b: .*2 orders/);
    assert.deepEqual(used, []);
    open.clear();
    assert.equal(reloader.reload("file").kind, "reloaded");
  }
});

Deno.test("while orders of earlier runs are being loaded no channel is taken away, for it may have some of them", () => {
  const { file, used, open, reloader } = reloading();
  open.set("a", null);
  open.set("b", null);
  file.text = FIRST.replace("  b: { type: simulate }\n", "").replace("[a, b]", "[a]");
  const rejected = reloader.reload("file");
  assert.ok(rejected.kind === "rejected");
  assert.match(rejected.faults.join(), /^config\.yaml: channels\.b: .*still being loaded/);
  file.text = FIRST.replace("type: simulate", "type: simulate, delay: 1s");
  assert.equal(reloader.reload("file").kind, "reloaded");
  assert.equal(used.length, 1);
});

Deno.test("the numbers that a supplier knows a channel's orders by do not change while it has some", () => {
  const shop = (reference: string) =>
    FIRST.replace(
      "b: { type: simulate }",
      `b: { type: http, ${reference} submit: { url: "http://127.0.0.1:9/", succeeded: answer } }`,
    );
  for (const change of ["reference: { separator: x },", "reference: { servers: { main: m } },"]) {
    const { file, used, open, reloader } = reloading();
    file.text = shop("");
    assert.equal(reloader.reload("file").kind, "reloaded");
    open.set("b", 1);
    file.text = shop(change);
    const rejected = reloader.reload("file");
    assert.ok(rejected.kind === "rejected");
    assert.match(rejected.faults.join(), /channels\.b: .*1 单.*reference/);
    assert.equal(used.length, 1);
    file.text = shop("reference: { max: 100 },");
    assert.equal(reloader.reload("file").kind, "reloaded");
    open.clear();
    file.text = shop(change);
    assert.equal(reloader.reload("file").kind, "reloaded");
  }
});

Deno.test("a file that was written is read once, when nobody has written to it for a while", async () => {
  const { clock, file, used, reloader } = reloading();
  reloader.watch();
  await clock.advance(10 * FILE_LOOK_MS);
  assert.equal(used.length, 0);
  file.writtenAtMs = clock.nowMs() + FILE_LOOK_MS - 1;
  await clock.advance(FILE_LOOK_MS);
  assert.equal(used.length, 0);
  await clock.advance(FILE_LOOK_MS);
  assert.equal(used.length, 1);
  // While an editor replaces it there is none; that is no change to read.
  const { writtenAtMs } = file;
  file.writtenAtMs = null;
  await clock.advance(FILE_LOOK_MS);
  file.writtenAtMs = writtenAtMs;
  await clock.advance(5 * FILE_LOOK_MS);
  assert.equal(used.length, 1);
  reloader.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("levels of the log and alarms change at once; where the log goes does not", () => {
  const { file, used, reloader } = reloading();
  file.text = FIRST + "log: { level: warn, levels: { callback: debug } }\nalarms: { repeat: 2h }\n";
  assert.deepEqual(reloader.reload("signal"), { kind: "reloaded", warnings: [] });
  assert.equal(used[0]?.config.log.level, "warn");
  assert.equal(used[0]?.config.alarms.repeatMs, 7_200_000);
  file.text = FIRST + "log: { file: czdock.log }\n";
  const rejected = reloader.reload("signal");
  assert.equal(rejected.kind, "rejected");
  assert.match(JSON.stringify(rejected), /config\.yaml: log: /);
});

Deno.test("parameters in another order are a change, for a supplier has them signed as they stand", () => {
  const shop = (params: string) =>
    FIRST.replace(
      "b: { type: simulate }",
      `b: { type: http, submit: { url: "http://127.0.0.1:9/", params: ${params}, succeeded: answer } }`,
    );
  const { file, used, reloader } = reloading();
  for (const params of ["{ a: 1, b: 2 }", "{ b: 2, a: 1 }", "{ b: 2, a: 1 }"]) {
    file.text = shop(params);
    assert.equal(reloader.reload("file").kind, "reloaded");
  }
  const [first, second, third] = used.map(({ channels }) => channels.get("b"));
  assert.notEqual(first, second);
  assert.equal(second, third);
});
