/**
 * What a webhook hears, over real HTTP, with time in the test's hand.
 *
 * @module
 */
import assert from "node:assert/strict";
import { AlarmBook, ALARMS_MAX, EVENT_KEPT_MS } from "../../lib/alarms/book.ts";
import {
  GATHER_MS,
  LEAVE_ALONE_MS,
  MESSAGE_EVERY_MS,
  Teller,
  TRY_AGAIN_MS,
} from "../../lib/alarms/teller.ts";
import { post } from "../../lib/alarms/webhook.ts";
import { readConfig } from "../../lib/config/read.ts";
import type { WebhookConfig } from "../../lib/config.ts";
import { freePort } from "../support/free_port.ts";
import type { RecordingLog } from "../support/recording_log.ts";
import { recordingLog } from "../support/recording_log.ts";
import { until } from "../support/until.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import type { WebhookServer } from "../support/webhook_server.ts";
import { webhookServer } from "../support/webhook_server.ts";

const WORDS = { zh: "坏了", en: "broken" };
const REPEAT_MS = 3_600_000;

interface Told extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly book: AlarmBook;
  readonly server: WebhookServer;
  readonly log: RecordingLog;
  readonly teller: Teller;
  /** Lets time pass, and the posts under way end. */
  pass(ms: number): Promise<void>;
  /** The texts that were posted. */
  texts(): string[];
}

function told(webhook: Partial<WebhookConfig> = {}): Told {
  const clock = new VirtualClock();
  const log = recordingLog();
  const server = webhookServer();
  const book = new AlarmBook(clock, log);
  const config: WebhookConfig = {
    name: "ops",
    url: server.url,
    template: "dingtalk",
    body: null,
    secret: "SEC0123",
    timeoutMs: 10_000,
    ...webhook,
  };
  let posts = 0, ended = 0;
  const teller = new Teller({
    name: "ops",
    book,
    clock,
    log,
    repeatMs: REPEAT_MS,
    post: async (news) => {
      posts++;
      const posted = await post(config, "czdock", news, { fetch, clock });
      ended++;
      return posted;
    },
  });
  book.onChange(() => teller.look());
  return {
    clock,
    book,
    server,
    log,
    teller,
    async pass(ms) {
      // In steps, for a post takes real time and sets its next timer when it is over.
      for (let leftMs = ms; leftMs > 0; leftMs -= 1000) {
        await clock.advance(Math.min(1000, leftMs));
        if (posts > ended && server.answer() === null) continue;
        await until("the post is over", () => posts === ended);
        await clock.settle();
      }
    },
    texts: () => server.hooks.map(({ body }) => JSON.parse(body).text.content),
    async [Symbol.asyncDispose]() {
      teller.stop();
      book.stop();
      await server[Symbol.asyncDispose]();
    },
  };
}

Deno.test("an alarm is told once it had a moment for company, signed, and its end too", async () => {
  await using world = told();
  world.book.raise("serverSilent", "main", WORDS);
  await world.pass(GATHER_MS);
  assert.equal(world.server.hooks.length, 1);
  const [hook] = world.server.hooks;
  assert.match(hook?.contentType ?? "", /application\/json/);
  assert.notEqual(hook?.url.searchParams.get("sign"), null);
  world.book.clear("serverSilent", "main");
  await world.pass(MESSAGE_EVERY_MS);
  assert.match(world.texts()[1] ?? "", /1 项已解除 cleared/);
  await world.pass(3 * REPEAT_MS / 60);
  assert.equal(world.server.hooks.length, 2);
});

Deno.test("a thousand alarms within a minute make one message, and the next at the earliest a minute later", async () => {
  await using world = told();
  world.book.raise("contradiction", "main/0", WORDS);
  await world.pass(GATHER_MS);
  for (let at = 1; at < 1000; at++) world.book.raise("contradiction", `main/${at}`, WORDS);
  await world.pass(MESSAGE_EVERY_MS - 2000);
  assert.equal(world.server.hooks.length, 1);
  await world.pass(2000);
  assert.equal(world.server.hooks.length, 2);
  assert.match(world.texts()[1] ?? "", /999 项告警/);
});

