/**
 * The example worker of `docs/`, as a user runs it: against the real program.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { OrderJson } from "../../lib/api/order_json.ts";
import { CzdockWorld, newChargeId } from "../support/czdock_world.ts";
import { until } from "../support/until.ts";

const EXAMPLE = new URL("../../docs/examples/worker.mjs", import.meta.url);
const TOKEN = "a-token-for-the-worker-program";
const LEASE_MS = 5000;
const SECTIONS = {
  channels: { jobs: { type: "worker" } },
  routes: [{ channels: ["jobs"] }],
  web: { tokens: [{ name: "jobs", token: TOKEN, may: ["read", "settle"] }] },
};
/** What the example has in place of a supplier, and what the test has there: books, and an execution as long as it likes. */
const SUPPLIER = /^.*call your supplier here.*$/m;
const BOOKS = 'const fs = await import("node:fs");\n' +
  '  fs.appendFileSync("books", order.chargeId + "\\n");\n' +
  '  while (!fs.existsSync("go")) await sleep(20);';

/** A worker's program in a folder of its world's. */
function startWorker({ folder, webPort }: CzdockWorld): Deno.ChildProcess {
  const example = Deno.readTextFileSync(EXAMPLE);
  assert.match(example, SUPPLIER);
  Deno.writeTextFileSync(`${folder}/worker.mjs`, example.replace(SUPPLIER, BOOKS));
  const CZDOCK = `http://127.0.0.1:${webPort}`;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-config", "--allow-all", "worker.mjs"],
    cwd: folder,
    env: { CZDOCK, TOKEN, CHANNEL: "jobs", LEASE: `${LEASE_MS}ms`, BEAT_MS: "500" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Ends a worker as a power cut does. */
async function kill(worker: Deno.ChildProcess): Promise<void> {
  try {
    worker.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
  await worker.status;
}

function books({ folder }: CzdockWorld): string[] {
  try {
    return Deno.readTextFileSync(`${folder}/books`).split("\n").filter((line) => line !== "");
  } catch {
    return [];
  }
}

async function orderOf({ api }: CzdockWorld, chargeId: string): Promise<OrderJson> {
  const path = `/api/orders/main/${chargeId}`;
  return (await api.call("GET", path, { token: TOKEN })).json as OrderJson;
}

Deno.test("the example worker executes an order once, keeps its lease for as long as that takes, and settles it", async () => {
  await using world = await CzdockWorld.start(SECTIONS);
  const worker = startWorker(world);
  try {
    const chargeId = newChargeId();
    await world.send({ chargeId });
    await until("it is being executed", () => books(world).includes(chargeId));
    const overAtMs = Date.now() + LEASE_MS;
    await until("its first lease would be over", async () => {
      assert.equal((await orderOf(world, chargeId)).state, "processing");
      return Date.now() > overAtMs;
    });
    Deno.writeTextFileSync(`${world.folder}/go`, "");
    await world.callbacks.nth(chargeId);
    const { state, result } = await orderOf(world, chargeId);
    assert.deepEqual(
      [state, result?.retCode, result?.retCost, result?.by],
      ["settled", 1, "100.000", "token:jobs"],
    );
    assert.deepEqual(books(world), [chargeId]);
  } finally {
    await kill(worker);
  }
});

Deno.test("an order whose worker was killed is held for a person, and no other worker gets it", async () => {
  const channels = { jobs: { type: "worker", pauseAfterUnknown: 1 } };
  await using world = await CzdockWorld.start({ ...SECTIONS, channels });
  const first = startWorker(world);
  const chargeId = newChargeId();
  try {
    await world.send({ chargeId });
    await until("it is being executed", () => books(world).includes(chargeId));
  } finally {
    await kill(first);
  }
  const second = startWorker(world);
  try {
    const order = await until("it is in review", async () => {
      const order = await orderOf(world, chargeId);
      return order.state === "review" ? order : null;
    });
    assert.match(order.reason ?? "", /token:jobs/);
    // A lease that is lost is an unclear answer, so the channel has stopped by itself.
    const { json } = await world.api.call("GET", "/api/overview", { token: TOKEN });
    const [jobs] = (json as { channels: { paused: { by: string } | null }[] }).channels;
    assert.equal(jobs?.paused?.by, "czdock");
    const resumed = await world.api.call("POST", "/api/channels/jobs/resume", { token: TOKEN });
    assert.equal(resumed.status, 200, resumed.text);
    Deno.writeTextFileSync(`${world.folder}/go`, "");
    // Another order passes the second worker, so it asks; it was not given this one.
    const next = newChargeId();
    await world.send({ chargeId: next });
    await world.callbacks.nth(next);
    assert.deepEqual(books(world), [chargeId, next]);
    assert.equal((await orderOf(world, chargeId)).state, "review");
    const path = `/api/orders/main/${chargeId}/settle`;
    const settled = await world.api.call("POST", path, { token: TOKEN, body: { retCode: 3 } });
    assert.equal(settled.status, 200);
    await world.callbacks.nth(chargeId);
  } finally {
    await kill(second);
  }
});
