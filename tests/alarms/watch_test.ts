import assert from "node:assert/strict";
import type { AlarmKind } from "../../lib/alarm.ts";
import { AlarmBook } from "../../lib/alarms/book.ts";
import { AlarmWatch, LOOK_EVERY_MS } from "../../lib/alarms/watch.ts";
import type { Order } from "../../lib/order.ts";
import { move } from "../../lib/move.ts";
import type { ServerStatus } from "../../lib/status.ts";
import { silentLog } from "../../lib/log.ts";
import { newOrder } from "../support/store.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const MINUTE = 60_000;

interface World {
  readonly clock: VirtualClock;
  readonly seen: {
    orders: Order[];
    servers: ServerStatus[];
    storeFailing: boolean;
    diskFree: number | null;
    /** What the monotonic clock is behind the wall clock. */
    behindMs: number;
  };
  raised(kind: AlarmKind): { subject: string; zh: string }[];
}

function world(): World {
  const clock = new VirtualClock();
  const seen: World["seen"] = {
    orders: [],
    servers: [],
    storeFailing: false,
    diskFree: null,
    behindMs: 0,
  };
  const book = new AlarmBook(clock, silentLog);
  const watch = new AlarmWatch(
    {
      orders: () => seen.orders,
      inReview: () => seen.orders.filter(({ state }) => state === "review").length,
      servers: () => seen.servers,
      storeFailing: () => seen.storeFailing,
      diskFreeBytes: () => seen.diskFree,
      folder: "data",
      monotonicMs: () => clock.nowMs() - seen.behindMs,
    },
    () => ({
      unknownAfterMs: 5 * MINUTE,
      silentAfterMs: 5 * MINUTE,
      diskFreeBytesMin: 1024 ** 3,
    }),
    book,
    clock,
  );
  watch.start();
  const raised = (kind: AlarmKind) =>
    book.active().filter((alarm) => alarm.kind === kind)
      .map(({ subject, words: { zh } }) => ({ subject, zh }));
  return { clock, seen, raised };
}

const server = (link: ServerStatus["link"]): ServerStatus => ({
  name: "main",
  link,
  pending: 7,
  lastOrderAtMs: null,
  lastOkAtMs: null,
  lastError: "connection refused",
  nextTryAtMs: null,
});

Deno.test("a server that takes nothing for so long is an alarm, until it answers", async () => {
  const { clock, seen, raised } = world();
  seen.servers = [server("silent")];
  await clock.advance(5 * MINUTE);
  assert.deepEqual(raised("serverSilent"), []);
  await clock.advance(LOOK_EVERY_MS);
  assert.equal(raised("serverSilent")[0]?.subject, "main");
  assert.match(raised("serverSilent")[0]?.zh ?? "", /7 个结果待推送:connection refused/);
  seen.servers = [server("answering")];
  await clock.advance(LOOK_EVERY_MS);
  assert.deepEqual(raised("serverSilent"), []);
});

Deno.test("a server's silence is as long as it is, also where the clock is set back", async () => {
  const { clock, seen, raised } = world();
  seen.servers = [server("silent")];
  await clock.advance(LOOK_EVERY_MS);
  clock.setBy(-86_400_000);
  seen.behindMs -= 86_400_000;
  await clock.advance(5 * MINUTE);
  assert.match(raised("serverSilent")[0]?.zh ?? "", /^已 5 分钟/);
});

Deno.test("orders that wait in review for so long are one alarm a channel, until they are settled", async () => {
  const { clock, seen, raised } = world();
  const inReview = (chargeId: string) => {
    const atMs = clock.nowMs();
    const queued = move(newOrder(chargeId, atMs), { kind: "ackSent" }, atMs);
    const started = move(queued, { kind: "started", channel: "acme" }, atMs);
    return move(started, { kind: "unclear", reason: "?", holdUntilMs: atMs + 99 * MINUTE }, atMs);
  };
  seen.orders = [inReview("1"), inReview("2")];
  await clock.advance(4 * MINUTE);
  seen.orders.push(inReview("3"));
  await clock.advance(2 * MINUTE);
  assert.equal(raised("unknownResults").length, 1);
  assert.equal(raised("unknownResults")[0]?.subject, "acme");
  assert.match(raised("unknownResults")[0]?.zh ?? "", /^2 单结果不明/);
  await clock.advance(5 * MINUTE);
  assert.match(raised("unknownResults")[0]?.zh ?? "", /^3 单结果不明/);
  seen.orders = [];
  await clock.advance(LOOK_EVERY_MS);
  assert.deepEqual(raised("unknownResults"), []);
});

Deno.test("a store that can't be written and a disk that fills up are alarms, until they are well", async () => {
  const { clock, seen, raised } = world();
  seen.storeFailing = true;
  seen.diskFree = 5 * 1024 ** 2;
  await clock.advance(LOOK_EVERY_MS);
  assert.equal(raised("storeDown").length, 1);
  assert.deepEqual(raised("diskFull"), [{ subject: "data", zh: "磁盘只剩 5 MiB" }]);
  seen.storeFailing = false;
  seen.diskFree = 1024 ** 3;
  await clock.advance(LOOK_EVERY_MS);
  assert.deepEqual([...raised("storeDown"), ...raised("diskFull")], []);
});

Deno.test("a wall clock that is set is an alarm, one that runs a little off is not", async () => {
  const { clock, seen, raised } = world();
  for (let look = 0; look < 10; look++) {
    seen.behindMs += 1000;
    await clock.advance(LOOK_EVERY_MS);
  }
  assert.deepEqual(raised("clockJump"), []);
  seen.behindMs += 3_600_000;
  await clock.advance(LOOK_EVERY_MS);
  seen.behindMs -= 3_600_000;
  await clock.advance(LOOK_EVERY_MS);
  assert.deepEqual(raised("clockJump").map(({ zh }) => zh), [
    "系统时钟向前跳了 3600 秒,请检查对时",
    "系统时钟向后跳了 3600 秒,请检查对时",
  ]);
});
