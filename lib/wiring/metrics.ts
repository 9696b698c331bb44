/**
 * The running program in numbers: most are counted anyway, and only gathered when they are asked for.
 *
 * @module
 */
import process from "node:process";
import type { ActiveAlarm } from "../alarm.ts";
import type { Clock } from "../clock.ts";
import type { Histogram } from "../histogram.ts";
import type { Metric } from "../metrics/catalogue.ts";
import { METRICS } from "../metrics/catalogue.ts";
import type { Family, Sample } from "../metrics/exposition.ts";
import { expose } from "../metrics/exposition.ts";
import { LoopLag } from "../metrics/loop_lag.ts";
import { OrderCounts, RESULT_NAMES } from "../metrics/order_counts.ts";
import type { RetCode } from "../result.ts";
import type { Engine } from "./engine.ts";
import { NOTIFICATION_FATES } from "./notifications.ts";
import type { EngineStatus } from "./status.ts";

/** What is looked at besides the engine. */
export interface MetricParts {
  readonly engine: Engine;
  readonly status: EngineStatus;
  readonly clock: Clock;
  /** As `--version` says it. */
  readonly version: string;
  alarms(): readonly ActiveAlarm[];
  logLinesLost(): number;
}

type Value = number | Histogram;

const RESULTS: readonly RetCode[] = [1, 2, 3];

/** The metrics of a running program. */
export class ServedMetrics {
  readonly #orders = new OrderCounts();
  readonly #lag: LoopLag;
  readonly #startedAtMs: number;

  constructor(private readonly parts: MetricParts) {
    const { engine, clock } = parts;
    engine.orders.onChange((order, before) => this.#orders.see(order, before));
    this.#lag = new LoopLag(clock, () => performance.now());
    this.#lag.start();
    this.#startedAtMs = clock.nowMs();
  }

  /** Measures no more. */
  stop(): void {
    this.#lag.stop();
  }

  /** All of them in Prometheus' text format. */
  text(): string {
    return expose([
      ...this.#orderFamilies(),
      ...this.#channelFamilies(),
      ...this.#serverFamilies(),
      ...this.#storeFamilies(),
      ...this.#programFamilies(),
    ]);
  }

  #orderFamilies(): Family[] {
    const { engine } = this.parts;
    const { received, settled, ack, life } = this.#orders;
    const servers = engine.parts.config.servers.map(({ name }) => name);
    const oldest = this.#oldest();
    return [
      family(
        METRICS.ordersReceived,
        servers.map((server) => [{ server }, received.get(server, "")]),
      ),
      family(
        METRICS.ordersSettled,
        RESULTS.map((code) => [{ result: RESULT_NAMES[code] }, settled[code]]),
      ),
      family(
        METRICS.orders,
        Object.entries(engine.orders.counts).map(([state, count]) => [{ state }, count]),
      ),
      single(METRICS.oldestUnsettled, oldest.unsettledS),
      single(METRICS.oldestUndelivered, oldest.undeliveredS),
      single(METRICS.backlogLoading, engine.orders.backlog.loading ? 1 : 0),
      single(METRICS.ackSeconds, ack),
      family(
        METRICS.lifeSeconds,
        RESULTS.map((code) => [{ result: RESULT_NAMES[code] }, life[code]]),
      ),
    ];
  }