Deno.test("what comes and goes between two messages is not told", async () => {
  await using world = told();
  world.book.raise("serverSilent", "main", WORDS);
  world.book.clear("serverSilent", "main");
  await world.pass(MESSAGE_EVERY_MS);
  assert.equal(world.server.hooks.length, 0);
});

Deno.test("an alarm that goes on is told again after the repeat, and raising it again is no second one", async () => {
  await using world = told();
  world.book.raise("storeDown", "", WORDS);
  await world.pass(GATHER_MS);
  for (let at = 0; at < 20; at++) world.book.raise("storeDown", "", WORDS);
  await world.pass(REPEAT_MS - 10_000);
  assert.equal(world.server.hooks.length, 1);
  await world.pass(20_000);
  assert.equal(world.server.hooks.length, 2);
  assert.match(world.texts()[1] ?? "", /1 项仍未解除 still raised/);
});

Deno.test("what is over as soon as it happened is told once, never again, and leaves the list in a day", async () => {
  await using world = told();
  world.book.raise("clockJump", "2026-11-26T01:00:00Z", WORDS);
  await world.pass(GATHER_MS);
  await world.clock.advance(EVENT_KEPT_MS);
  assert.equal(world.server.hooks.length, 1);
  assert.deepEqual(world.book.active(), []);
});

Deno.test("a webhook that refuses is tried a bounded number of times, then left alone for a growing while", async () => {
  await using world = told();
  world.server.answer = () => Response.json({ errcode: 310000, errmsg: "keywords not in content" });
  world.book.raise("storeDown", "", WORDS);
  const tries = TRY_AGAIN_MS.length + 1;
  const tryingMs = GATHER_MS + TRY_AGAIN_MS.reduce((sum, ms) => sum + ms, 0);
  await world.pass(tryingMs);
  assert.equal(world.server.hooks.length, tries);
  const warned = world.log.lines.filter(({ event }) => event === "alarms could not be told");
  assert.equal(warned.length, 1);
  assert.equal(warned[0]?.fields.reason, "errcode 310000");
  await world.pass(LEAVE_ALONE_MS.first - 2000);
  assert.equal(world.server.hooks.length, tries);
  world.server.answer = () => Response.json({ errcode: 0 });
  await world.pass(10_000);
  assert.equal(world.server.hooks.length, tries + 1);
  await world.pass(MESSAGE_EVERY_MS);
  assert.equal(world.server.hooks.length, tries + 1);
});

Deno.test("a teller that is stopped between two tries does not try again: another may have told it all", async () => {
  await using world = told();
  world.server.answer = () => Response.json({ errcode: 310000 });
  world.book.raise("storeDown", "", WORDS);
  await world.pass(GATHER_MS);
  assert.equal(world.server.hooks.length, 1);
  world.teller.stop();
  await world.pass(TRY_AGAIN_MS.reduce((sum, ms) => sum + ms, 0));
  assert.equal(world.server.hooks.length, 1);
});

Deno.test("a clock that is set back by a day delays no alarm, nor what is to be repeated", async () => {
  await using world = told();
  world.book.raise("storeDown", "", WORDS);
  await world.pass(GATHER_MS);
  world.clock.setBy(-86_400_000);
  world.book.raise("diskFull", "data", WORDS);
  await world.pass(GATHER_MS);
  assert.equal(world.server.hooks.length, 2);
  assert.match(world.texts()[1] ?? "", /1 项告警 alarms, 1 项仍未解除 still raised/);
  await world.pass(MESSAGE_EVERY_MS);
  assert.equal(world.server.hooks.length, 2, "told by the new time, and not again at once");
});

