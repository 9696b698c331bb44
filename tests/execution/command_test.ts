import assert from "node:assert/strict";
import { inspect } from "node:util";
import { systemClock } from "../../lib/clock.ts";
import type { CommandChannelConfig } from "../../lib/config.ts";
import type { Task } from "../../lib/execution/channel.ts";
import { taskOf } from "../../lib/execution/channel.ts";
import { commandChannel } from "../../lib/execution/channels/command.ts";
import { readCommandAnswer } from "../../lib/execution/channels/command_answer.ts";
import type { ProgramEnd, RunProgram } from "../../lib/execution/run_program.ts";
import { OUTPUT_BYTES_MAX, programRunner } from "../../lib/execution/run_program.ts";
import { recordingLog } from "../support/recording_log.ts";
import { until } from "../support/until.ts";
import { processing } from "../support/web_orders.ts";

const CONFIG: CommandChannelConfig = {
  type: "command",
  run: ["./recharge.sh"],
  query: ["./query.sh", "--once"],
  timeoutMs: 60_000,
  cwd: null,
  env: ["SHOP"],
};
const SECRETS = { cardPassword: "c4rd-pass", agentPass: "ag3nt" };

function taskFor(chargeId = "196"): Task {
  return taskOf(processing({ chargeId }), () => SECRETS);
}

/** A channel whose programs end as a test says. */
function channelOf(run: RunProgram, config: Partial<CommandChannelConfig> = {}) {
  const log = recordingLog();
  const env = (name: string) => ({ PATH: "/bin", SHOP: "7", SECRET_KEY: "x" })[name];
  return { log, channel: commandChannel("tool", { ...CONFIG, ...config }, { run, env, log }) };
}

const exited = (output: string, code: number | null = 0, errors = ""): ProgramEnd => ({
  kind: "exited",
  code,
  output,
  errors,
});

Deno.test("the program is told everything that the order says, and nothing of our environment but what it may have", async () => {
  const ran: Parameters<RunProgram>[0][] = [];
  const { channel } = channelOf((program) => {
    ran.push(program);
    return Promise.resolve(exited('{"outcome":"succeeded","retCost":"99.100"}'));
  });
  const outcome = await channel.submit(taskFor());
  assert.deepEqual(outcome, { kind: "succeeded", details: { retCost: 99_100n } });
  const [program] = ran;
  assert.deepEqual(program?.argv, ["./recharge.sh"]);
  assert.deepEqual(program?.env, { PATH: "/bin", SHOP: "7" });
  const input = JSON.parse(program?.input ?? "");
  assert.equal(input.chargeId, "196");
  assert.match(input.chargeCash, /^\d+\.\d{3}$/);
  assert.deepEqual([input.cardPassword, input.agentPass], ["c4rd-pass", "ag3nt"]);
  assert.equal(input.reference, taskFor().reference);
  assert.equal("contentDigest" in input || "literals" in input || "sealed" in input, false);
  await channel.query(taskFor());
  assert.deepEqual(ran[1]?.argv, ["./query.sh", "--once"]);
});

Deno.test("only a clear answer is one; everything else is unknown", () => {
  const rows: [string, string][] = [
    ['{"outcome":"succeeded"}', "succeeded"],
    ['{"outcome":"succeeded","retCash":50,"retDetail":"部分"}', "succeeded"],
    ['{"outcome":"failed","retDetail":"空号"}', "failed"],
    ['{"outcome":"pending"}', "pending"],
    ['{"outcome":"untouched","reason":"余额不足"}', "untouched"],
    ['{"outcome":"unknown"}', "unknown"],
    ["", "unknown"],
    ["ok", "unknown"],
    ["[]", "unknown"],
    ["null", "unknown"],
    ['{"outcome":"success"}', "unknown"],
    ['{"outcome":"succeeded","retcash":"1"}', "unknown"],
    ['{"outcome":"succeeded","retCash":"1.0001"}', "unknown"],
    ['{"outcome":"succeeded","retCash":-1}', "unknown"],
    ['{"outcome":"failed","retDetail":7}', "unknown"],
    ['{"outcome":"succeeded"}{"outcome":"failed"}', "unknown"],
  ];
  for (const [text, kind] of rows) assert.equal(readCommandAnswer(text).kind, kind, text);
  assert.deepEqual(readCommandAnswer('{"outcome":"succeeded","retCash":0.3,"retBalance":-5}'), {
    kind: "succeeded",
    details: { retCash: 300n, retBalance: -5000n },
  });
});

Deno.test("more than was ordered, nothing, or something after a failure can't have arrived: unknown", async () => {
  const rows: [string, string][] = [
    ['{"outcome":"succeeded","retCash":"100.000"}', "succeeded"],
    ['{"outcome":"succeeded","retCash":"0.001"}', "succeeded"],
    ['{"outcome":"succeeded","retCash":"100.001"}', "unknown"],
    ['{"outcome":"succeeded","retCash":"0"}', "unknown"],
    ['{"outcome":"failed","retCash":"0"}', "failed"],
    ['{"outcome":"failed","retCash":"0.001"}', "unknown"],
  ];
  for (const [output, kind] of rows) {
    const { channel } = channelOf(() => Promise.resolve(exited(output)));
    assert.equal((await channel.submit(taskFor())).kind, kind, output);
    assert.equal((await channel.query(taskFor())).kind, kind, output);
  }
});

