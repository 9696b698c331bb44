import assert from "node:assert/strict";
import type { NotificationRequest } from "../../lib/notification.ts";
import {
  NOTIFICATION_BYTES_MAX,
  NOTIFICATION_MS_MAX,
  NOTIFICATION_RATE,
} from "../../web/api/notifications.ts";
import { NOTIFICATIONS_AT_ONCE, notificationsApi } from "../../web/api/notifications.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { webWorld } from "../support/web.ts";

/** A path that keeps what comes, and answers as the channel `shop` would. */
function taken() {
  const came: NotificationRequest[] = [];
  const api = notificationsApi({
    clock: new VirtualClock(),
    notify(channel, request) {
      came.push(request);
      const reply = { status: 200, contentType: "text/plain", body: "success" };
      return Promise.resolve(channel === "shop" ? reply : null);
    },
  });
  return { api, came };
}

Deno.test("a notification reaches its channel as it came, and the supplier hears what the channel says", async () => {
  const { api, came } = taken();
  const body = new Uint8Array([0x61, 0x3d, 0xb3, 0xe4]);
  const init = { method: "POST", body, headers: { "X-Sign": "1" } };
  const answer = await api.request("/shop?a=%B3%E4&b=", init);
  assert.deepEqual([answer.status, await answer.text()], [200, "success"]);
  assert.equal(answer.headers.get("Content-Type"), "text/plain");
  const [request] = came;
  assert.equal(request?.method, "POST");
  assert.equal(request?.query, "a=%B3%E4&b=");
  assert.equal(request?.headers.get("x-sign"), "1");
  assert.deepEqual(request?.body, body);
  assert.equal((await api.request("/shop?c=1")).status, 200);
  assert.equal(came[1]?.query, "c=1");
});

Deno.test("what is too long is not read, and what no channel takes is not found", async () => {
  const { api, came } = taken();
  const body = new Uint8Array(NOTIFICATION_BYTES_MAX + 1);
  assert.equal((await api.request("/shop", { method: "POST", body })).status, 413);
  assert.equal(came.length, 0);
  assert.equal((await api.request("/desk", { method: "POST" })).status, 404);
  const put = await api.request("/shop", { method: "PUT" });
  assert.deepEqual([put.status, put.headers.get("Allow")], [405, "GET, POST"]);
});

Deno.test("suppliers come under any name and without credentials; that opens nothing else", async () => {
  const { app } = webWorld();
  const headers = { Host: "pay.example.com", Origin: "https://supplier.example" };
  const statusOf = async (path: string) =>
    (await app.request(path, { method: "POST", headers })).status;
  assert.equal(await statusOf("/notify/nobody"), 404);
  assert.equal(await statusOf("/api/stop"), 403);
  assert.equal(await statusOf("/notify/../api/stop"), 403);
});

Deno.test("asking for the headers alone is no notification", async () => {
  const { api, came } = taken();
  assert.equal((await api.request("/shop", { method: "HEAD" })).status, 204);
  assert.equal(came.length, 0);
});

Deno.test("one address that sends too much is slowed down, and others are heard", async () => {
  const { app } = webWorld();
  const statusOf = async (hostname: string) =>
    (await app.request("/notify/shop", {}, { remoteAddr: { hostname } })).status;
  for (let count = 0; count < NOTIFICATION_RATE.atFirst; count++) await statusOf("192.0.2.7");
  assert.equal(await statusOf("192.0.2.7"), 429);
  assert.equal(await statusOf("192.0.2.8"), 404);
});

Deno.test("notifications that come in halves take no place from others for longer than their time", async () => {
  const clock = new VirtualClock();
  const reply = { status: 200, contentType: "text/plain", body: "success" };
  const api = notificationsApi({ clock, notify: () => Promise.resolve(reply) });
  const half = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("no=main-196-1&sta"));
      },
    });
  const halves = Array.from(
    { length: NOTIFICATIONS_AT_ONCE },
    () => api.request("/shop", { method: "POST", body: half() }),
  );
  await clock.settle();
  assert.equal((await api.request("/shop")).status, 429);
  await clock.advance(NOTIFICATION_MS_MAX);
  for (const answer of await Promise.all(halves)) assert.equal(answer.status, 400);
  assert.equal((await api.request("/shop")).status, 200);
  assert.equal(clock.pending, 0);
});

Deno.test("only so many are read at a time, and places become free again", async () => {
  const waiting: (() => void)[] = [];
  const reply = { status: 200, contentType: "text/plain", body: "success" };
  const api = notificationsApi({
    clock: new VirtualClock(),
    notify: () => new Promise((resolve) => waiting.push(() => resolve(reply))),
  });
  const pending = Array.from({ length: NOTIFICATIONS_AT_ONCE }, () => api.request("/shop"));
  const refused = await api.request("/shop");
  assert.deepEqual([refused.status, refused.headers.get("Retry-After")], [429, "1"]);
  while (waiting.length < NOTIFICATIONS_AT_ONCE) await new Promise((go) => setTimeout(go, 1));
  for (const go of waiting.splice(0)) go();
  for (const answer of await Promise.all(pending)) assert.equal(answer.status, 200);
  const next = api.request("/shop");
  while (waiting.length < 1) await new Promise((go) => setTimeout(go, 1));
  waiting[0]?.();
  assert.equal((await next).status, 200);
});
