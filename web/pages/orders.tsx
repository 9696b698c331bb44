/**
 * `/orders`: the orders that fit a filter, which stands in the address, and the safe actions on many of them.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import { BULK_ACTIONS } from "../../lib/api/bulk.ts";
import { apiParams, readListQuery } from "../../lib/api/list_query.ts";
import { readPage } from "../../lib/api/order_query.ts";
import { choice, type Choices, field, Hidden, named } from "../components/form.tsx";
import { Layout } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import { Tabs, Told } from "../components/parts.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { answerScreen, frameOf, type Page, screen } from "./page.ts";

/** The parameters of the address that make up the filter. */
const FILTER_PARAMS = [
  "state",
  "q",
  "server",
  "channel",
  "chargeType",
  "retCode",
  "delivery",
  "cashMin",
  "cashMax",
  "flag",
  "time",
  "from",
  "to",
] as const;

const STATES = ["received", "queued", "processing", "review"] as const;

/** The listing: the address's parameters with some of them changed; an empty one is left out. */
export function listPath(
  params: URLSearchParams,
  changes: Readonly<Record<string, string>>,
): string {
  const next = new URLSearchParams();
  for (const name of [...FILTER_PARAMS, "cursor"]) {
    const value = changes[name] ?? params.get(name) ?? "";
    if (value !== "") next.set(name, value);
  }
  return next.size === 0 ? "/orders" : `/orders?${next}`;
}

/** The screen at `/orders`. */
export function listCalls(deps: AppDeps): Call[] {
  return [
    screen("/orders", async (c) => {
      const props = await asked(deps, c);
      return answerScreen(c, <OrdersPage {...props} />, props.problem === null ? 200 : 422);
    }),
  ];
}

/** What the listing shows. */
type OrdersProps = Awaited<ReturnType<typeof asked>>;

async function asked(deps: AppDeps, c: Page) {
  const params = new URL(c.req.url).searchParams;
  const frame = frameOf(deps, c);
  const read = readListQuery(params, deps.zone, deps.clock.nowMs());
  const [overview, page] = await Promise.all([
    deps.orders.overview(),
    read.ok ? readPage(deps.orders, read.query) : null,
  ]);
  const { orders, cursor } = page?.ok ? page.value : { orders: [], cursor: null };
  const wrong = page?.ok === false ? page.refusal.message : null;
  return {
    frame,
    overview,
    orders,
    /** Of the next page; `null` after the last. */
    cursor,
    /** The address's own parameters. */
    params,
    /** What can't be read of them. */
    problem: read.ok ? wrong : read.problem ?? frame.m.list.wrongTime,
    servers: deps.servers().map(({ name }) => name),
    channels: deps.channels().map(({ name }) => name),
    /** Where the whole of it is as a table; `null` where nothing can be asked for. */
    exportPath: read.ok ? `/api/export.csv?${apiParams(read.query.filter)}` : null,
    /** Orders on a full page. */
    limit: read.ok ? read.query.limit : 0,
  };
}

function OrdersPage(props: OrdersProps) {
  const { frame, orders, cursor, params, problem, limit, exportPath } = props;
  const { m } = frame;
  const filtered = FILTER_PARAMS.some((name) => (params.get(name) ?? "") !== "");
  const short = cursor !== null && orders.length < limit;
  return (
    <Layout frame={frame} title={m.orders}>
      <StateTabs {...props} />
      <Filter {...props} />
      <Told told={problem === null ? null : { text: problem }} />
      {problem === null && (
        <div class="card" id="list" data-live>
          <OrderTable
            orders={orders}
            caption={m.orders}
            frame={frame}
            form="bulk"
            empty={short ? m.moreBehind : filtered ? m.noMatch : m.noOrders}
          />
        </div>
      )}
      <p class="more">
        {params.has("cursor") && <a href={listPath(params, { cursor: "" })}>{m.first}</a>}
        {short && <span>{m.list.unfinished}</span>}
        {cursor !== null && (
          <a class="button" rel="next" href={listPath(params, { cursor })}>
            {short ? m.list.goOn : m.next}
          </a>
        )}
        {orders.length > 0 && exportPath !== null && <a href={exportPath} download>{m.exportCsv}
        </a>}
      </p>
      {orders.length > 0 && frame.may("push", "settle") && <BulkForm {...props} />}
    </Layout>
  );
}

