import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { CzdockProcess } from "../support/czdock_process.ts";
import { CzdockWorld, newChargeId } from "../support/czdock_world.ts";
import { until } from "../support/until.ts";
import { busyMs, descriptors } from "./process_look.ts";

/** Descriptors that the program may have; a start needs some forty. */
const DESCRIPTORS_MAX = 96;
/** Connections that are opened to it: the system takes them, and the program can't. */
const PEERS = 160;
/** How long it is looked at while it has none left, in milliseconds. */
const LOOK_MS = 3000;
/** The share of a processor that it may take meanwhile. */
const BUSY_SHARE_MAX = 0.5;

/** A script that runs the program with few descriptors. */
function fewDescriptors(folder: string): string {
  const main = new URL("../../main.ts", import.meta.url).pathname;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const own = Deno.env.get("CZDOCK_EXECUTABLE") ??
    `${Deno.execPath()}" run --no-prompt --allow-all "--config=${config}" "${main}`;
  const path = `${folder}/few-descriptors.sh`;
  Deno.writeTextFileSync(path, `#!/bin/sh\nulimit -n ${DESCRIPTORS_MAX}\nexec "${own}" "$@"\n`);
  Deno.chmodSync(path, 0o755);
  return path;
}

Deno.test({
  name:
    "a program that runs out of descriptors neither dies nor spins, and takes orders again when there are some",
  ignore: Deno.build.os !== "linux",
  // Deno's look for leaks can't follow a child process and its pipes.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using world = await CzdockWorld.start({ listen: { readTimeout: "60s" } });
    assert.equal(await world.program.stop(), 0);
    world.lives.push(
      new CzdockProcess({ cwd: world.folder, executable: fewDescriptors(world.folder) }),
    );
    await world.program.loaded();
    const { pid } = world.program;
    const before = newChargeId();
    assert.match((await world.send({ chargeId: before })).text, /"retCode":0/);
    await world.confirmed(before);
    const atRest = descriptors(pid);

    const peers: Socket[] = Array.from({ length: PEERS }, () => {
      const socket = connect({ host: "127.0.0.1", port: world.orderPort });
      socket.on("error", () => {});
      return socket;
    });
    await until("it has no descriptor left", () => descriptors(pid) >= DESCRIPTORS_MAX - 2);
    const busyBeforeMs = busyMs(pid);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const share = (busyMs(pid) - busyBeforeMs) / LOOK_MS;
    console.log(`without descriptors it takes ${(share * 100).toFixed(0)} % of a processor`);
    assert.ok(share < BUSY_SHARE_MAX, `it spins: ${share}`);
    assert.match(world.program.out + world.program.err, /cannot take connections/);

    for (const peer of peers) peer.destroy();
    await until("they are gone", () => descriptors(pid) <= atRest + 5);
    const after = newChargeId();
    await until(
      "an order is taken again",
      async () => (await world.send({ chargeId: after })).text.includes('"retCode":0'),
    );
    await world.confirmed(after);
    assert.equal(world.journal(after).length, 1);
    assert.equal(await world.program.stop(), 0);
  },
});
