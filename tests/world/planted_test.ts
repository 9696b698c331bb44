import assert from "node:assert/strict";
import type { Conn } from "../../lib/net.ts";
import { idText } from "../../lib/order.ts";
import { decodeOrder, encodeOrder } from "../../lib/store/order_codec.ts";
import { calmPlanOf } from "../support/world/plan.ts";
import type { Plants } from "../support/world/host.ts";
import type { WorldPlan } from "../support/world/plan.ts";
import { commitsLate } from "../support/world/planted_kv.ts";
import { sceneOf } from "../support/world/scenes.ts";
import { runWorld } from "../support/world/world.ts";

const plan: WorldPlan = calmPlanOf(7);

async function found(plants: Plants, fault: RegExp, in_: WorldPlan = plan): Promise<void> {
  const { faults } = await runWorld(in_, plants);
  assert.match(faults ?? "nothing", fault);
}

/** A connection that changes what is written to it. */
function changing(conn: Conn, change: (text: string) => string): Conn {
  return {
    read: (into) => conn.read(into),
    write: async (bytes) => {
      const latin = new TextDecoder("latin1").decode(bytes);
      await conn.write(Uint8Array.from(change(latin), (unit) => unit.charCodeAt(0)));
      return bytes.length;
    },
    closeWrite: () => conn.closeWrite(),
    close: () => conn.close(),
  };
}

Deno.test("a world in which nothing goes wrong is found to be right", async () => {
  const { faults, orders } = await runWorld(plan);
  assert.equal(faults, null);
  assert.equal(orders, plan.orders);
});

Deno.test("a supplier that executes twice is found", async () => {
  await found({
    channel: (channel, { supplier }) => ({
      ...channel,
      async submit(task) {
        const outcome = await channel.submit(task);
        const { server, fields } = task.order;
        if (outcome.kind === "succeeded") {
          supplier.ledger.execute(idText(server, fields.chargeId), "again", fields.chargeCash);
        }
        return outcome;
      },
    }),
  }, /was executed a second time/);
});

Deno.test("a channel that is asked twice for one attempt is found", async () => {
  await found({
    channel: (channel) => ({
      ...channel,
      submit: (task) => channel.submit(task).then(() => channel.submit(task)),
    }),
  }, /was asked twice to execute/);
});

Deno.test("a success that is told as a failure is found", async () => {
  await found({
    channel: (channel) => ({
      ...channel,
      submit: async (task) => {
        const outcome = await channel.submit(task);
        return outcome.kind === "succeeded" ? { kind: "failed", details: {} } : outcome;
      },
    }),
  }, /has result 3, and was executed/);
});

Deno.test("an order that a second channel executes after the first one had done so is found", async () => {
  await found({
    channel: (channel) => ({
      ...channel,
      submit: (task) => channel.submit(task).then(() => ({ kind: "untouched", reason: "a lie" })),
    }),
  }, /was executed a second time/);
});

Deno.test("a callback that never reaches the platform is found", async () => {
  const conn: Conn = {
    read: (into) => {
      into.set([0x4f, 0x4b]);
      return Promise.resolve(2);
    },
    write: (bytes) => Promise.resolve(bytes.length),
    closeWrite: () => Promise.resolve(),
    close() {},
  };
  await found({ connect: () => () => Promise.resolve(conn) }, /the platform never got its result/);
});

Deno.test("a result that changes between two callbacks is found", async () => {
  let pushes = 0;
  const change = (text: string) =>
    text.replace(/"retCash":\d+\.000/, () => `"retCash":${100 + pushes++}.000`);
  const rude = { ...plan, platform: { ...plan.platform, badAnswer: 0.8 } };
  await found(
    {
      connect: (connect) => async (target, signal) =>
        changing(await connect(target, signal), change),
    },
    /its result changed from/,
    rude,
  );
});

Deno.test("a callback after an OK is found", async () => {
  await found({
    connect: (connect) => async (target, signal) => {
      const conn = await connect(target, signal);
      let written = new Uint8Array();
      return {
        read: async (into) => {
          const bytes = await conn.read(into);
          const again = await connect(target, new AbortController().signal);
          await again.write(written);
          return bytes;
        },
        write: (bytes) => {
          written = bytes.slice();
          return conn.write(bytes);
        },
        closeWrite: () => conn.closeWrite(),
        close: () => conn.close(),
      };
    },
  }, /is pushed after its OK was heard/);
});

Deno.test("an order that is executed although its ack never went out is found", async () => {
  await found({
    listener: (listener) => ({
      addr: listener.addr,
      close: () => listener.close(),
      accept: async () => {
        const conn = await listener.accept();
        const { remoteAddr } = conn;
        const write = (bytes: Uint8Array) => Promise.resolve(bytes.length);
        return { ...conn, remoteAddr, write };
      },
    }),
  }, /was executed, and its ack was never out/);
});

const { plan: one } = sceneOf("a supplier executes");

Deno.test("an order that goes to its supplier before that is committed is found", async () => {
  const fault = /was asked to execute, and the disk says (received|queued)/;
  await found({ kv: commitsLate("processing") }, fault, one);
});

Deno.test("an order that is acked before it is stored is found", async () => {
  await found({ kv: commitsLate("received") }, /was acked 0 before it was stored/, one);
});

Deno.test("an order that vanishes from the disk is found", async () => {
  await found({
    disk: ({ rows }) => {
      const [name] = [...rows].find(([, { key }]) => key[0] === "done") ?? [];
      if (name !== undefined) rows.delete(name);
    },
  }, /was acked, and is not stored[^]*the sum all,received is/);
});

Deno.test("a result that changes on the disk is found", async () => {
  await found({
    disk: ({ rows }) => {
      for (const [name, row] of rows) {
        if (row.key[0] !== "done") continue;
        const order = decodeOrder(row.value);
        if (order.state !== "settled" || order.result.retCode !== 1) continue;
        const result = { ...order.result, retCash: order.result.retCash + 1n };
        rows.set(name, { ...row, value: encodeOrder({ ...order, result }) });
        return;
      }
    },
  }, /not what was done/);
});

Deno.test("an engine that does not come to rest is found", async () => {
  await found({
    connect: () => () => Promise.reject(new Error("no way")),
  }, /no rest after the storm: .*active orders/);
});
