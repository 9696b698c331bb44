import assert from "node:assert/strict";
import { join } from "node:path";
import type { SimulateChannelConfig } from "../../lib/config.ts";
import type { Outcome, Task } from "../../lib/execution/channel.ts";
import { taskOf } from "../../lib/execution/channel.ts";
import { openJournal } from "../../lib/execution/channels/journal_file.ts";
import type { Journal } from "../../lib/execution/channels/simulate.ts";
import { simulateChannel } from "../../lib/execution/channels/simulate.ts";
import { inTempDir } from "../support/temp_dir.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { processing } from "../support/web_orders.ts";

function taskFor(chargeId: string, chargeCash = 100_000n): Task {
  return taskOf(processing({ chargeId, chargeCash }), () => ({ cardPassword: "", agentPass: "" }));
}

function channelFor(
  outcome: SimulateChannelConfig["outcome"],
  { delayMs = 0, journal = null as Journal | null, clock = new VirtualClock() } = {},
) {
  const config = { type: "simulate", outcome, delayMs, journal: null } as const;
  return simulateChannel("sim", config, clock, journal);
}

Deno.test("each outcome is what its name says, and costs what was executed", async () => {
  const bought = { retCost: 99_100n, retBalance: 58_921_980n, retCash: 100_000n };
  const rows: [SimulateChannelConfig["outcome"], Outcome][] = [
    ["success", { kind: "succeeded", details: { ...bought, retDetail: "充值成功" } }],
    ["partial", {
      kind: "succeeded",
      details: { ...bought, retDetail: "部分成功", retCost: 49_550n, retCash: 50_000n },
    }],
    ["failed", { kind: "failed", details: { retDetail: "模拟失败" } }],
    ["uncertain", { kind: "unknown", reason: "模拟结果不确定 simulated as uncertain" }],
  ];
  for (const [outcome, expected] of rows) {
    const channel = channelFor(outcome);
    assert.deepEqual(await channel.submit(taskFor("1")), expected);
    assert.deepEqual(await channel.query(taskFor("1")), expected);
  }
});

Deno.test("a part is more than nothing, also of a thousandth", async () => {
  const outcome = await channelFor("partial").submit(taskFor("1", 1n));
  assert.ok(outcome.kind === "succeeded" && outcome.details.retCash === 1n);
});

Deno.test("random says of an attempt always the same, and of many attempts all kinds", async () => {
  const kinds = new Map<string, number>();
  for (let at = 0; at < 400; at++) {
    const task = taskFor(String(at));
    const outcome = await channelFor("random").submit(task);
    assert.deepEqual(await channelFor("random").query(task), outcome);
    const kind = outcome.kind === "succeeded" && outcome.details.retDetail === "部分成功"
      ? "partial"
      : outcome.kind;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  assert.deepEqual([...kinds.keys()].sort(), ["failed", "partial", "succeeded", "unknown"]);
  assert.ok((kinds.get("succeeded") ?? 0) > 280 && (kinds.get("succeeded") ?? 0) < 360);
});

Deno.test("an answer takes as long as the configuration says, a query no time", async () => {
  const clock = new VirtualClock();
  const channel = channelFor("success", { delayMs: 200, clock });
  let answered = false;
  channel.submit(taskFor("1")).then(() => answered = true);
  await clock.advance(199);
  assert.equal(answered, false);
  await clock.advance(1);
  assert.equal(answered, true);
  assert.equal((await channel.query(taskFor("2"))).kind, "succeeded");
});

Deno.test("with books, an execution counts when it is written, and what is not in them was not executed", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "books.ndjson");
    const journal = openJournal(path);
    const clock = new VirtualClock();
    const channel = channelFor("success", { journal, delayMs: 1000, clock });
    assert.equal((await channel.query(taskFor("1"))).kind, "untouched");
    channel.submit(taskFor("1"));
    assert.equal((await channel.query(taskFor("1"))).kind, "succeeded");
    assert.deepEqual(JSON.parse(Deno.readTextFileSync(path)), {
      reference: "main-1-1",
      chargeId: "1",
      outcome: "success",
      cash: "100.000",
    });
    journal.close();
    const again = openJournal(path);
    assert.deepEqual([again.has("main-1-1"), again.has("main-1-2")], [true, false]);
    again.close();
  }));

Deno.test("a line that a power cut left unfinished does not count, and spoils none that comes after it", () =>
  inTempDir((dir) => {
    const path = join(dir, "books.ndjson");
    const line = (reference: string) =>
      JSON.stringify({ reference, chargeId: "1", outcome: "success", cash: "1.000" });
    const whole = line("main-1-1") + "\n";
    const torn = line("main-2-1");
    for (let length = 0; length <= torn.length; length++) {
      Deno.writeTextFileSync(path, whole + torn.slice(0, length));
      const first = openJournal(path);
      const finished = length === torn.length;
      assert.deepEqual([first.has("main-1-1"), first.has("main-2-1")], [true, finished]);
      first.add({ reference: "main-3-1", chargeId: "3", outcome: "success", cash: "1.000" });
      first.close();
      const second = openJournal(path);
      assert.deepEqual(
        ["main-1-1", "main-2-1", "main-3-1"].map((reference) => second.has(reference)),
        [true, finished, true],
      );
      second.close();
    }
  }));

Deno.test({
  name: "the books are for their owner's eyes only",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTempDir((dir) => {
      // Their folder is made, as the store's and the log's are.
      const path = join(dir, "books", "sim.ndjson");
      openJournal(path).close();
      assert.equal((Deno.statSync(path).mode ?? 0) & 0o077, 0);
    }),
});
