/**
 * `/`: whether money is at risk, and how things stand.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Order } from "../../lib/order.ts";
import type { Overview } from "../../lib/order_query.ts";
import type { ChannelStatus, Health, ServerStatus } from "../../lib/status.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import { shownMoney, Time } from "../components/show.tsx";
import type { Messages } from "../messages/zh.ts";

/** What the overview shows. */
export interface OverviewProps {
  readonly frame: Frame;
  readonly overview: Overview;
  readonly servers: readonly ServerStatus[];
  readonly channels: readonly ChannelStatus[];
  readonly health: Health;
  /** Orders that wait for a person: each desk's name and how many it has. */
  readonly desks: readonly ChannelStatus[];
  readonly latest: readonly Order[];
}

/** The screen at `/`. */
export function OverviewPage(props: OverviewProps): JSX.Element {
  const { frame, overview, servers, channels, latest } = props;
  const { m, nowMs } = frame;
  const time = (atMs: number | null) => <Time atMs={atMs} nowMs={nowMs} m={m} />;
  return (
    <Layout frame={frame} title={m.overview}>
      <section aria-labelledby="needs">
        <h2 id="needs">{m.needsYou}</h2>
        <NeedsYou {...props} />
      </section>
      <section aria-labelledby="today">
        <h2 id="today">{m.today}</h2>
        <Today overview={overview} m={m} />
      </section>
      <section aria-labelledby="servers">
        <h2 id="servers">{m.servers}</h2>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{m.name}</th>
                <th scope="col">{m.link}</th>
                <th scope="col" class="num">{m.backlog}</th>
                <th scope="col">{m.lastOrder}</th>
                <th scope="col">{m.lastOk}</th>
                <th scope="col">{m.nextTry}</th>
                <th scope="col">{m.lastError}</th>
              </tr>
            </thead>
            <tbody>
              {servers.map((server) => (
                <tr>
                  <th scope="row">
                    <a href={`/orders?server=${encodeURIComponent(server.name)}`}>{server.name}</a>
                  </th>
                  <td>
                    <Link link={server.link} m={m} />
                  </td>
                  <td class="num">{server.pending}</td>
                  <td>{time(server.lastOrderAtMs)}</td>
                  <td>{time(server.lastOkAtMs)}</td>
                  <td>{time(server.nextTryAtMs)}</td>
                  <td class="wrap">{server.lastError ?? "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section aria-labelledby="channels">
        <h2 id="channels">{m.channels}</h2>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{m.name}</th>
                <th scope="col">{m.type}</th>
                <th scope="col" class="num">{m.working}</th>
                <th scope="col" class="num">{m.balance}</th>
              </tr>
            </thead>
            <tbody>
              {channels.map(({ name, type, processing, lastBalance }) => (
                <tr>
                  <th scope="row">
                    <a href={`/orders?channel=${encodeURIComponent(name)}`}>{name}</a>
                  </th>
                  <td>{type}</td>
                  <td class="num">{processing}</td>
                  <td class="num">{lastBalance === null ? "–" : shownMoney(lastBalance)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section aria-labelledby="latest">
        <h2 id="latest">{m.latest}</h2>
        {latest.length === 0
          ? <p>{m.noOrders}</p>
          : <OrderTable orders={latest} caption={m.latest} nowMs={nowMs} m={m} />}
      </section>
    </Layout>
  );
}

function NeedsYou({ frame, overview, servers, health, desks }: OverviewProps): JSX.Element {
  const { m, nowMs } = frame;
  const { active, oldestUndeliveredAtMs } = overview;
  const silent = servers.filter(({ link }) => link === "silent");
  const ill = Object.entries(health.checks).filter(([name, { ok }]) => !ok && name !== "servers");
  const since = (atMs: number | null) =>
    atMs === null ? null : (
      <span class="dim">
        {` (${m.oldestSince} `}
        <Time atMs={atMs} nowMs={nowMs} m={m} />
        {")"}
      </span>
    );
  const needs: JSX.Element[] = [];
  if (active.review > 0) {
    needs.push(
      <li class="bad">
        <a href="/orders?state=review">{m.inReview}</a>: <strong>{active.review}</strong>
      </li>,
    );
  }
  for (const { name, processing } of desks) {
    if (processing === 0) continue;
    needs.push(
      <li>
        <a href="/desk">{m.waitingAtDesk}</a> ({name}): <strong>{processing}</strong>
      </li>,
    );
  }
  for (const { name, pending } of silent) {
    needs.push(
      <li class="bad">
        {m.serverSilent}: <strong>{name}</strong>,{" "}
        <a href={`/orders?delivery=pending&server=${encodeURIComponent(name)}`}>
          {m.undelivered} {pending}
        </a>
        {since(oldestUndeliveredAtMs)}
      </li>,
    );
  }
  for (const [name, { message }] of ill) {
    needs.push(
      <li class="bad">
        {m.notHealthy}: {name}: {message}
      </li>,
    );
  }
  return needs.length === 0
    ? <p class="calm">{m.nothingNeedsYou}</p>
    : <ul class="needs">{needs}</ul>;
}

function Today({ overview, m }: { overview: Overview; m: Messages }): JSX.Element {
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

function Link({ link, m }: { link: ServerStatus["link"]; m: Messages }): JSX.Element {
  if (link === "silent") return <span class="badge bad">{m.silent}</span>;
  if (link === "answering") return <span class="badge ok">{m.answering}</span>;
  return <span class="badge dim">{m.unknownLink}</span>;
}
