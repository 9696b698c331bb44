import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { CzdockWorld, newChargeId } from "../support/czdock_world.ts";
import { packet } from "../support/order_packets.ts";
import { until } from "../support/until.ts";
import { descriptors, memoryBytes } from "./process_look.ts";

/** Peers of each kind. */
const SILENT = 400, SLOW = 500, HALF_WAY = 300, HOLDING = 200;
/** Half requests at the page's port; czdock waits for their other half as long as whoever sends them. */
const AT_PAGE = 200;
const PEERS = SILENT + SLOW + HALF_WAY + HOLDING;
const READ_TIMEOUT_MS = 8000;
/** Orders that are sent meanwhile, one after the other. */
const ORDERS = 60;
/** What an ack may take among all of them, on a machine that tests run on, in milliseconds. */
const ACK_MS_MAX = 1500;
/** What that many connections may take of memory, in bytes. */
const MEMORY_BYTES_MAX = 96 * 1024 ** 2;

function peer(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
    // Whatever becomes of it later is looked at from czdock's side.
    socket.on("error", () => {});
    socket.resume();
  });
}

Deno.test({
  name:
    "fourteen hundred slow and half-open connections from a server's own address delay no order, and are let go",
  ignore: Deno.build.os !== "linux",
  // Deno's look for leaks can't follow a child process and its pipes.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using world = await CzdockWorld.start({
      listen: { readTimeout: `${READ_TIMEOUT_MS}ms`, maxConnections: PEERS + 100 },
      log: { level: "info", format: "text" },
    });
    const { pid } = world.program;
    await world.anotherOrderIsThrough();
    const before = { memory: memoryBytes(pid), descriptors: descriptors(pid) };
    const whole = packet({ chargeId: "1", retRsn: `"${"x".repeat(40)}"` });
    const opened = async (count: number) => {
      const sockets: Socket[] = [];
      for (let at = 0; at < count; at++) sockets.push(await peer(world.orderPort));
      return sockets;
    };
    const silent = await opened(SILENT), slow = await opened(SLOW);
    const halfWay = await opened(HALF_WAY), holding = await opened(HOLDING);
    const atPage: Socket[] = [];
    for (let at = 0; at < AT_PAGE; at++) atPage.push(await peer(world.webPort));
    for (const socket of atPage) socket.write("GET /healthz HTTP/1.1\r\nHost: local");
    for (const socket of halfWay) socket.write(whole.subarray(0, whole.length / 2));
    // They have their ack and keep their side open.
    const held = holding.map((socket) => {
      const chargeId = newChargeId();
      socket.write(packet({ chargeId }));
      return chargeId;
    });
    let byte = 0;
    const dripping = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write(whole.subarray(byte, byte + 1));
      byte++;
    }, 500);
    try {
      const acksMs: number[] = [], sent: string[] = [];
      for (let nth = 0; nth < ORDERS; nth++) {
        const chargeId = newChargeId(), beganAtMs = performance.now();
        assert.match((await world.send({ chargeId })).text, /"retCode":0/);
        acksMs.push(performance.now() - beganAtMs);
        sent.push(chargeId);
      }
      assert.ok(
        descriptors(pid) >= before.descriptors + SLOW,
        "they were let go too early to tell",
      );
      const grownBy = memoryBytes(pid) - before.memory;
      acksMs.sort((a, b) => a - b);
      console.log(
        `acks among ${PEERS}: median ${acksMs[ORDERS / 2]?.toFixed(0)} ms, worst ` +
          `${acksMs.at(-1)?.toFixed(0)} ms; memory +${(grownBy / 1024 ** 2).toFixed(0)} MiB`,
      );
      assert.ok((acksMs.at(-1) ?? Infinity) < ACK_MS_MAX, `an ack took ${acksMs.at(-1)} ms`);
      assert.ok(grownBy < MEMORY_BYTES_MAX, `${grownBy} bytes`);
      assert.equal((await world.api.call("GET", "/healthz")).status, 200);
      for (const chargeId of [...sent, ...held]) {
        await world.confirmed(chargeId);
        assert.equal(world.journal(chargeId).length, 1);
      }
    } finally {
      clearInterval(dripping);
    }
    for (const socket of atPage) socket.destroy();
    // Of the others nobody has closed anything but czdock: a byte now and then puts no deadline off.
    await until(
      "every connection is let go",
      () => descriptors(pid) <= before.descriptors + 5,
      4 * READ_TIMEOUT_MS,
    );
    assert.equal(await world.api.order("1"), null);
    for (const socket of [...silent, ...slow, ...halfWay, ...holding]) socket.destroy();
    await world.anotherOrderIsThrough();
  },
});
