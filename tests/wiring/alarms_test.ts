import assert from "node:assert/strict";
import { GATHER_MS, MESSAGE_EVERY_MS } from "../../lib/alarms/teller.ts";
import type { AlarmsConfig } from "../../lib/config.ts";
import { ServedAlarms } from "../../lib/wiring/alarms.ts";
import { silentLog } from "../../lib/log.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const webhook = (name: string) => ({
  name,
  url: `https://${name}.example/`,
  template: "json",
  body: null,
  secret: null,
  timeoutMs: 1000,
} as const);

const ALARMS: AlarmsConfig = {
  title: "czdock",
  repeatMs: 3_600_000,
  unknownAfterMs: 0,
  silentAfterMs: 0,
  diskFreeBytesMin: 0,
  webhooks: [webhook("a")],
};
const STORE = { path: "data/orders.kv", retentionMs: 1, idRetentionMs: 1 };

Deno.test("a changed configuration is told of what is raised by then, and the old one no more", async () => {
  const clock = new VirtualClock();
  const told: string[] = [];
  const fetch = (url: string) => {
    told.push(new URL(url).hostname);
    return Promise.resolve(new Response("{}"));
  };
  const alarms = new ServedAlarms({ alarms: ALARMS, store: STORE }, {
    clock,
    log: silentLog,
    fetch,
  });
  alarms.raise("storeDown", "", { zh: "坏了", en: "broken" });
  await clock.advance(GATHER_MS);
  alarms.use({ ...ALARMS });
  await clock.advance(MESSAGE_EVERY_MS);
  assert.deepEqual(told, ["a.example"], "the same configuration changes nothing");
  alarms.use({ ...ALARMS, webhooks: [webhook("b")] });
  await clock.advance(MESSAGE_EVERY_MS);
  assert.deepEqual(told, ["a.example", "b.example"]);
  alarms.clear("storeDown", "");
  await clock.advance(MESSAGE_EVERY_MS);
  assert.deepEqual(told, ["a.example", "b.example", "b.example"]);
  alarms.stop();
});

Deno.test("a webhook that is told as before is not told again of what it knows, and hears of its end", async () => {
  const clock = new VirtualClock();
  const told: string[] = [];
  const fetch = (url: string, { body }: RequestInit) => {
    const { raised, cleared } = JSON.parse(String(body)).counts;
    told.push(`${new URL(url).hostname}: ${raised} raised, ${cleared} cleared`);
    return Promise.resolve(new Response("{}"));
  };
  const world = { clock, log: silentLog, fetch };
  const alarms = new ServedAlarms({ alarms: ALARMS, store: STORE }, world);
  alarms.raise("storeDown", "", { zh: "坏了", en: "broken" });
  await clock.advance(MESSAGE_EVERY_MS);
  alarms.use({ ...ALARMS, diskFreeBytesMin: 1, webhooks: [webhook("a"), webhook("b")] });
  await clock.advance(MESSAGE_EVERY_MS);
  alarms.clear("storeDown", "");
  await clock.advance(MESSAGE_EVERY_MS);
  assert.deepEqual(told, [
    "a.example: 1 raised, 0 cleared",
    "b.example: 1 raised, 0 cleared",
    "a.example: 0 raised, 1 cleared",
    "b.example: 0 raised, 1 cleared",
  ]);
  alarms.stop();
});
