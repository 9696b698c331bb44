import assert from "node:assert/strict";
import { runCzdock } from "../support/czdock_process.ts";
import { CzdockWorld } from "../support/czdock_world.ts";
import { freePort } from "../support/free_port.ts";
import { inTempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

/** Deno's look for leaks can't follow a child process and its pipes. */
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });
}

/** The lines about something, each with its sign before it. */
function about(out: string, what: string): string[] {
  return out.split("\n").filter((line) => line.includes(` ${what}: `)).map((line) => line.trim());
}

test("doctor examines a machine on which czdock runs, then one on which it does not, and a port that is taken", async () => {
  await using world = await CzdockWorld.start();
  const doctor = () => runCzdock(["doctor"], { cwd: world.folder });
  const running = await doctor();
  assert.equal(running.code, 0, running.out);
  assert.match(about(running.out, "running")[0] ?? "", new RegExp(`^ok .*${world.program.pid}`));
  assert.match(about(running.out, "callbacks")[0] ?? "", /^ok .*takes connections/);
  // Nothing was sent: a server that hears a connection without a packet has no callback in it.
  assert.deepEqual(world.callbacks.arrived, []);
  await world.anotherOrderIsThrough();
  assert.equal(await world.program.stop(), 0);

  const stopped = await doctor();
  assert.equal(stopped.code, 0, stopped.out);
  assert.match(about(stopped.out, "running")[0] ?? "", /^ok .*does not run/);
  for (const what of ["clock", "disk", "descriptors", "page"]) {
    assert.equal(about(stopped.out, what).length > 0, true, `${what} in\n${stopped.out}`);
  }

  const taken = Deno.listen({ hostname: "0.0.0.0", port: world.orderPort });
  const { code, out } = await doctor();
  taken.close();
  assert.equal(code, 1);
  assert.match(out, new RegExp(`FAIL .*:${world.orderPort} .*taken`));

  // It has changed nothing: the store opens, and what was confirmed is.
  await world.startProgram();
  await world.anotherOrderIsThrough();
});

test("doctor warns of secrets that others may read, and says so with a configuration elsewhere too", async () => {
  await inTempDir(async (cwd) => {
    assert.equal((await runCzdock(["init"], { cwd })).code, 0);
    Deno.chmodSync(`${cwd}/config.yaml`, 0o644);
    const { out } = await runCzdock(["doctor", "--config", `${cwd}/config.yaml`], { cwd: "/" });
    assert.match(about(out, "files")[0] ?? "", /^warn .*config\.yaml: 644/);
    assert.equal((await runCzdock(["doctor"], { cwd: "/" })).code, 2);
    // Looking makes no store.
    assert.deepEqual([...Deno.readDirSync(cwd)].map(({ name }) => name), ["config.yaml"]);
  });
});

test("of a store at a service, the page says whether czdock runs, and its ports are not tried then", async () => {
  await inTempDir(async (cwd) => {
    assert.equal((await runCzdock(["init"], { cwd })).code, 0);
    const port = freePort();
    const text = Deno.readTextFileSync(`${cwd}/config.yaml`)
      .replace("path: data/orders.kv", "path: http://127.0.0.1:1/")
      .replace(/port: 60080$/m, `port: ${port}`);
    Deno.writeTextFileSync(`${cwd}/config.yaml`, text);
    const page = Deno.serve(
      { hostname: "127.0.0.1", port, onListen() {} },
      () => Response.json({ status: "ok" }),
    );
    const running = (await runCzdock(["doctor"], { cwd })).out;
    await page.shutdown();
    assert.deepEqual(about(running, "running"), ["ok    运行 running: healthz ok"]);
    assert.doesNotMatch(running, /ports: (?:listen|web): /);
    const stopped = (await runCzdock(["doctor"], { cwd })).out;
    assert.match(about(stopped, "running")[0] ?? "", /^ok .*does not run/);
    assert.match(stopped, /ports: web: /);
  });
});

test("a start tells of what is not as it should be, in words", async () => {
  await using world = await CzdockWorld.start();
  const told = /warn .*routes: .*recharges nothing/;
  await until("it is told of the simulator", () => told.test(world.program.err));
});
