/**
 * Puts the page and the API on their port.
 *
 * @module
 */
import { hostPort } from "../lib/addresses.ts";
import type { Clock } from "../lib/clock.ts";
import type { WebConfig } from "../lib/config.ts";
import type { Log, LogModule } from "../lib/log.ts";
import type { Target } from "../lib/net.ts";
import type { Operations } from "../lib/operations.ts";
import type { OrdersReader } from "../lib/operator.ts";
import type { Order, OrderId } from "../lib/order.ts";
import type { RestoredStatus } from "../lib/status.ts";
import { createApp } from "./app.tsx";
import type { AppDeps } from "./deps.ts";

/** What the page needs of the engine. */
export interface WebEngine
  extends Pick<AppDeps, "operator" | "workers" | "zone" | "packets" | "notify"> {
  readonly orders: {
    get(id: OrderId): Promise<Order | null>;
    onChange(listener: (order: Order) => void): void;
    readonly backlog: { readonly loading: boolean; readonly ended: Promise<void> };
  };
  readonly queries: Omit<OrdersReader, "get"> & Pick<AppDeps, "daySums" | "desk">;
  readonly courier: { target(order: Order): Target; tryNow(server: string): boolean };
  readonly restoration: {
    readonly restored: RestoredStatus | null;
    goOn(): Promise<void>;
  };
  exportAll(version: string): AsyncGenerator<Uint8Array<ArrayBuffer>>;
  survey(version: string): AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/** What is shown, and where. */
export interface Shown {
  readonly engine: WebEngine;
  readonly status: Pick<AppDeps, "servers" | "channels" | "health">;
  readonly config: WebConfig;
  readonly log: (module: LogModule) => Log;
  readonly operations: Operations;
  readonly kept: Pick<AppDeps, "series" | "audit" | "audited">;
}

/** Puts the app on its port; what it returns ends it. */
export type ServeApp = (shown: Shown) => { stop(): Promise<void> };

/** How long a stop waits for answers under way, in milliseconds; those that never end by themselves are broken off then. */
const ANSWERS_END_WITHIN_MS = 1000;

/** Makes what serves the app of a running engine. */
export function webServer(version: string, clock: Clock): ServeApp {
  return ({ engine, status, config, log, operations, kept }) => {
    const ending = new AbortController();
    const { orders, queries, courier } = engine;
    const app = createApp({
      version,
      clock,
      log: log("web"),
      config,
      orders: {
        get: (server, chargeId) => orders.get({ server, chargeId }),
        list: (filter, limit, cursor) => queries.list(filter, limit, cursor),
        overview: () => queries.overview(),
      },
      operations,
      operator: engine.operator,
      workers: engine.workers,
      notify: (channel, request) => engine.notify(channel, request),
      store: {
        exportAll: () => engine.exportAll(version),
        survey: () => engine.survey(version),
        restored: () => engine.restoration.restored,
        goOn: () => engine.restoration.goOn(),
      },
      daySums: (from, to) => queries.daySums(from, to),
      desk: (max) => queries.desk(max),
      zone: engine.zone,
      packets: (order) => engine.packets(order),
      callbackTarget(order) {
        const { hostname, port } = courier.target(order);
        return hostPort(hostname, port);
      },
      loading: () => orders.backlog.loading ? orders.backlog.ended : null,
      servers: () => status.servers(),
      channels: () => status.channels(),
      health: () => status.health(),
      onOrderChange: (listener) => orders.onChange(listener),
      ...kept,
      tryServer: (server) => courier.tryNow(server),
      ended: ending.signal,
    });
    const { host: hostname, port } = config;
    const broken = new AbortController();
    const { signal } = broken;
    const server = Deno.serve({ hostname, port, signal, onListen() {} }, app.fetch);
    return {
      async stop() {
        ending.abort();
        const cancel = clock.after(ANSWERS_END_WITHIN_MS, () => broken.abort());
        await Promise.race([server.shutdown(), server.finished]);
        cancel();
      },
    };
  };
}
