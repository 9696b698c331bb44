import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { systemClock } from "../../lib/clock.ts";
import type { Config } from "../../lib/config.ts";
import { readConfig } from "../../lib/config/read.ts";
import { SecretBox } from "../../lib/store/secrets.ts";
import { Engine } from "../../lib/wiring/engine.ts";
import { AnsweringShop } from "../support/answering_shop.ts";
import { configText, makeShop } from "../support/http_channel.ts";
import { MemoryKv } from "../support/memory_kv.ts";
import { memoryPauses } from "../support/memory_pauses.ts";
import { recordingLog } from "../support/recording_log.ts";
import { newOrder } from "../support/store.ts";
import { until } from "../support/until.ts";
import { Zone } from "../../lib/zone.ts";

const SHOP = (url: string, more = "") => `
secrets: { key: "\${SHOP_KEY}" }
submit:
  url: ${url}/order
  params: { no: "{reference}" }
  pending: answer.code == "1"
query:
  url: ${url}/query
  params: { no: "{reference}" }
  pending: answer.code == "1"
  succeeded: answer.code == "0"
  failed: answer.code == "9"
notify:
  format: form
  valid: same(answer.sign, md5(answer.no + answer.state + secrets.key))
  reference: answer.no
  succeeded: answer.state == "1"
  failed: answer.state == "2"
  good: OK
  bad: FAIL
${more}`;

const ID = { server: "main", chargeId: "1" };

/** An engine whose order 1 is pending at the shop. */
async function pendingAt(shop: AnsweringShop, more = "") {
  const text = SHOP(shop.url, more);
  const read = readConfig(configText(text), {
    file: "config.yaml",
    env: () => "s3cret-of-the-shop",
    readTextFile: () => "",
  });
  assert.ok("config" in read);
  const config: Config = read.config;
  const log = recordingLog();
  const engine = new Engine({
    config,
    zone: new Zone(config.timezone),
    kv: new MemoryKv(),
    secrets: new SecretBox(new Uint8Array(32)),
    channels: new Map([["shop", makeShop(text).channel]]),
    pauses: memoryPauses(),
    connect: () => Promise.reject(new Error("nobody listens")),
    clock: systemClock,
    random: () => 0.5,
    log: () => log,
  });
  await engine.takeUp();
  await engine.orders.accept(newOrder("1", Date.now()));
  const under = engine.execution.dispatcher.ackSent(ID);
  await until("it is submitted", () => shop.asked.length === 1);
  await under;
  const notify = async (no: string, state: string, key = "s3cret-of-the-shop") => {
    const sign = createHash("md5").update(no + state + key).digest("hex");
    const reply = await engine.notify("shop", {
      method: "POST",
      query: "",
      headers: new Map(),
      body: new TextEncoder().encode(`no=${no}&state=${state}&sign=${sign}`),
      from: "192.0.2.7",
    });
    return reply?.body;
  };
  const order = () => engine.orders.peek(ID);
  return { engine, log, notify, order };
}

Deno.test("a notification settles the order that it names, and coming again changes nothing", async () => {
  await using shop = new AnsweringShop('{"code":1}');
  const { engine, notify, order } = await pendingAt(shop);
  assert.equal(order()?.state, "processing");
  assert.equal(await notify("main-1-1", "1"), "OK");
  const settled = order();
  assert.ok(settled?.state === "settled" && settled.result.retCode === 1);
  assert.equal(await notify("main-1-1", "1"), "OK");
  const again = order();
  assert.ok(again?.state === "settled");
  assert.deepEqual(again.result, settled.result);
  assert.ok(!again.timeline.some(({ kind }) => kind === "contradicted"));
  // The contrary is kept, and not applied.
  assert.equal(await notify("main-1-1", "2"), "OK");
  const contradicted = order();
  assert.ok(contradicted?.state === "settled" && contradicted.result.retCode === 1);
  assert.ok(contradicted.timeline.some(({ kind }) => kind === "contradicted"));
  await engine.stop();
});

Deno.test("a forged notification, another attempt's, and an unknown reference change nothing", async () => {
  await using shop = new AnsweringShop('{"code":1}');
  const { engine, log, notify, order } = await pendingAt(shop);
  assert.equal(await notify("main-1-1", "1", "guessed-key"), "FAIL");
  assert.equal(await notify("main-2-1", "1"), "FAIL");
  assert.equal(await notify("S100", "1"), "FAIL");
  assert.equal(await notify("main-1-2", "1"), "OK");
  assert.equal(order()?.state, "processing");
  const events = log.lines.map(({ event }) => event);
  assert.equal(events.filter((event) => event === "a notification is refused").length, 1);
  // Of the second one within a minute there is only the count.
  const strange = events.filter((event) => event === "a notification names no order of ours");
  assert.equal(strange.length, 1);
  assert.deepEqual(engine.notifications.counts.get("shop"), {
    understood: 1,
    refused: 1,
    unknown: 2,
  });
  await engine.stop();
});

Deno.test("with confirm, what a notification says is asked about before it counts", async () => {
  await using shop = new AnsweringShop('{"code":1}', '{"code":1}', '{"code":0}');
  const { engine, notify, order } = await pendingAt(shop, "  confirm: query\n");
  assert.equal(await notify("main-1-1", "2"), "OK");
  await until("it is asked about", () => shop.asked.length === 2);
  assert.equal(order()?.state, "processing");
  assert.equal(await notify("main-1-1", "2"), "OK");
  await until("it is settled", () => order()?.state === "settled");
  const settled = order();
  assert.ok(settled?.state === "settled" && settled.result.retCode === 1);
  assert.match(shop.asked[2] ?? "", /^GET \/query\?no=main-1-1 /);
  await engine.stop();
});

Deno.test("with confirm, a notification of an order that has its result is asked about too, before it is answered", async () => {
  await using shop = new AnsweringShop('{"code":1}', '{"code":0}', '{"code":0}', '{"code":9}');
  const { engine, notify, order } = await pendingAt(shop, "  confirm: query\n");
  assert.equal(await notify("main-1-1", "1"), "OK");
  await until("it is settled", () => order()?.state === "settled");
  const isContradicted = () => order()?.timeline.some(({ kind }) => kind === "contradicted");
  // It says again what is so.
  assert.equal(await notify("main-1-1", "1"), "OK");
  assert.deepEqual([shop.asked.length, isContradicted()], [3, false]);
  // It has changed its mind: written down by the time that it is told so.
  assert.equal(await notify("main-1-1", "2"), "OK");
  assert.deepEqual([shop.asked.length, isContradicted()], [4, true]);
  const settled = order();
  assert.ok(settled?.state === "settled" && settled.result.retCode === 1);
  await engine.stop();
});

Deno.test("with confirm, nobody asks about an order that the channel was never given", async () => {
  await using shop = new AnsweringShop('{"code":1}');
  const { engine, notify } = await pendingAt(shop, "  confirm: query\n");
  await engine.orders.accept(newOrder("2", Date.now()));
  assert.equal(await notify("main-2-1", "1"), "OK");
  assert.equal(shop.asked.length, 1);
  await engine.stop();
});
