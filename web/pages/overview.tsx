/**
 * `/`: whether money is at risk, and how things stand.
 *
 * @module
 */
import { Hono } from "hono";
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Order } from "../../lib/order.ts";
import type { Overview } from "../../lib/order_query.ts";
import type { ChannelStatus, Health, ServerStatus } from "../../lib/status.ts";
import type { WebEnv } from "../auth.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import { LinkBadge, shownMoney, Time } from "../components/show.tsx";
import { Empty, Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../method.ts";
import { answerScreen, frameOf } from "./page.ts";

/** Orders of the last table. */
const LATEST = 10;

/** What the overview shows. */
export interface OverviewProps {
  readonly frame: Frame;
  readonly overview: Overview;
  readonly servers: readonly ServerStatus[];
  readonly channels: readonly ChannelStatus[];
  readonly health: Health;
  readonly latest: readonly Order[];
}

/** The screen at `/`. */
export function overviewRoutes(deps: AppDeps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get("/", async (c) => {
    const [overview, health, latest] = await Promise.all([
      deps.orders.overview(),
      deps.health(),
      deps.orders.list({}, LATEST, null),
    ]);
    const props = {
      frame: frameOf(deps, c),
      overview,
      health,
      latest: latest.orders,
      servers: deps.servers(),
      channels: deps.channels(),
    };
    return answerScreen(c, <OverviewPage {...props} />);
  });
  routes.all("/", methodNotAllowed("GET, HEAD"));
  return routes;
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
        <Today overview={overview} frame={frame} />
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
function NeedsYou(
  { frame, overview, servers, channels, health }: OverviewProps,
): JSX.Element {
  const { m } = frame;
  const { active, oldestUndeliveredAtMs } = overview;
  const since = (atMs: number | null) =>
    atMs === null ? null : (
      <span class="dim">
        {`${m.oldestSince} `}
        <Time atMs={atMs} frame={frame} />
      </span>
    );
  const need = (bad: boolean, children: Child) => (
    <li class={bad ? "bad" : undefined}>{children}</li>
  );
  const needs: JSX.Element[] = [];
  if (active.review > 0) {
    needs.push(need(
      true,
      <span>
        <a href="/orders?state=review">{m.inReview}</a>: <strong>{active.review}</strong>
      </span>,
    ));
  }
  for (const { name, type, processing } of channels) {
    if (type !== "manual" || processing === 0) continue;
    needs.push(need(
      false,
      <span>
        <a href="/desk">{m.waitingAtDesk}</a> ({name}): <strong>{processing}</strong>
      </span>,
    ));
  }
  for (const { name, link, pending } of servers) {
    if (link !== "silent") continue;
    const where = `/orders?delivery=pending&server=${encodeURIComponent(name)}`;
    needs.push(need(true, [
      <span>
        {m.serverSilent}: <strong>{name}</strong>
      </span>,
      <a href={where}>{`${m.undelivered}: ${pending}`}</a>,
      since(oldestUndeliveredAtMs),
    ]));
  }
  for (const [name, { ok, message }] of Object.entries(health.checks)) {
    if (!ok && name !== "servers") needs.push(need(true, `${m.notHealthy}: ${name}: ${message}`));
  }
  return needs.length === 0
    ? <p class="calm">{m.nothingNeedsYou}</p>
    : <ul class="needs">{needs}</ul>;
}

function Today({ overview, frame: { m } }: { overview: Overview; frame: Frame }): JSX.Element {
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
  { channels, frame: { m } }: { channels: readonly ChannelStatus[]; frame: Frame },
): JSX.Element {
  return (
    <Table
      caption={m.channels}
      columns={[
        { name: m.name },
        { name: m.type },
        { name: m.working, kind: "num" },
        { name: m.balance, kind: "num" },
      ]}
      rows={channels.map(({ name, type, processing, lastBalance }) => ({
        key: name,
        cells: [
          <a href={`/orders?channel=${encodeURIComponent(name)}`}>{name}</a>,
          m.channelTypes[type],
          processing,
          lastBalance === null ? "–" : shownMoney(lastBalance),
        ],
      }))}
    />
  );
}
