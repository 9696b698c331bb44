import assert from "node:assert/strict";
import { runCzdock } from "../support/czdock_process.ts";
import { CzdockWorld } from "../support/czdock_world.ts";

/** Enough for every outcome of the simulator. */
const ORDERS = 80;
const SUPPLIER = { type: "simulate", outcome: "random", delay: "0s", journal: "journal.ndjson" };

Deno.test({
  name:
    "the books of the server, of czdock and of the supplier agree, running and stopped, and a wrong one is found",
  // Deno's look for leaks can't follow child processes and their pipes.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using world = await CzdockWorld.start({
      channels: { sim: SUPPLIER },
      routes: [{ channels: ["sim"] }],
      review: { hold: "100ms" },
    });
    const czdock = (...args: string[]) => runCzdock(args, { cwd: world.folder });
    // The played server takes its port over.
    await world.callbacks.refuse();
    const to = ["--port", `${world.orderPort}`, "--callback-port", `${world.callbacks.port}`];
    const platform = ["platform", ...to, "--count", `${ORDERS}`, "--fault", "split"];
    const played = await czdock(...platform, "--book", "server.csv", "--grace", "100ms");
    assert.equal(played.code, 0, played.out + played.err);

    const audit = ["audit", "--server-book", "server.csv", "--supplier-book", "sim=journal.ndjson"];
    const running = await czdock(...audit);
    assert.equal(running.code, 0, running.out + running.err);
    assert.match(running.out, /audited: 80 单 orders \(0 在途 open\)/);
    assert.match(running.out, /server: 80 单已应答 acked/);
    assert.match(running.out, /verdict: all is well\n$/);

    const book = Deno.readTextFileSync(`${world.folder}/server.csv`);
    const mode = Deno.statSync(`${world.folder}/server.csv`).mode ?? 0o600;
    if (Deno.build.os !== "windows") assert.equal(mode & 0o777, 0o600);
    const [, first = ""] = book.split("\n");
    const chargeId = first.split(",")[0] ?? "";
    Deno.writeTextFileSync(`${world.folder}/wrong.csv`, book.replace(`\n${first}`, ""));
    Deno.writeTextFileSync(`${world.folder}/none.csv`, "a,b\n1,2\n");
    const wrong = await czdock("audit", "--server-book", "wrong.csv");
    assert.equal(wrong.code, 1);
    assert.match(wrong.out, new RegExp(`^main/${chargeId}: .*not in the server's book$`, "m"));
    assert.match(wrong.out, /verdict: 1 findings\n$/);
    const refused = await czdock("audit", "--server-book", "none.csv");
    assert.deepEqual([refused.code, refused.out], [1, ""]);
    assert.match(refused.err, /none\.csv: .*line 1: .*chargeId/);

    assert.equal(await world.program.stop(), 0);
    const stopped = await czdock(...audit);
    assert.equal(stopped.code, 0, stopped.out + stopped.err);
    for (const usage of [["--supplier-book", "journal.ndjson"], ["--from", "today"], ["--nope"]]) {
      assert.equal((await czdock("audit", ...usage)).code, 2, `${usage}`);
    }
  },
});
