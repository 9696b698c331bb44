import assert from "node:assert/strict";
import { hashPassword, SALT_BYTES } from "../../lib/password.ts";
import { EVENTS_WAITING_MAX, HEARTBEAT_MS, LISTENERS_MAX } from "../../web/api/events.ts";
import { CHANGED_ORDERS_MAX, LIVE_STEP_MS } from "../../lib/api/live.ts";
import type { AppDeps } from "../../web/deps.ts";
import type { Order } from "../../lib/order.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { EMPTY_OVERVIEW, errorOf, webWorld, WITH_TOKENS } from "../support/web.ts";
import { NOW_MS, processing, settled } from "../support/web_orders.ts";

const READER = { Authorization: "Bearer read-token" };

/** The app with time in the test's hand, orders that change when the test says so, and one who listens. */
function world(deps: Partial<AppDeps> = {}) {
  const clock = new VirtualClock(NOW_MS);
  const ending = new AbortController();
  let looks = 0;
  let change: (order: Order) => void = () => {};
  const web = webWorld([], {
    clock,
    config: WITH_TOKENS,
    onOrderChange: (listener) => {
      change = listener;
    },
    ended: ending.signal,
    orders: {
      get: () => Promise.resolve(null),
      list: () => Promise.resolve({ orders: [], cursor: null }),
      overview: () => {
        looks++;
        return Promise.resolve({ ...EMPTY_OVERVIEW, received: looks });
      },
    },
    ...deps,
  });
  const listen = async (headers: Record<string, string> = READER) => {
    const answer = await web.app.request("/api/events", { headers });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert.ok(reader);
    let text = "";
    const done = (async () => {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        text += value;
      }
    })();
    return { answer, done, cancel: () => reader.cancel(), text: () => text };
  };
  const events = (text: string, name: string) =>
    [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].filter(([, event]) => event === name)
      .map(([, , json = ""]): unknown => JSON.parse(json));
  return {
    ...web,
    clock,
    ending,
    listen,
    events,
    change: (order: Order) => change(order),
    looks: () => looks,
  };
}

Deno.test("whoever listens gets an overview at once, and hears of an order that changed", async () => {
  const { clock, listen, events, change } = world();
  const { answer, text, cancel } = await listen();
  assert.equal(answer.headers.get("Content-Type"), "text/event-stream; charset=utf-8");
  assert.match(answer.headers.get("Cache-Control") ?? "", /no-transform/);
  await clock.advance(0);
  assert.match(text(), /^retry: \d+\n\n/);
  assert.equal(events(text(), "overview").length, 1);
  change(settled());
  await clock.advance(LIVE_STEP_MS);
  assert.deepEqual(events(text(), "orders"), [{
    orders: [{
      server: "main",
      chargeId: "196",
      state: "settled",
      retCode: 1,
      delivery: "pending",
    }],
    more: 0,
  }]);
  await cancel();
});

Deno.test("thousands of orders a second are one event a second, which names some and counts the rest", async () => {
  const { clock, listen, events, change, looks } = world();
  const { text, cancel } = await listen();
  for (let second = 0; second < 10; second++) {
    for (let at = 0; at < 2000; at++) change(processing({ chargeId: `${at}` }));
    await clock.advance(LIVE_STEP_MS);
  }
  const told = events(text(), "orders") as { orders: unknown[]; more: number }[];
  assert.equal(told.length, 10);
  for (const { orders, more } of told) {
    assert.deepEqual([orders.length, more], [CHANGED_ORDERS_MAX, 2000 - CHANGED_ORDERS_MAX]);
  }
  assert.ok(looks() <= 7, `${looks()} overviews`);
  await cancel();
});

Deno.test("while nobody listens nothing is looked at, and no timer runs", async () => {
  const { clock, listen, change, looks } = world();
  change(processing());
  await clock.advance(60_000);
  assert.deepEqual([looks(), clock.pending], [0, 0]);
  const { cancel } = await listen();
  await clock.advance(1);
  await cancel();
  const before = looks();
  await clock.advance(60_000);
  assert.deepEqual([looks(), clock.pending], [before, 0]);
});

