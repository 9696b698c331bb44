import assert from "node:assert/strict";
import { readOrderPacket } from "../../lib/protocol/order_packet.ts";
import { readConfig } from "../../lib/config/read.ts";
import { readCommandAnswer } from "../../lib/execution/channels/command_answer.ts";
import { makePush, type Pushed } from "../../lib/callback/push.ts";
import { OrderStore } from "../../lib/store/orders.ts";
import { Writer } from "../../lib/store/writer.ts";
import { readStatement } from "../../lib/reconciliation/statement.ts";
import { takeAll } from "../../lib/store/import.ts";
import { pieces } from "../support/exports.ts";
import { hastyClock } from "../support/hasty_clock.ts";
import { dayOf } from "../support/store.ts";
import { runGuarded } from "./guarded.ts";
import { run } from "./run.ts";
import type { Surface } from "./surface.ts";
import { surface } from "./surface.ts";
import { callbackAnswers } from "./surfaces/callback_answers.ts";
import { commandAnswers } from "./surfaces/command_answers.ts";
import { configs } from "./surfaces/configs.ts";
import { exports } from "./surfaces/exports.ts";
import { httpRequests } from "./surfaces/http_requests.ts";
import { notifications } from "./surfaces/notifications.ts";
import { orderPackets } from "./surfaces/order_packets.ts";
import { statements } from "./surfaces/statements.ts";
import { storeRows } from "./surfaces/store_rows.ts";
import { supplierAnswers } from "./surfaces/supplier_answers.ts";

const SEED = 7;
/** Inputs by which a planted fault is found, with room to spare. */
const INPUTS = 1500;

async function found(planted: Surface, fault: RegExp, inputs = INPUTS): Promise<void> {
  const plan = { seed: SEED, from: 0, inputs };
  await assert.rejects(run(planted, plan), ({ message }: Error) => {
    assert.match(message, fault);
    assert.match(message, new RegExp(`deno task fuzz --surface ${planted.name} --seed ${SEED} --`));
    return true;
  });
}

const TESTS: readonly [sentence: string, planted: () => Surface, fault: RegExp][] = [
  [
    "a packet whose signature is not looked at",
    () =>
      orderPackets({
        read: (object, md5key) => {
          const read = readOrderPacket(object, md5key);
          if (read.kind !== "wrongSign") return read;
          const { echo } = read;
          return { kind: "invalid", field: "action", problem: "", echo };
        },
      }),
    /a wrong signature was taken/,
  ],
  [
    "an amount that is read as if it were a float",
    () =>
      orderPackets({
        read: (object, md5key) => {
          const read = readOrderPacket(object, md5key);
          if (read.kind !== "order") return read;
          const chargeCash = read.fields.chargeCash / 10n * 10n + 1n;
          return { ...read, fields: { ...read.fields, chargeCash } };
        },
      }),
    /chargeCash/,
  ],
  [
    "an OK that is found in the middle of something else",
    () =>
      callbackAnswers((...parts) => async (target, callback) => {
        const pushed: Pushed = await makePush(...parts)(target, callback);
        return pushed.kind === "answered" && pushed.text.includes("OK") ? { kind: "ok" } : pushed;
      }),
    /OK and what is no OK/,
  ],
  [
    "an unclear answer that is taken for a failure",
    () =>
      supplierAnswers((outcome) =>
        outcome.kind === "unknown" ? { kind: "failed", details: {} } : outcome
      ),
    /failed, and the rules have/,
  ],
  [
    "a notification that is refused and answered as if it had been heard",
    () =>
      notifications((notification) =>
        notification.kind === "refused"
          ? { ...notification, reply: { ...notification.reply, status: 200, body: "success" } }
          : notification
      ),
    /what was refused is told to have been heard/,
  ],
  [
    "a program's misspelt key that is passed over",
    () => commandAnswers((text) => readCommandAnswer(text.replaceAll("RETCASH", "retCash"))),
    /a misspelt key was passed over|is missing/,
  ],
  [
    "an answer without one of its security headers",
    () =>
      httpRequests(async ({ app }, request) => {
        const { body, status, headers } = await app.fetch(request);
        const fewer = new Headers(headers);
        if (status === 404) fewer.delete("X-Frame-Options");
        return new Response(status === 204 ? null : body, { status, headers: fewer });
      }),
    /X-Frame-Options/,
  ],
  [
    "a request for which everybody is the administrator",
    () =>
      httpRequests(({ app }, request) => {
        const headers = new Headers(request.headers);
        headers.set("Authorization", "Bearer t0ken-of-the-boss");
        return app.fetch(new Request(request, { headers }));
      }),
    /POST .* by /,
  ],
  [
    "a fault of a configuration that stands on no line",
    () =>
      configs((text, options) => {
        const read = readConfig(text, options);
        if (!("faults" in read)) return read;
        return { ...read, faults: read.faults.map((fault) => ({ ...fault, line: 0 })) };
      }),
    /line 0 of/,
  ],
  [
    "a variable that is shown with what it holds",
    () =>
      configs((text, options) => {
        const read = readConfig(text, options);
        return "shown" in read ? { ...read, shown: read.shown + options.env("SECRET") } : read;
      }),
    /what a variable holds is shown/,
  ],
  [
    "a store that passes a damaged row over as if it were not there",
    () =>
      storeRows((kv) => {
        const orders = new OrderStore(kv, new Writer(kv, hastyClock), hastyClock, dayOf);
        const get = orders.get.bind(orders);
        orders.get = (id) => get(id).catch(() => null);
        return orders;
      }),
    /did not match|was taken/,
  ],
  [
    "an export that is restored as it was, and goes on by itself",
    () =>
      exports(async (kv, bytes) => {
        const plan = { how: "asItWas", withKey: true, keepExisting: false, atMs: 0 } as const;
        await takeAll({ kv, writer: new Writer(kv, hastyClock), dayOf }, pieces(bytes), plan);
      }),
    /goes on by itself|something of it was kept/,
  ],
  [
    "a statement whose last line is lost",
    () =>
      statements((...asked) => {
        const read = readStatement(...asked);
        return read.ok ? { ...read, lines: read.lines.slice(0, -1) } : read;
      }),
    /lines were lost/,
  ],
];

for (const [sentence, planted, fault] of TESTS) {
  Deno.test(`${sentence} is found, with the line that makes it again`, () =>
    found(planted(), fault));
}

const plain = { name: "planted", reaches: [], make: () => 0, judge: () => "fine", show: () => "" };

Deno.test("an input that costs the square of its length is found", async () => {
  const slow = () => {
    let waste = 0;
    for (let at = 0; at < 3e8; at++) waste += at;
    return waste;
  };
  await found(surface({ ...plain, feed: slow, inputMsMax: 20 }), /took \d+ ms, 20 ms at most/, 1);
});

Deno.test("a surface that keeps something of every input is found", async () => {
  const kept: number[][] = [];
  const feed = () => void kept.push(Array.from({ length: 10_000 }, (_, at) => at));
  await found(surface({ ...plain, feed }), /the heap grows by \d+ bytes an input/, 300);
  assert.equal(kept.length, 300);
});

Deno.test({
  name: "an input over which a surface hangs is found, and the thread is ended",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const plan = { seed: SEED, from: 3, inputs: 1 };
    const hanging = { module: new URL("./planted_hang.ts", import.meta.url).href, hangMs: 2000 };
    await assert.rejects(
      runGuarded("planted", plan, hanging),
      /planted: hangs\ndeno task fuzz --surface planted --seed 7 --at 3/,
    );
  },
});
