/**
 * `/orders`: the orders that fit a filter, which stands in the address, and the safe actions on many of them.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import { BULK_ACTIONS } from "../../lib/api/bulk.ts";
import type { Order } from "../../lib/order.ts";
import type { Overview } from "../../lib/order_query.ts";
import { Choice, Field, Hidden } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import { Tabs, Told } from "../components/parts.tsx";
import { FILTER_PARAMS, listPath } from "./list_path.ts";

/** What the listing shows. */
export interface OrdersProps {
  readonly frame: Frame;
  readonly orders: readonly Order[];
  /** Of the next page; `null` after the last. */
  readonly cursor: string | null;
  /** The address's own parameters. */
  readonly params: URLSearchParams;
  /** What can't be read of them. */
  readonly problem: string | null;
  readonly servers: readonly string[];
  readonly channels: readonly string[];
  readonly overview: Overview;
  /** Where the whole of it is as a table; `null` where nothing can be asked for. */
  readonly exportPath: string | null;
  /** Orders on a full page. */
  readonly limit: number;
}

const STATES = ["received", "queued", "processing", "review"] as const;

/** The screen at `/orders`. */
export function OrdersPage(props: OrdersProps): JSX.Element {
  const { frame, orders, cursor, params, problem } = props;
  const { m } = frame;
  const filtered = FILTER_PARAMS.some((name) => (params.get(name) ?? "") !== "");
  const short = cursor !== null && orders.length < props.limit;
  return (
    <Layout frame={frame} title={m.orders}>
      <StateTabs {...props} />
      <Filter {...props} />
      <Told told={problem === null ? null : { good: false, text: problem }} />
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
        {orders.length > 0 && props.exportPath !== null && (
          <a href={props.exportPath} download>{m.exportCsv}</a>
        )}
      </p>
      {orders.length > 0 && frame.may("push", "settle") && <BulkForm {...props} />}
    </Layout>
  );
}

function StateTabs({ frame: { m }, params, overview }: OrdersProps): JSX.Element {
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
function Filter({ frame: { m }, params, servers, channels }: OrdersProps): JSX.Element {
  const given = (name: string) => params.get(name) ?? "";
  const isMore = ["chargeType", "cashMin", "cashMax", "flag", "from", "to"].some(given);
  const choice = (
    name: string,
    label: string,
    values: Readonly<Record<string, string>>,
    any = m.all,
  ) => (
    <Choice
      label={label}
      name={name}
      values={Object.entries(values)}
      chosen={given(name)}
      any={any}
    />
  );
  const field = (name: string, label: string, more: JSX.IntrinsicElements["input"]) => (
    <Field label={label} name={name} value={given(name)} {...more} />
  );
  const names = (all: readonly string[]) => Object.fromEntries(all.map((name) => [name, name]));
  const { from, to, times, searchHelp } = m.list;
  const money = { type: "text", inputmode: "decimal", size: 9 } as const;
  const time = { type: "datetime-local" } as const;
  return (
    <form class="filter" method="get" action="/orders" role="search">
      {given("state") && <Hidden fields={{ state: given("state") }} />}
      {field("q", m.search, { type: "search", placeholder: searchHelp, maxlength: 100, size: 30 })}
      {choice("server", m.server, names(servers))}
      {choice("channel", m.channel, names(channels))}
      {choice("retCode", m.result, { ...m.retCodes })}
      {choice("delivery", m.delivery, { ...m.deliveries })}
      {choice("time", m.time, times, m.anyTime)}
      <button type="submit" class="main">{m.filter}</button>
      <a href="/orders">{m.clear}</a>
      <details class="more-filter" open={isMore}>
        <summary>{m.list.more}</summary>
        <div class="row">
          {choice("chargeType", m.list.chargeType, m.chargeTypes)}
          {field("cashMin", `${m.amount} ${from}`, money)}
          {field("cashMax", `${m.amount} ${to}`, money)}
          {choice("flag", m.list.flag, m.list.flags)}
          {field("from", `${times.between} ${from}`, time)}
          {field("to", `${times.between} ${to}`, time)}
        </div>
      </details>
    </form>
  );
}

/** What can be done with those that are selected above, or with all that fit. What is chosen is checked on its own page. */
function BulkForm({ frame: { m }, params }: OrdersProps): JSX.Element {
  const filter = new URL(listPath(params, { cursor: "" }), "http://page").search;
  const buttons = (name: string) =>
    BULK_ACTIONS.map((action) => (
      <button type="submit" name={name} value={action}>{m.bulk.actions[action]}</button>
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