function StateTabs({ frame: { m }, params, overview }: OrdersProps) {
  const { active, received, settled } = overview;
  const tab = (state: string, name: string, count: number) => ({
    href: listPath(params, { state, cursor: "" }),
    text: (
      <>
        {name} <span class="dim">{count}</span>
      </>
    ),
    isShown: (params.get("state") ?? "") === state,
  });
  const tabs = [
    tab("", m.all, received),
    ...STATES.map((state) => tab(state, m.stateNames[state], active[state])),
    tab("settled", m.stateNames.settled, settled[1] + settled[2] + settled[3]),
  ];
  return <Tabs id="tabs" tabs={tabs} />;
}

/** The filters that are always seen, and behind them those that are rarely needed. */
function Filter({ frame: { m }, params, servers, channels }: OrdersProps) {
  const given = (name: string) => params.get(name) ?? "";
  const isMore = ["chargeType", "cashMin", "cashMax", "flag", "from", "to"].some(given);
  const pick = (name: string, label: string, values: Choices, any = m.all) =>
    choice(name, label, values, { chosen: given(name), any });
  const type = (name: string, label: string, more: JSX.IntrinsicElements["input"]) =>
    field(name, label, { value: given(name), ...more });
  const { from, to, times, searchHelp } = m.list;
  const money = { type: "text", inputmode: "decimal", size: 9 } as const;
  const time = { type: "datetime-local" } as const;
  return (
    <form class="filter" method="get" action="/orders" role="search">
      {given("state") && <Hidden fields={{ state: given("state") }} />}
      {type("q", m.search, { type: "search", placeholder: searchHelp, maxlength: 100, size: 30 })}
      {pick("server", m.server, named(servers))}
      {pick("channel", m.channel, named(channels))}
      {pick("retCode", m.result, { ...m.retCodes })}
      {pick("delivery", m.delivery, m.deliveries)}
      {pick("time", m.time, times, m.anyTime)}
      <button type="submit" class="main">{m.filter}</button>
      <a href="/orders">{m.clear}</a>
      <details class="more-filter" open={isMore}>
        <summary>{m.list.more}</summary>
        <div class="row">
          {pick("chargeType", m.list.chargeType, m.chargeTypes)}
          {type("cashMin", `${m.amount} ${from}`, money)}
          {type("cashMax", `${m.amount} ${to}`, money)}
          {pick("flag", m.list.flag, m.list.flags)}
          {type("from", `${times.between} ${from}`, time)}
          {type("to", `${times.between} ${to}`, time)}
        </div>
      </details>
    </form>
  );
}

/** What can be done with those that are selected above, or with all that fit. What is chosen is checked on its own page. */
function BulkForm({ frame: { m }, params }: OrdersProps) {
  const filter = new URL(listPath(params, { cursor: "" }), "http://page").search;
  const buttons = (name: string) =>
    BULK_ACTIONS.map((action) => (
      <button type="submit" name={name} value={action}>{m.acts[action]}</button>
    ));
  return (
    <form id="bulk" class="row" method="post" action="/orders/bulk">
      <Hidden fields={{ filter }} />
      <label class="check" hidden data-script>
        <input type="checkbox" data-all="bulk" />
        {m.list.selectAll}
      </label>
      <span class="row">
        {m.list.withSelected} {buttons("action")}
      </span>
      <span class="row">
        {m.list.withAll} {buttons("all")}
      </span>
    </form>
  );
}