  #oldest(): { unsettledS: number; undeliveredS: number } {
    const nowMs = this.parts.clock.nowMs();
    let unsettledMs = nowMs, undeliveredMs = nowMs;
    for (const order of this.parts.engine.orders.active()) {
      if (order.state === "settled") undeliveredMs = Math.min(undeliveredMs, order.result.atMs);
      else unsettledMs = Math.min(unsettledMs, order.receivedAtMs);
    }
    return {
      unsettledS: (nowMs - unsettledMs) / 1000,
      undeliveredS: (nowMs - undeliveredMs) / 1000,
    };
  }

  #channelFamilies(): Family[] {
    const channels = this.parts.status.channels();
    const outcomes = ["succeeded", "failed", "unknown", "untouched"] as const;
    const each = (
      metric: Metric<"channel">,
      value: (channel: (typeof channels)[number]) => number | null,
    ): Family =>
      family(
        metric,
        channels.flatMap((one): [{ channel: string }, number][] => {
          const found = value(one);
          return found === null ? [] : [[{ channel: one.name }, found]];
        }),
      );
    const { notifications } = this.parts.engine;
    return [
      family(
        METRICS.channelOutcomes,
        channels.flatMap(({ name: channel }) =>
          outcomes.map((outcome): [{ channel: string; outcome: string }, number] => [
            { channel, outcome },
            this.#orders.outcomes.get(channel, outcome),
          ])
        ),
      ),
      family(
        METRICS.notifications,
        channels.flatMap(({ name: channel }) =>
          NOTIFICATION_FATES.map((outcome): [{ channel: string; outcome: string }, number] => [
            { channel, outcome },
            notifications.counts.get(channel)?.[outcome] ?? 0,
          ])
        ),
      ),
      each(METRICS.channelInFlight, ({ processing }) => processing),
      each(METRICS.channelWaiting, ({ waiting }) => waiting),
      each(METRICS.channelPaused, ({ paused }) => paused === null ? 0 : 1),
      each(METRICS.channelOpen, ({ isOpen }) => isOpen ? 1 : 0),
      each(METRICS.channelUnknownInRow, ({ unknownInRow }) => unknownInRow),
      each(
        METRICS.channelBalance,
        ({ lastBalance }) => lastBalance === null ? null : Number(lastBalance) / 1000,
      ),
    ];
  }

  #serverFamilies(): Family[] {
    const servers = this.parts.status.servers();
    const counts = this.parts.engine.intake?.counts;
    const outcomes = ["ok", "failed"] as const;
    return [
      family(
        METRICS.serverSilent,
        servers.map(({ name: server, link }) => [{ server }, link === "silent" ? 1 : 0]),
      ),
      family(
        METRICS.serverPending,
        servers.map(({ name: server, pending }) => [{ server }, pending]),
      ),
      family(
        METRICS.pushes,
        servers.flatMap(({ name: server }) =>
          outcomes.map((outcome): [{ server: string; outcome: string }, number] => [
            { server, outcome },
            this.#orders.pushes.get(server, outcome),
          ])
        ),
      ),
      single(METRICS.connectionsOpen, counts?.open ?? 0),
      family(METRICS.connections, [
        [{ outcome: "taken" }, counts?.taken ?? 0],
        [{ outcome: "stranger" }, counts?.strangers ?? 0],
        [{ outcome: "over_limit" }, counts?.overLimit ?? 0],
      ]),
    ];
  }

  #storeFamilies(): Family[] {
    const { writer, doubts } = this.parts.engine;
    return [
      single(METRICS.storeCommits, writer.counts.commits),
      single(METRICS.storeConflicts, writer.counts.conflicts),
      single(METRICS.storeFailures, writer.counts.failures),
      single(METRICS.storeBatch, writer.batches),
      single(METRICS.storeCommitSeconds, writer.commitSeconds),
      single(METRICS.storeFailing, writer.failing ? 1 : 0),
      single(METRICS.storeDoubtful, doubts.size),
    ];
  }

  #programFamilies(): Family[] {
    const { alarms, logLinesLost, version } = this.parts;
    const byKind = Map.groupBy(alarms(), ({ kind }) => kind);
    const { rss, heapUsed } = Deno.memoryUsage();
    const { user, system } = process.cpuUsage();
    return [
      family(METRICS.alarms, [...byKind].map(([kind, { length }]) => [{ kind }, length])),
      single(METRICS.logLinesLost, logLinesLost()),
      family(METRICS.buildInfo, [[{ version, deno: Deno.version.deno }, 1]]),
      single(METRICS.loopLag, this.#lag.lags),
      single(METRICS.startTime, this.#startedAtMs / 1000),
      single(METRICS.cpu, (user + system) / 1e6),
      single(METRICS.residentMemory, rss),
      single(METRICS.heapUsed, heapUsed),
    ];
  }
}

function family<L extends string>(
  { name, type, en }: Metric<L>,
  samples: readonly (readonly [Readonly<Record<L, string>>, Value])[],
): Family {
  return {
    name,
    type,
    help: en,
    samples: samples.map(([labels, value]): Sample => ({ labels, value })),
  };
}

function single(metric: Metric<never>, value: Value): Family {
  const { name, type, en: help } = metric;
  return { name, type, help, samples: [{ labels: {}, value }] };
}
