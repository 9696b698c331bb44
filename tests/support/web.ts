/**
 * The page and the API over an in-memory store, for tests: `app.request()` without a socket.
 *
 * @module
 */
import type { Operator, ResultGiven } from "../../lib/operator.ts";
import type { Hono } from "hono";
import type { WebConfig } from "../../lib/config.ts";
import { NO_LIMITS } from "../../lib/config.ts";
import { idText, isClosed, isUndelivered } from "../../lib/order.ts";
import type { LogLevels } from "../../lib/log.ts";
import { move } from "../../lib/move.ts";
import type { Order, OrderId } from "../../lib/order.ts";
import type { OrderFilter, Overview } from "../../lib/order_query.ts";
import type { ChannelStatus } from "../../lib/status.ts";
import { Zone } from "../../lib/zone.ts";
import type { Settings } from "../../lib/operations.ts";
import { Series } from "../../lib/series.ts";
import { createApp } from "../../web/app.tsx";
import type { WebEnv } from "../../web/auth.ts";
import type { AppDeps } from "../../web/deps.ts";
import { recordingLog } from "./recording_log.ts";
import type { RecordingLog } from "./recording_log.ts";
import { NOW_MS } from "./web_orders.ts";

/** `web:` as `init` writes it: loopback, nobody configured, so open to this machine. */
export const OPEN: WebConfig = { host: "127.0.0.1", port: 60080, users: [], tokens: [] };

/** `web:` with one token for each right. */
export const WITH_TOKENS: WebConfig = {
  ...OPEN,
  host: "0.0.0.0",
  tokens: [
    { name: "reader", token: "read-token", may: ["read"] },
    { name: "erp", token: "settle-token", may: ["settle"] },
    { name: "pusher", token: "push-token", may: ["push"] },
    { name: "boss", token: "admin-token", may: ["admin"] },
  ],
};

/** An overview of an empty store. */
export const EMPTY_OVERVIEW: Overview = {
  active: { received: 0, queued: 0, processing: 0, review: 0, settled: 0 },
  received: 0,
  settled: { 1: 0, 2: 0, 3: 0 },
  receivedToday: 0,
  settledToday: {
    1: { count: 0, cash: 0n, cost: 0n },
    2: { count: 0, cash: 0n, cost: 0n },
    3: { count: 0, cash: 0n, cost: 0n },
  },
  oldestUnsettledAtMs: null,
  oldestReviewAtMs: null,
  undeliveredSinceMs: new Map(),
};

/** Settings of a small configuration. */
export const SETTINGS: Settings = {
  startedAtMs: NOW_MS - 3_600_000,
  status: { file: "config.yaml", inForceSinceMs: NOW_MS - 3_600_000, rejected: null },
  config: "listen:\n  port: 60000\nservers:\n  - name: main\n    md5key: ***\n",
  store: { path: "data/orders.kv", bytes: 123_456 },
  backups: { folder: "data/backups", everyMs: null, count: 0, latest: [] },
};

/** A channel that is open, idle and without limits. */
export function channelStatus(differences: Partial<ChannelStatus>): ChannelStatus {
  return {
    name: "desk",
    type: "manual",
    waiting: 0,
    processing: 0,
    oldestAtMs: null,
    lastBalance: null,
    paused: null,
    isOpen: true,
    todayCount: 0,
    todayCash: 0n,
    unknownInRow: 0,
    limits: NO_LIMITS,
    ...differences,
  };
}

/** What an operator can do besides settling and pushing, where a test does not care. */
export const IDLE_OPERATOR: Omit<Operator, "settle" | "push"> = {
  inquire: () => Promise.resolve("notFound"),
  claim: () => Promise.resolve("notFound"),
  release: () => Promise.resolve("notFound"),
  takeBack: () => Promise.resolve("notFound"),
  pause: () => Promise.resolve("unknown"),
  resume: () => Promise.resolve("unknown"),
  reload: () => Promise.resolve({ kind: "reloaded", warnings: [] }),
};