Deno.test("what has not changed is not said again; a sign of life is", async () => {
  const overview = () => Promise.resolve(EMPTY_OVERVIEW);
  const { clock, listen, events } = world({
    orders: {
      get: () => Promise.resolve(null),
      list: () => Promise.resolve({ orders: [], cursor: null }),
      overview,
    },
  });
  const { text, cancel } = await listen();
  await clock.advance(HEARTBEAT_MS * 2);
  assert.equal(events(text(), "overview").length, 1);
  assert.equal(text().match(/^: beat$/gm)?.length, 2);
  await cancel();
});

Deno.test("only those who may read may listen, not more than the bound, and no longer than they may", async () => {
  const { app, get, listen, clock, post } = world();
  assert.equal((await app.request("/api/events")).status, 401);
  const answer = await get("/api/events", { Authorization: "Bearer push-token" });
  assert.deepEqual(errorOf(answer), { status: 403, code: "forbidden" });
  assert.equal((await post("/api/events", undefined, READER)).status, 405);
  const all = [];
  for (let at = 0; at < LISTENERS_MAX; at++) all.push(await listen());
  const refused = await get("/api/events", READER);
  assert.deepEqual(errorOf(refused), { status: 503, code: "too_many_listeners" });
  await all[0]?.cancel();
  const another = await listen();
  assert.equal(another.answer.status, 200);
  for (const { cancel } of [...all.slice(1), another]) await cancel();
  await clock.advance(1);
});

Deno.test("a session that ends takes its stream along with the next sign of life", async () => {
  const passwordHash = await hashPassword("correct horse", new Uint8Array(SALT_BYTES));
  const users = [{ name: "ann", passwordHash, role: "viewer" as const }];
  const { app, listen, clock } = world({ config: { ...WITH_TOKENS, users } });
  const form = { name: "ann", password: "correct horse" };
  const post = (path: string, headers = {}) =>
    app.request(path, { method: "POST", body: new URLSearchParams(form), headers });
  const { headers } = await post("/sign-in");
  const Cookie = /^[^;]+/.exec(headers.get("Set-Cookie") ?? "")?.[0] ?? "";
  const { done, text } = await listen({ Cookie });
  await clock.advance(HEARTBEAT_MS);
  assert.match(text(), /^: beat$/m);
  await post("/sign-out", { Cookie });
  await clock.advance(HEARTBEAT_MS);
  await done;
});

Deno.test("a stop of the program ends every stream", async () => {
  const { listen, ending } = world();
  const { done } = await listen();
  ending.abort();
  await done;
});

Deno.test("a listener who does not read is let go, and keeps nobody else waiting", async () => {
  const { app, clock, change } = world();
  const answer = await app.request("/api/events", { headers: READER });
  for (let second = 0; second < EVENTS_WAITING_MAX + 2; second++) {
    change(processing({ chargeId: `${second}` }));
    await clock.advance(LIVE_STEP_MS);
  }
  await clock.advance(60_000);
  assert.equal(clock.pending, 0);
  const text = await answer.text();
  assert.ok(text.split("\n\n").length <= EVENTS_WAITING_MAX + 2);
});

Deno.test("an overview that can't be read is left out, and the stream goes on", async () => {
  const { clock, listen, change, events } = world({
    orders: {
      get: () => Promise.resolve(null),
      list: () => Promise.resolve({ orders: [], cursor: null }),
      overview: () => Promise.reject(new Error("no disk")),
    },
  });
  const { text, cancel } = await listen();
  await clock.advance(LIVE_STEP_MS);
  change(processing());
  await clock.advance(LIVE_STEP_MS);
  assert.equal(events(text(), "orders").length, 1);
  await cancel();
});
