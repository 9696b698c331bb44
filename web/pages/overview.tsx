/**
 * `/`: whether money is at risk, and how things stand.
 *
 * @module
 */
import { Hono } from "hono";
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ActiveAlarm, AlarmKind } from "../../lib/alarm.ts";
import type { Order } from "../../lib/order.ts";
import type { Overview } from "../../lib/order_query.ts";
import type { Slot } from "../../lib/series.ts";
import type { ChannelStatus, Health, ServerStatus } from "../../lib/status.ts";
import type { WebEnv } from "../auth.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import { Chart, SPANS } from "../components/chart.tsx";
import type { SpanName } from "../components/chart.tsx";
import { LinkBadge, relativeTime, shownDelay, shownMoney, Time } from "../components/show.tsx";
import { Empty, Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../routes.ts";
import { OpenBadge } from "./channels.tsx";
import { answerScreen, frameOf } from "./page.ts";

/** Orders of the last table. */
const LATEST = 10;
/** Orders with contradicting answers that are counted, and how far back. */
const CONTRADICTED = { max: 50, sinceMs: 7 * 86_400_000 } as const;

/** Alarms whose matter has a line of its own. */
const TOLD_ELSEWHERE: ReadonlySet<AlarmKind> = new Set<AlarmKind>([
  "unknownResults",
  "serverSilent",
  "channelPaused",
  "contradiction",
]);

/** What the overview shows. */
export interface OverviewProps {
  readonly frame: Frame;
  readonly overview: Overview;
  readonly servers: readonly ServerStatus[];
  readonly channels: readonly ChannelStatus[];
  readonly health: Health;
  readonly latest: readonly Order[];
  /** How many contradicted orders there are; the most that are counted is more than that. */
  readonly contradicted: number;
  readonly isRestored: boolean;
  readonly alarms: readonly ActiveAlarm[];
  readonly p95Ms: number | null;
  readonly span: SpanName;
  readonly slots: readonly Slot[];
}

/** The screen at `/`. */
export function overviewRoutes(deps: AppDeps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get("/", async (c) => {
    const nowMs = deps.clock.nowMs();
    const fromMs = nowMs - CONTRADICTED.sinceMs;
    const [overview, health, latest, contradicted] = await Promise.all([
      deps.orders.overview(),
      deps.health(),
      deps.orders.list({}, LATEST, null),
      deps.orders.list({ flag: "contradicted", fromMs }, CONTRADICTED.max, null),
    ]);
    const span = readSpan(c.req.query("span"));
    const props = {
      frame: frameOf(deps, c),
      overview,
      health,
      latest: latest.orders,
      servers: deps.servers(),
      channels: deps.channels(),
      contradicted: contradicted.orders.length,
      alarms: deps.operations.alarms(),
      isRestored: deps.store.restored() !== null,
      p95Ms: deps.series.p95Since(deps.zone.dayStartMs(nowMs)),
      span,
      slots: deps.series.slots(SPANS[span].step, SPANS[span].slots, nowMs),
    };
    return answerScreen(c, <OverviewPage {...props} />);
  });
  routes.all("/", methodNotAllowed("GET, HEAD"));
  return routes;
}

function readSpan(text: string | undefined): SpanName {
  return text === "day" || text === "week" ? text : "hour";
}

function OverviewPage(props: OverviewProps): JSX.Element {
  const { frame, overview, servers, channels, latest } = props;
  const { m } = frame;
  return (
    <Layout frame={frame} title={m.overview}>
      <section id="needs" data-live aria-labelledby="needs-title">
        <h2 id="needs-title">{m.needsYou}</h2>
        <NeedsYou {...props} />
      </section>
      <section id="today" data-live aria-labelledby="today-title">
        <h2 id="today-title">{m.today}</h2>
        <Today overview={overview} p95Ms={props.p95Ms} frame={frame} />
      </section>
      <section id="trend" class="card" data-live aria-labelledby="trend-title">
        <div class="head">
          <h2 id="trend-title">{m.chart.title}</h2>
          <ul class="tabs">
            {(["hour", "day", "week"] as const).map((name) => (
              <li>
                <a href={`/?span=${name}`} aria-current={name === props.span ? "true" : undefined}>
                  {m.chart.spans[name]}
                </a>
              </li>
            ))}
          </ul>
        </div>
        <Chart slots={props.slots} span={props.span} frame={frame} />
      </section>
      <div class="two">
        <section id="servers" class="card" data-live aria-labelledby="servers-title">
          <h2 id="servers-title">{m.servers}</h2>
          <Servers servers={servers} frame={frame} />
        </section>
        <section id="channels" class="card" data-live aria-labelledby="channels-title">
          <h2 id="channels-title">{m.channels}</h2>
          <Channels channels={channels} frame={frame} />
        </section>
      </div>
      <section id="latest" class="card" data-live aria-labelledby="latest-title">
        <h2 id="latest-title">{m.latest}</h2>
        {latest.length === 0
          ? <Empty>{m.noOrders}</Empty>
          : <OrderTable orders={latest} caption={m.latest} frame={frame} />}
      </section>
    </Layout>
  );
}

/** What a person has to see to, the gravest first, each a link to where it can be done. */
function NeedsYou(props: OverviewProps): JSX.Element {
  const { frame, overview, servers, channels, health, contradicted, isRestored } = props;
  const { m } = frame;
  const needs: JSX.Element[] = [];
  const need = (bad: boolean, href: string, what: string, count: Child, more: Child = null) =>
    needs.push(
      <li class={bad ? "bad" : undefined}>
        <a href={href}>{what}</a>
        <strong>{count}</strong>
        {more}
      </li>,
    );
  const since = (atMs: number | null) =>
    atMs === null ? null : (
      <span class="dim">
        {`${m.needs.oldest} ${relativeTime(atMs, frame.nowMs, m.lang)} · `}
        <Time atMs={atMs} frame={frame} />
      </span>
    );
  const { review } = overview.active;
  if (review > 0) {
    need(true, "/orders?state=review", m.inReview, review, since(overview.oldestReviewAtMs));
  }
  if (contradicted > 0) {
    const count = contradicted === CONTRADICTED.max ? `${contradicted}+` : contradicted;
    need(true, "/orders?flag=contradicted", m.needs.contradicted, count);
  }
  for (const { name, link, pending } of servers) {
    if (link !== "silent") continue;
    const where = `/orders?delivery=pending&server=${encodeURIComponent(name)}`;
    const more = `${m.undelivered} ${pending}`;
    need(true, where, `${m.serverSilent} ${name}`, more, since(overview.oldestUndeliveredAtMs));
  }
  for (const { name, paused, unknownInRow } of channels) {
    if (paused !== null) need(true, "/channels", m.needs.paused, name, paused.reason);
    else if (unknownInRow > 0) need(true, "/channels", name, m.needs.unknownInRow(unknownInRow));
  }
  for (const { name, type, waiting, processing, oldestAtMs } of channels) {
    if (type !== "manual" || waiting + processing === 0) continue;
    need(false, "/desk", `${m.waitingAtDesk} (${name})`, waiting + processing, since(oldestAtMs));
  }
  for (const { kind, subject, words, sinceMs } of props.alarms) {
    if (!TOLD_ELSEWHERE.has(kind)) need(true, "/settings", subject, words[m.code], since(sinceMs));
  }
  if (isRestored) need(true, "/settings", m.needs.restored, "");
  for (const [name, { ok, message }] of Object.entries(health.checks)) {
    if (!ok && name !== "servers") need(true, "/settings", `${m.notHealthy}: ${name}`, message);
  }
  return needs.length === 0
    ? <p class="calm">{m.nothingNeedsYou}</p>
    : <ul class="needs">{needs}</ul>;
}

function Today(
  { overview, p95Ms, frame: { m } }: { overview: Overview; p95Ms: number | null; frame: Frame },
): JSX.Element {
  const { active, receivedToday, settledToday } = overview;
  const [done, unsure, failed] = [settledToday[1], settledToday[2], settledToday[3]];
  const settled = done.count + unsure.count + failed.count;
  const rate = settled === 0 ? "–" : `${(done.count / settled * 100).toFixed(1)}%`;
  const working = active.received + active.queued + active.processing + active.review;
  const cards: [string, string | number][] = [
    [m.received, receivedToday],
    [m.working, working],
    [m.succeeded, done.count],
    [m.failed, failed.count],
    [m.uncertain, unsure.count],
    [m.successRate, rate],
    [m.needs.undelivered, active.settled],
    [m.p95, shownDelay(p95Ms, m)],
    [`${m.succeeded} · ${m.amount}`, shownMoney(done.cash)],
    [m.cost, shownMoney(done.cost)],
  ];
  return (
    <dl class="cards">
      {cards.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Servers(
  { servers, frame }: { servers: readonly ServerStatus[]; frame: Frame },
): JSX.Element {
  const { m } = frame;
  return (
    <Table
      caption={m.servers}
      columns={[
        { name: m.name },
        { name: m.link },
        { name: m.backlog, kind: "num" },
        { name: m.lastOrder },
        { name: m.lastOk },
      ]}
      rows={servers.map((server) => ({
        key: server.name,
        cells: [
          <a href={`/orders?server=${encodeURIComponent(server.name)}`}>{server.name}</a>,
          <LinkBadge link={server.link} m={m} />,
          server.pending,
          <Time atMs={server.lastOrderAtMs} frame={frame} />,
          <Time atMs={server.lastOkAtMs} frame={frame} />,
        ],
      }))}
    />
  );
}

function Channels(
  { channels, frame }: { channels: readonly ChannelStatus[]; frame: Frame },
): JSX.Element {
  const { m } = frame;
  return (
    <Table
      caption={m.channels}
      columns={[
        { name: m.name },
        { name: m.type },
        { name: m.state },
        { name: m.working, kind: "num" },
        { name: m.channelPage.todayCount, kind: "num" },
        { name: m.balance, kind: "num" },
      ]}
      rows={channels.map((channel) => ({
        key: channel.name,
        cells: [
          <a href={`/orders?channel=${encodeURIComponent(channel.name)}`}>{channel.name}</a>,
          m.channelTypes[channel.type],
          <OpenBadge channel={channel} frame={frame} />,
          channel.processing,
          channel.todayCount,
          channel.lastBalance === null ? "–" : shownMoney(channel.lastBalance),
        ],
      }))}
    />
  );
}
