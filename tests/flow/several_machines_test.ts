import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { ACT_WITHIN_MS, MARGIN_MS, RENEW_EVERY_MS } from "../../lib/store/leadership.ts";
import { TwoInstances } from "../support/two_instances.ts";
import { until } from "../support/until.ts";

/** From the death of the leader until the other one takes orders, on a busy machine, in milliseconds. */
const TAKEOVER_MS_MAX = ACT_WITHIN_MS + MARGIN_MS + 4 * RENEW_EVERY_MS + 40_000;

/**
 * Stops a process between two of its commits: one that is stopped within a commit keeps SQLite's lock, and nobody takes over
 * from it before it goes on. That is so of a file alone.
 */
async function halt(pid: number, path: string): Promise<void> {
  await until("it is stopped between two commits", async () => {
    Deno.kill(pid, "SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (!isBeingWritten(path)) return true;
    Deno.kill(pid, "SIGCONT");
    return false;
  });
}

function isBeingWritten(path: string): boolean {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("BEGIN IMMEDIATE; ROLLBACK");
    return false;
  } catch {
    return true;
  } finally {
    database.close();
  }
}

Deno.test({
  name:
    "two instances on one file: whatever befalls the leader, each order is executed and pushed by one",
  // Deno's look for leaks can't follow a child process and its pipes. Windows has no SIGSTOP.
  ignore: Deno.build.os === "windows",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using world = await TwoInstances.start();
    try {
      await befall(world);
    } catch (error) {
      throw new Error(`with this story:\n${world.story()}`, { cause: error });
    }
  },
});

/** Whatever befalls the leader, one after the other. */
async function befall(world: TwoInstances): Promise<void> {
  const leads = ({ process }: { process: { out: string } }) => / started /.test(process.out);
  const leader = () => world.instances.find(leads) ?? null;
  const takenOver = async () => {
    const { length } = world.accepted;
    const found = await until("one of them leads", leader, TAKEOVER_MS_MAX);
    await until("orders are taken", () => world.accepted.length > length + 100, TAKEOVER_MS_MAX);
    const other = world.instances.find((one) => one !== found);
    assert.ok(other !== undefined && !leads(other), "both lead");
    return { found, other };
  };
  world.load();

  // Killed in the middle of its work.
  const first = await takenOver();
  await until("the other stands by", () => /standing by/.test(first.other.process.err));
  await first.found.process.kill();
  world.restart(first.found);
  const second = await takenOver();
  assert.equal(second.found, first.other);

  // Stopped in the middle of its work for longer than its lease: once it goes on, it must find that it leads no more.
  await until("the other stands by", () => /standing by/.test(second.other.process.err));
  const halted = second.found.process;
  await halt(halted.pid, world.storePath);
  await until("the other leads", () => leads(second.other), TAKEOVER_MS_MAX);
  Deno.kill(halted.pid, "SIGCONT");
  const { code } = await halted.ended;
  assert.equal(code, 1, halted.err);
  assert.match(halted.err, /leads no more, ends at once/);
  world.restart(second.found);
  const third = await takenOver();

  // Stopped cleanly: the other one takes over at once.
  assert.equal(await third.found.process.stop(), 0);
  const beganAtMs = Date.now();
  await until("the other leads", () => leads(third.other), TAKEOVER_MS_MAX);
  assert.equal(Date.now() - beganAtMs < ACT_WITHIN_MS + MARGIN_MS, true, "it waited in vain");

  await world.stopSending();
  const { accepted, heard, atOnce } = world;
  await until(
    "every accepted order has its result",
    () => accepted.every((chargeId) => heard.has(chargeId)),
  );
  const executions = world.executions();
  for (const chargeId of accepted) {
    const executed = executions.get(chargeId) ?? 0;
    const retCodes = [...heard.get(chargeId)?.retCodes ?? []];
    assert.equal(executed <= 1, true, `${chargeId} was executed ${executed} times`);
    assert.equal(retCodes.length, 1, `${chargeId} was told ${retCodes}`);
    // 2 says that nobody knows: the leader died between the order's execution and its answer.
    if (retCodes[0] === "1") assert.equal(executed, 1, `${chargeId} was told 1`);
    if (retCodes[0] === "3") assert.equal(executed, 0, `${chargeId} was told 3`);
  }
  for (const [chargeId, executed] of executions) {
    assert.equal(executed, 1, `${chargeId} was executed ${executed} times`);
  }
  assert.deepEqual(atOnce, []);
  assert.equal(accepted.length > 300, true, `${accepted.length} orders`);
}