/** What a test asks with and looks at. */
export interface WebWorld {
  readonly app: Hono<WebEnv>;
  /** The stored orders by `SERVER/CHARGEID`. */
  readonly orders: Map<string, Order>;
  /** The listings that were asked for. */
  readonly listed: { filter: OrderFilter; limit: number; cursor: string | null }[];
  /** What was handed to the operator. */
  readonly asked: { call: "settle" | "push"; id: OrderId; result?: ResultGiven; by: string }[];
  /** The errors that were logged. */
  readonly errors: { event: string; fields: Record<string, unknown> }[];
  /** Who has asked for the program's end. */
  readonly stops: string[];
  /** What was done, and by whom. */
  readonly audited: RecordingLog;
  /** GETs a path; the status and the JSON. */
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** POSTs a body as JSON (text goes as it is); the status and the JSON. */
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

/** The app over the given orders. `deps` replaces what it is given. */
export function webWorld(
  stored: readonly Order[] = [],
  { operator, ...deps }: Partial<Omit<AppDeps, "operator">> & { operator?: Partial<Operator> } = {},
): WebWorld {
  const orders = new Map(stored.map((one) => [idText(one.server, one.fields.chargeId), one]));
  const listed: WebWorld["listed"] = [];
  const asked: WebWorld["asked"] = [];
  const errors: WebWorld["errors"] = [];
  const audited = recordingLog();
  const stops: string[] = [];
  let levels: LogLevels = { level: "info", modules: new Map() };
  const app = createApp({
    version: "9.8.7",
    clock: { nowMs: () => NOW_MS, after: () => () => {} },
    log: {
      debug() {},
      info() {},
      warn() {},
      error: (event, fields = {}) => void errors.push({ event, fields }),
    },
    audit: audited,
    config: OPEN,
    orders: {
      get: (server, chargeId) => Promise.resolve(orders.get(idText(server, chargeId)) ?? null),
      list(filter, limit, cursor) {
        listed.push({ filter, limit, cursor });
        return Promise.resolve({ orders: [...orders.values()].slice(0, limit), cursor: "next" });
      },
      overview: () => Promise.resolve(EMPTY_OVERVIEW),
    },
    desk(max) {
      const waiting = [...orders.values()].filter((order) => order.state === "processing");
      return { orders: waiting.slice(0, max), count: waiting.length };
    },
    daySums: () => Promise.resolve([]),
    zone: new Zone("Asia/Shanghai"),
    packets: () => [],
    operator: {
      settle(id, result, by) {
        asked.push({ call: "settle", id, result, by });
        const key = idText(id.server, id.chargeId);
        const order = orders.get(key);
        if (order === undefined) return Promise.resolve("notFound");
        if (order.state === "settled") return Promise.resolve("alreadySettled");
        if (order.state === "received" || order.state === "queued") {
          return Promise.resolve("notSettleable");
        }
        const event = { kind: "settled", result: { ...result, by, atMs: NOW_MS } } as const;
        // Told apart because the events that a union may take are those that all of its states take.
        const after = order.state === "review"
          ? move(order, event, NOW_MS)
          : move(order, event, NOW_MS);
        orders.set(key, after);
        return Promise.resolve("settled");
      },
      push(id, by) {
        asked.push({ call: "push", id, by });
        const key = idText(id.server, id.chargeId);
        const order = orders.get(key);
        if (order === undefined) return Promise.resolve("notFound");
        const event = { kind: "repushed", by } as const;
        if (isUndelivered(order)) orders.set(key, move(order, event, NOW_MS));
        else if (isClosed(order)) orders.set(key, move(order, event, NOW_MS));
        else return Promise.resolve("notSettled");
        return Promise.resolve("pushed");
      },
      ...IDLE_OPERATOR,
      ...operator,
    },
    workers: {
      claim: () => Promise.resolve({ kind: "notWorker" }),
      extend: () => Promise.resolve("notFound"),
      release: () => Promise.resolve("notFound"),
    },
    notify: () => Promise.resolve(null),
    store: {
      exportAll: async function* () {},
      survey: async function* () {},
      restored: () => null,
      goOn: () => Promise.resolve(),
    },
    callbackTarget: (order) => `${order.from}:50899`,
    loading: () => null,
    operations: {
      recentLog: () => [],
      settings: () => Promise.resolve(SETTINGS),
      logLevels: () => levels,
      setLogLevels: (given) => void (levels = given),
      alarms: () => [],
      tryWebhooks: () => Promise.resolve([]),
      stop: (by) => void stops.push(by),
      metrics: () => "# EOF\n",
    },
    servers: () => [],
    channels: () => [],
    health: () =>
      Promise.resolve({ status: "ok", checks: { store: { ok: true, message: "writes" } } }),
    onOrderChange() {},
    tryServer: (server) => server === "main",
    audited: () => Promise.resolve([]),
    series: new Series(),
    ended: new AbortController().signal,
    ...deps,
  });
  const answer = async (response: Response): Promise<Answer> => {
    const text = await response.text();
    const json: unknown = text === "" ? null : JSON.parse(text);
    return { status: response.status, headers: response.headers, json };
  };
  return {
    app,
    orders,
    listed,
    asked,
    errors,
    audited,
    stops,
    get: async (path, headers = {}) => answer(await app.request(path, { headers })),
    post: async (path, body, headers = {}) => {
      if (body === undefined) return answer(await app.request(path, { method: "POST", headers }));
      return answer(
        await app.request(path, {
          method: "POST",
          headers: { "Content-Type": "application/json", ...headers },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
      );
    },
  };
}

/** The `error` of an answer, without its message: what programs go by. */
export function errorOf(answer: Answer): { status: number; code: unknown; field?: unknown } {
  const { error } = answer.json as { error: { code: unknown; message: unknown; field?: unknown } };
  if (typeof error.message !== "string" || error.message === "") {
    throw new TypeError("an error of the API has no message");
  }
  const { code, field } = error;
  return field === undefined
    ? { status: answer.status, code }
    : { status: answer.status, code, field };
}
