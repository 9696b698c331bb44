import assert from "node:assert/strict";
import type { NotifyParts } from "../../lib/wiring/notify.ts";
import { openDatagramSocket, serviceManager } from "../../lib/wiring/notify.ts";
import { NotifySocket } from "../support/notify_socket.ts";
import { recordingLog } from "../support/recording_log.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const WATCHED = { NOTIFY_SOCKET: "/run/notify", WATCHDOG_USEC: "30000000" };

/** A manager on a virtual clock, and what it has told. */
function managed(env: Readonly<Record<string, string>>, parts: Partial<NotifyParts> = {}) {
  const told: string[] = [];
  const clock = new VirtualClock();
  const log = recordingLog();
  const manager = serviceManager({
    env: (name) => env[name],
    pid: 7,
    clock,
    log,
    alive: () => Promise.resolve(),
    open: () => ({
      send(text) {
        told.push(text);
        return Promise.resolve();
      },
      close: () => told.push("closed"),
    }),
    ...parts,
  });
  return { told, clock, log, manager };
}

Deno.test("without NOTIFY_SOCKET nothing is opened, and nothing happens", async () => {
  const open = () => assert.fail("opened");
  const { told, clock, log, manager } = managed({ WATCHDOG_USEC: "1000000" }, { open });
  manager.ready("fine");
  await clock.advance(10_000);
  manager.stopping("over");
  await manager.close();
  assert.deepEqual([told, log.lines], [[], []]);
});

Deno.test("systemd hears of the start and of the end, and of nothing between without a watchdog", async () => {
  const { told, clock, manager } = managed({ NOTIFY_SOCKET: "/run/notify" });
  manager.ready("fine");
  await clock.advance(600_000);
  manager.stopping("over");
  await manager.close();
  assert.deepEqual(told, ["READY=1\nSTATUS=fine", "STOPPING=1\nSTATUS=over", "closed"]);
});

Deno.test("with a watchdog a sign of life comes three times in its time, until the end begins", async () => {
  const { told, clock, manager } = managed(WATCHED);
  manager.ready("fine");
  await clock.advance(60_000);
  const signs = told.filter((text) => text === "WATCHDOG=1").length;
  assert.equal(signs, 7);
  manager.stopping("over");
  await clock.advance(60_000);
  await manager.close();
  assert.equal(told.filter((text) => text === "WATCHDOG=1").length, signs);
});

Deno.test("a store that is stuck ends the signs of life; one that refuses does not", async () => {
  let stuck = false;
  const alive = () => stuck ? new Promise(() => {}) : Promise.reject(new Error("disk full"));
  const { told, clock, manager } = managed(WATCHED, { alive });
  manager.ready("fine");
  await clock.advance(25_000);
  assert.equal(told.length, 4);
  stuck = true;
  await clock.advance(300_000);
  assert.equal(told.length, 4);
  await manager.close();
});

Deno.test("a watchdog that is meant for another process gets no signs", async () => {
  for (const [pid, signs] of [["7", 4], ["8", 0]] as const) {
    const { told, clock, manager } = managed({ ...WATCHED, WATCHDOG_PID: pid });
    manager.ready("fine");
    await clock.advance(30_000);
    assert.equal(told.filter((text) => text === "WATCHDOG=1").length, signs, pid);
    await manager.close();
  }
});

Deno.test("a socket that can't be opened or written to is logged, and harms nothing", async () => {
  const unopened = managed(WATCHED, {
    open: () => {
      throw new Error("no such socket");
    },
  });
  unopened.manager.ready("fine");
  await unopened.manager.close();
  const unwritten = managed(WATCHED, {
    open: () => ({ send: () => Promise.reject(new Error("gone")), close() {} }),
  });
  unwritten.manager.ready("fine");
  await unwritten.manager.close();
  assert.deepEqual(unopened.log.events("error"), ["cannot tell systemd"]);
  assert.equal(unwritten.log.events("error")[0], "cannot tell systemd");
});

Deno.test({
  name: "a real datagram socket takes what is told and leaves no file behind",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using systemd = new NotifySocket();
    const socket = openDatagramSocket(systemd.path);
    await socket.send("READY=1\nSTATUS=侦听");
    assert.equal(await systemd.heard("READY=1"), "READY=1\nSTATUS=侦听");
    socket.close();
    assert.throws(() => openDatagramSocket("@abstract"), /absolute/);
    assert.throws(() => openDatagramSocket(""), /absolute/);
  },
});
