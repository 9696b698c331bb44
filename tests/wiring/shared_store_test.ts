import assert from "node:assert/strict";
import type { Outcome, Task } from "../../lib/execution/channel.ts";
import type { Conn } from "../../lib/net.ts";
import { SecretBox } from "../../lib/store/secrets.ts";
import { among } from "../../lib/wiring/shared_store.ts";
import { MemoryKv } from "../support/memory_kv.ts";
import { ScriptedChannel } from "../support/scripted_channel.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const TASK = {} as Task;

function shared() {
  const clock = new VirtualClock();
  const kv = new MemoryKv();
  const secrets = new SecretBox(new Uint8Array(32));
  const lost: string[] = [];
  const store = among({ kv, secrets, close() {} }, {
    clock,
    underWayMs: 1000,
    lost: (reason) => void lost.push(reason),
  });
  const lead = () => store.lead(() => {}, new Promise(() => {}));
  return { clock, kv, store, lead, lost };
}

Deno.test("nothing goes to a channel or to a server before this instance leads", async () => {
  const { clock, store, lead } = shared();
  const channel = new ScriptedChannel("a");
  const connected: unknown[] = [];
  const connect = store.connect((target) => {
    connected.push(target);
    return Promise.reject<Conn>(new Error("enough"));
  });
  const target = { hostname: "127.0.0.1", port: 1 };
  const submitted = store.channel(channel).submit(TASK);
  const refused = assert.rejects(connect(target, AbortSignal.timeout(60_000)), /enough/);
  await clock.settle();
  assert.deepEqual([channel.submitted.length, connected.length], [0, 0]);
  await lead();
  await clock.advance(3000);
  await submitted;
  await refused;
  assert.deepEqual([channel.submitted.length, connected], [1, [target]]);
  await store.close();
});

Deno.test("that a channel has no such order is no proof where another instance may have submitted it", async () => {
  const { store } = shared();
  const channel = new ScriptedChannel("a");
  const answers: Outcome[] = [
    { kind: "untouched", reason: "no record", supplierRef: "7" },
    { kind: "succeeded", details: {} },
  ];
  channel.toQuery.push(...answers);
  const { kind, supplierRef } = await store.channel(channel).query(TASK);
  assert.deepEqual([kind, supplierRef], ["unknown", "7"]);
  assert.deepEqual(await store.channel(channel).query(TASK), answers[1]);
});

Deno.test("everything else of a channel is the channel's own", () => {
  const { store } = shared();
  class Private {
    readonly name = "p";
    readonly type = "private";
    readonly settledFromOutside = false;
    readonly canQuery = true;
    #balance = 7n;
    submit = () => Promise.resolve<Outcome>({ kind: "pending" });
    query = () => Promise.resolve<Outcome>({ kind: "pending" });
    balance() {
      return Promise.resolve(this.#balance);
    }
  }
  const guarded = store.channel(new Private());
  assert.equal(guarded.name, "p");
  assert.equal(guarded.notified, undefined);
  return guarded.balance?.().then((balance) => assert.equal(balance, 7n));
});
