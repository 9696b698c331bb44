/**
 * How things stand, as the API says it.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import { formatMoney } from "../money.ts";
import type { OrdersReader } from "../operator.ts";
import type { Overview, Tally } from "../order_query.ts";
import type { RetCode } from "../result.ts";
import type { ChannelStatus, ServerStatus } from "../status.ts";
import { channelJson } from "./channel_json.ts";
import { instant, instantOrNull } from "./order_json.ts";

/** What it is made of. */
export interface OverviewParts {
  readonly clock: Clock;
  /** As `czdock --version` says it. */
  readonly version: string;
  readonly orders: Pick<OrdersReader, "overview">;
  servers(): readonly ServerStatus[];
  channels(): readonly ChannelStatus[];
}

/** How things stand now. */
export async function overviewJson(deps: OverviewParts): Promise<OverviewJson> {
  return {
    at: instant(deps.clock.nowMs()),
    version: deps.version,
    ...countsJson(await deps.orders.overview()),
    servers: deps.servers().map(serverJson),
    channels: deps.channels().map(channelJson),
  };
}

/** How things stand, as the API says it. */
export interface OverviewJson extends ReturnType<typeof countsJson> {
  readonly at: string;
  readonly version: string;
  readonly servers: readonly ReturnType<typeof serverJson>[];
  readonly channels: readonly ReturnType<typeof channelJson>[];
}

function countsJson(overview: Overview) {
  const { active, settled, settledToday } = overview;
  return {
    active,
    backlog: {
      unsettled: active.received + active.queued + active.processing + active.review,
      undelivered: active.settled,
    },
    oldest: {
      unsettledAt: instantOrNull(overview.oldestUnsettledAtMs),
      undeliveredAt: instantOrNull(oldestOf(overview.undeliveredSinceMs.values())),
    },
    received: overview.received,
    settled,
    today: {
      received: overview.receivedToday,
      settled: {
        1: tallyJson(settledToday[1]),
        2: tallyJson(settledToday[2]),
        3: tallyJson(settledToday[3]),
      },
    },
    rates: {
      success: successRate(settled),
      successToday: successRate({
        1: settledToday[1].count,
        2: settledToday[2].count,
        3: settledToday[3].count,
      }),
    },
  };
}

function tallyJson({ count, cash, cost }: Tally) {
  return { count, cash: formatMoney(cash), cost: formatMoney(cost) };
}

/** Share of the settled that succeeded, 0 to 1; `null` where nothing is settled. */
function successRate(counts: Readonly<Record<RetCode, number>>): number | null {
  const all = counts[1] + counts[2] + counts[3];
  return all === 0 ? null : counts[1] / all;
}

function serverJson(server: ServerStatus) {
  return {
    name: server.name,
    link: server.link,
    pending: server.pending,
    lastOrderAt: instantOrNull(server.lastOrderAtMs),
    lastOkAt: instantOrNull(server.lastOkAtMs),
    lastError: server.lastError,
    nextTryAt: instantOrNull(server.nextTryAtMs),
  };
}

function oldestOf(instantsMs: Iterable<number>): number | null {
  const oldestMs = Math.min(...instantsMs);
  return Number.isFinite(oldestMs) ? oldestMs : null;
}