Deno.test("a redirect is not followed: it could take the token elsewhere", async () => {
  await using other = webhookServer();
  await using world = told();
  world.server.answer = () => Response.redirect(other.url, 307);
  world.book.raise("storeDown", "", WORDS);
  await world.pass(GATHER_MS + 30_000);
  assert.equal(other.hooks.length, 0);
  assert.ok(world.log.lines.some(({ fields }) => fields.reason === "HTTP 307"));
});

Deno.test("a webhook that never answers is given up in time", async () => {
  await using world = told();
  world.server.answer = () => null;
  world.book.raise("storeDown", "", WORDS);
  await world.clock.advance(GATHER_MS);
  await until("the post has come", () => world.server.hooks.length === 1);
  for (let at = 0; at < 3; at++) {
    await until("it is asked", () => world.server.hooks.length === at + 1);
    await world.clock.advance(10_000);
    await until("it is tried again or given up", async () => {
      await world.clock.advance(1000);
      return world.server.hooks.length > at + 1 || world.log.events("warn").length > 1;
    });
  }
  assert.match(String(world.log.lines.at(-1)?.fields.reason), /no answer in time/);
});

Deno.test("neither the log nor a message holds the webhook's address, also where nobody listens there", async () => {
  const url = `http://127.0.0.1:${freePort()}/robot/send?access_token=t0psecret`;
  await using world = told({ url });
  world.book.raise("storeDown", "", WORDS);
  await world.pass(GATHER_MS + 30_000);
  const lines = JSON.stringify(world.log.lines);
  assert.match(lines, /alarms could not be told.*Connection refused/i);
  assert.ok(!lines.includes("t0psecret"), lines);
});

Deno.test("the list of alarms is bounded; what is beyond it is logged all the same", () => {
  const log = recordingLog();
  const book = new AlarmBook(new VirtualClock(), log);
  for (let at = 0; at < ALARMS_MAX + 5; at++) book.raise("contradiction", `main/${at}`, WORDS);
  assert.equal(book.active().length, ALARMS_MAX);
  assert.equal(log.events("warn").length, ALARMS_MAX + 5);
  book.stop();
});

Deno.test("a full list of what only happened has room for what goes on", () => {
  const book = new AlarmBook(new VirtualClock(), recordingLog());
  for (let at = 0; at < ALARMS_MAX; at++) book.raise("contradiction", `main/${at}`, WORDS);
  book.raise("storeDown", "", WORDS);
  assert.equal(book.active().length, ALARMS_MAX);
  assert.notEqual(book.get("storeDown/"), null);
  assert.equal(book.get("contradiction/main/0"), null, "the oldest made room");
  assert.notEqual(book.get("contradiction/main/1"), null);
  book.stop();
});

Deno.test("a webhook of the configuration: what fits together is taken, what does not is named", () => {
  const base = 'servers: [{ name: a, addresses: 127.0.0.1, md5key: "12345678" }]\n' +
    "channels: { d: { type: manual } }\nroutes: [{ channels: d }]\n";
  const read = (hook: string) =>
    readConfig(`${base}alarms: { webhooks: [{ name: ops, ${hook} }] }\n`, {
      file: "config.yaml",
      env: () => undefined,
      readTextFile: () => "",
    });
  const keys = (hook: string) => {
    const result = read(hook);
    return "faults" in result ? result.faults.map(({ key }) => key.split(".").at(-1)) : [];
  };
  assert.deepEqual(keys("url: https://a.example/b?key=1, template: wecom"), []);
  assert.deepEqual(keys("url: https://a.example/b, template: custom, body: '{json}'"), []);
  assert.deepEqual(keys("url: ftp://a.example/b"), ["url"]);
  assert.deepEqual(keys("url: https://a.example/b, template: custom"), ["body"]);
  assert.deepEqual(keys("url: https://a.example/b, secret: SEC1"), ["secret"]);
  assert.equal(read("url: http://a.example/b").warnings.length, 1);
  assert.equal(read("url: http://127.0.0.1/b").warnings.length, 0);
  const faults = read("url: ftp://u/t0psecret");
  assert.ok(!JSON.stringify(faults).includes("t0psecret"));
});
