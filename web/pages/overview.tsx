/**
 * `/`: whether money is at risk, and how things stand.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { AlarmKind } from "../../lib/alarm.ts";
import { Chart, type SpanName, SPANS } from "../components/chart.tsx";
import { Layout } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import { Card, type Fact, Facts, Tabs } from "../components/parts.tsx";
import { relativeTime, shownDelay, shownMoney } from "../components/show.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { ChannelTable } from "./channels.tsx";
import { answerScreen, frameOf, type Page, screen } from "./page.ts";
import { ServerTable } from "./servers.tsx";

/** Orders of the last table. */
const LATEST = 10;
/** Orders with contradicting answers that are counted, and how far back. */
const CONTRADICTED = { max: 50, sinceMs: 7 * 86_400_000 } as const;

const SPAN_NAMES = ["hour", "day", "week"] as const satisfies SpanName[];

/** Alarms whose matter has a line of its own. */
const TOLD_ELSEWHERE: ReadonlySet<AlarmKind> = new Set<AlarmKind>([
  "unknownResults",
  "serverSilent",
  "channelPaused",
  "contradiction",
]);

/** The screen at `/`. */
export function overviewCalls(deps: AppDeps): Call[] {
  return [
    screen("/", async (c) => answerScreen(c, <OverviewPage {...await howThingsStand(deps, c)} />)),
  ];
}

/** What the overview shows. */
type OverviewProps = Awaited<ReturnType<typeof howThingsStand>>;

async function howThingsStand(deps: AppDeps, c: Page) {
  const nowMs = deps.clock.nowMs();
  const fromMs = nowMs - CONTRADICTED.sinceMs;
  const [overview, health, latest, contradicted] = await Promise.all([
    deps.orders.overview(),
    deps.health(),
    deps.orders.list({}, LATEST, null),
    deps.orders.list({ flag: "contradicted", fromMs }, CONTRADICTED.max, null),
  ]);
  const span = SPAN_NAMES.find((name) => name === c.req.query("span")) ?? "hour";
  return {
    frame: frameOf(deps, c),
    overview,
    health,
    latest: latest.orders,
    servers: deps.servers(),
    channels: deps.channels(),
    /** The most that are counted is more than that. */
    contradicted: contradicted.orders.length,
    alarms: deps.operations.alarms(),
    isRestored: deps.store.restored() !== null,
    p95Ms: deps.series.p95Since(deps.zone.dayStartMs(nowMs)),
    span,
    slots: deps.series.slots(SPANS[span].step, SPANS[span].slots, nowMs),
  };
}

function OverviewPage(props: OverviewProps) {
  const { frame, latest, span } = props;
  const { m } = frame;
  const spans = SPAN_NAMES.map((name) => ({
    href: `/?span=${name}`,
    text: m.chart.spans[name],
    isShown: name === span,
  }));
  return (
    <Layout frame={frame} title={m.overview}>
      <section id="needs" data-live aria-labelledby="needs-title">
        <h2 id="needs-title">{m.needsYou}</h2>
        <NeedsYou {...props} />
      </section>
      <section id="today" data-live aria-labelledby="today-title">
        <h2 id="today-title">{m.today}</h2>
        <Today {...props} />
      </section>
      <Card id="trend" title={m.chart.title} live beside={<Tabs tabs={spans} />}>
        <Chart slots={props.slots} span={span} frame={frame} />
      </Card>
      <div class="two">
        <Card id="servers" title={m.servers} live>
          <ServerTable frame={frame} servers={props.servers} />
        </Card>
        <Card id="channels" title={m.channels} live>
          <ChannelTable frame={frame} channels={props.channels} />
        </Card>
      </div>
      <Card id="latest" title={m.latest} live>
        <OrderTable orders={latest} caption={m.latest} frame={frame} empty={m.noOrders} />
      </Card>
    </Layout>
  );
}

/** What a person has to see to, the gravest first, each a link to where it can be done. */
function NeedsYou(props: OverviewProps) {
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
        {frame.time(atMs)}
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
    const more = m.undelivered({ count: pending });
    need(
      true,
      where,
      m.serverSilent({ name }),
      more,
      since(overview.undeliveredSinceMs.get(name) ?? null),
    );
  }
  for (const { name, paused, unknownInRow } of channels) {
    if (paused !== null) need(true, "/channels", m.needs.paused, name, paused.reason);
    else if (unknownInRow > 0) {
      need(true, "/channels", name, m.needs.unknownInRow({ count: unknownInRow }));
    }
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

function Today({ overview, p95Ms, frame: { m } }: OverviewProps) {
  const { active, receivedToday, settledToday } = overview;
  const [done, unsure, failed] = [settledToday[1], settledToday[2], settledToday[3]];
  const settled = done.count + unsure.count + failed.count;
  const facts: Fact[] = [
    [m.received, receivedToday],
    [m.working, active.received + active.queued + active.processing + active.review],
    [m.succeeded, done.count],
    [m.failed, failed.count],
    [m.uncertain, unsure.count],
    [m.successRate, settled === 0 ? "–" : `${(done.count / settled * 100).toFixed(1)}%`],
    [m.backlog, active.settled],
    [m.p95, shownDelay(p95Ms, m)],
    [`${m.succeeded} · ${m.amount}`, shownMoney(done.cash)],
    [m.cost, shownMoney(done.cost)],
  ];
  return <Facts look="cards" facts={facts} />;
}