Deno.test("a program that fails, takes too long or says too much leaves the outcome unknown; one that never ran proves that nothing was done", async () => {
  const rows: [ProgramEnd, string, string][] = [
    [exited('{"outcome":"succeeded"}', 1), "unknown", "unknown"],
    [exited('{"outcome":"failed"}', null), "unknown", "unknown"],
    [{ kind: "timedOut", errors: "" }, "unknown", "unknown"],
    [{ kind: "tooLong", errors: "" }, "unknown", "unknown"],
    [{ kind: "notStarted", reason: "ENOENT" }, "untouched", "unknown"],
    [exited('{"outcome":"untouched"}'), "untouched", "untouched"],
  ];
  for (const [end, submitted, queried] of rows) {
    const { channel } = channelOf(() => Promise.resolve(end));
    assert.equal((await channel.submit(taskFor())).kind, submitted, JSON.stringify(end));
    assert.equal((await channel.query(taskFor())).kind, queried, JSON.stringify(end));
  }
  const { channel } = channelOf(() => Promise.reject(new Error("not run")), { query: null });
  assert.equal((await channel.query(taskFor())).kind, "unknown");
});

Deno.test("what a program complains of is logged without the passwords", async () => {
  const { channel, log } = channelOf(() =>
    Promise.resolve(exited("", 3, "cannot charge with c4rd-pass and ag3nt"))
  );
  const task = taskFor();
  await channel.submit({ ...task, order: { ...task.order, sealed: "sealed" } });
  const [line] = log.lines;
  assert.equal(line?.fields.stderr, "cannot charge with … and …");
  assert.doesNotMatch(JSON.stringify(log.lines), /c4rd|ag3nt/);
});

Deno.test("what a program answers is kept, pushed and logged without the passwords", async () => {
  const task = taskFor();
  const sealed: Task = { ...task, order: { ...task.order, sealed: "sealed" } };
  const said = "c4rd-pass refused for ag3nt";
  const answers = [
    { outcome: "unknown", reason: said },
    { outcome: "untouched", reason: said },
    { outcome: "failed", retDetail: said, userContent: said },
    { outcome: "succeeded", retDetail: said, retCost: "1" },
    { outcome: "succeeded", "c4rd-pass": 1 },
  ];
  for (const answer of answers) {
    const { channel, log } = channelOf(() => Promise.resolve(exited(JSON.stringify(answer))));
    const outcome = await channel.submit(sealed);
    const shown = inspect([outcome, log.lines], { depth: null });
    assert.doesNotMatch(shown, /c4rd|ag3nt/);
    assert.match(shown, /…/);
  }
});

Deno.test("a query that can't be started proves nothing, whatever the passwords mask of the reason", async () => {
  const { channel } = channelOf(() => Promise.resolve({ kind: "notStarted", reason: "gone" }));
  const task = taskOf(processing({}), () => ({ cardPassword: "program", agentPass: "程序" }));
  const sealed: Task = { ...task, order: { ...task.order, sealed: "sealed" } };
  assert.equal((await channel.submit(sealed)).kind, "untouched");
  assert.equal((await channel.query(sealed)).kind, "unknown");
});

const sh = (script: string, timeoutMs = 20_000, input = "") =>
  programRunner(systemClock)({
    argv: ["/bin/sh", "-c", script],
    cwd: null,
    env: { PATH: Deno.env.get("PATH") ?? "/bin:/usr/bin" },
    input,
    timeoutMs,
  });

function isAlive(pid: number): boolean {
  try {
    // A process that was ended and not yet collected is no longer alive either.
    return !/^State:\s+[ZX]/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

const unix = { ignore: Deno.build.os !== "linux", sanitizeOps: false, sanitizeResources: false };

Deno.test({
  name: "a program gets its input, and its output and exit code come back",
  ...unix,
  async fn() {
    assert.deepEqual(await sh("cat; echo oops >&2; exit 3", 20_000, "到货"), {
      kind: "exited",
      code: 3,
      output: "到货",
      errors: "oops\n",
    });
    assert.equal((await sh("exit 0", 20_000, "x".repeat(1_000_000))).kind, "exited");
  },
});

Deno.test({
  name: "a program that takes too long is ended with all its children",
  ...unix,
  async fn() {
    const pids = Deno.makeTempFileSync();
    try {
      const end = await sh(`sleep 60 & echo $! > ${pids}; echo $$ >> ${pids}; sleep 60`, 500);
      assert.equal(end.kind, "timedOut");
      const [child, parent] = Deno.readTextFileSync(pids).trim().split("\n").map(Number);
      assert.ok(child && parent);
      await until("both are gone", () => !isAlive(child) && !isAlive(parent));
    } finally {
      Deno.removeSync(pids);
    }
  },
});

Deno.test({
  name:
    "a program is over at its deadline, also where what it has left behind holds its output open",
  ...unix,
  async fn() {
    const left = Deno.makeTempFileSync();
    try {
      const end = await sh(`setsid sh -c 'echo $$ > ${left}; exec sleep 20' & echo '{}'`, 3000);
      assert.equal(end.kind, "timedOut");
      const pid = Number(Deno.readTextFileSync(left));
      assert.ok(isAlive(pid));
      Deno.kill(pid, "SIGKILL");
    } finally {
      Deno.removeSync(left);
    }
  },
});

Deno.test({
  name: "a program that says too much is ended, and one that can't be started is told apart",
  ...unix,
  async fn() {
    assert.equal((await sh(`head -c ${OUTPUT_BYTES_MAX + 1} /dev/zero; sleep 60`)).kind, "tooLong");
    const run = programRunner(systemClock);
    for (const file of ["/no/such/program", "/etc/passwd"]) {
      const end = await run({ argv: [file], cwd: null, env: {}, input: "", timeoutMs: 1000 });
      assert.equal(end.kind, "notStarted", file);
    }
  },
});
