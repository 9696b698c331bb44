/**
 * `GET /api/overview`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { channelStatus, webWorld } from "../support/web.ts";
import { NOW_MS } from "../support/web_orders.ts";

Deno.test("the overview shows counts, backlog, oldest, rates, servers and channels", async () => {
  const overview = {
    active: { received: 1, queued: 2, processing: 3, review: 4, settled: 5 },
    received: 1000,
    settled: { 1: 900, 2: 25, 3: 75 },
    receivedToday: 10,
    settledToday: {
      1: { count: 3, cash: 300_000n, cost: 297_300n },
      2: { count: 0, cash: 0n, cost: 0n },
      3: { count: 1, cash: 9_007_199_254_740_993n, cost: 1n },
    },
    oldestUnsettledAtMs: NOW_MS - 60_000,
    oldestReviewAtMs: null,
    undeliveredSinceMs: new Map(),
  };
  const { get } = webWorld([], {
    orders: {
      get: () => Promise.resolve(null),
      list: () => Promise.resolve({ orders: [], cursor: null }),
      overview: () => Promise.resolve(overview),
    },
    servers: () => [{
      name: "main",
      link: "silent",
      pending: 5,
      lastOrderAtMs: NOW_MS,
      lastOkAtMs: null,
      lastError: "refused",
      nextTryAtMs: NOW_MS + 1500,
    }],
    channels: () => [
      channelStatus({
        name: "sim",
        type: "simulate",
        waiting: 2,
        processing: 3,
        lastBalance: 58_921_980n,
      }),
      channelStatus({
        name: "desk",
        type: "manual",
        paused: { by: "operator:li", atMs: NOW_MS, reason: "对账" },
        isOpen: false,
        todayCount: 3,
        todayCash: 1_500n,
        unknownInRow: 2,
      }),
    ],
  });
  const answer = await get("/api/overview");
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json, {
    at: "2026-03-01T08:00:00.000Z",
    version: "9.8.7",
    active: { received: 1, queued: 2, processing: 3, review: 4, settled: 5 },
    backlog: { unsettled: 10, undelivered: 5 },
    oldest: { unsettledAt: "2026-03-01T07:59:00.000Z", undeliveredAt: null },
    received: 1000,
    settled: { 1: 900, 2: 25, 3: 75 },
    today: {
      received: 10,
      settled: {
        1: { count: 3, cash: "300.000", cost: "297.300" },
        2: { count: 0, cash: "0.000", cost: "0.000" },
        3: { count: 1, cash: "9007199254740.993", cost: "0.001" },
      },
    },
    rates: { success: 0.9, successToday: 0.75 },
    servers: [{
      name: "main",
      link: "silent",
      pending: 5,
      lastOrderAt: "2026-03-01T08:00:00.000Z",
      lastOkAt: null,
      lastError: "refused",
      nextTryAt: "2026-03-01T08:00:01.500Z",
    }],
    channels: [
      {
        name: "sim",
        type: "simulate",
        waiting: 2,
        processing: 3,
        lastBalance: "58921.980",
        isOpen: true,
        paused: null,
        todayCount: 0,
        todayCash: "0.000",
        unknownInRow: 0,
      },
      {
        name: "desk",
        type: "manual",
        waiting: 0,
        processing: 0,
        lastBalance: null,
        isOpen: false,
        paused: { by: "operator:li", at: new Date(NOW_MS).toISOString(), reason: "对账" },
        todayCount: 3,
        todayCash: "1.500",
        unknownInRow: 2,
      },
    ],
  });
});

Deno.test("a rate of nothing is null, not zero", async () => {
  const { json } = await webWorld().get("/api/overview");
  assert.deepEqual((json as { rates: unknown }).rates, { success: null, successToday: null });
});
