/**
 * `/orders`: the orders that fit a filter, which stands in the address, and the safe actions on many of them.
 *
 * @module
 */
import { FILTER_PARAMS, listPath } from "./list_path.ts";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Order } from "../../lib/order.ts";
import type { Overview } from "../../lib/order_query.ts";
import { BULK_ACTIONS } from "../../lib/api/bulk.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import { Empty, Told } from "../components/table.tsx";
import { TIMES } from "../../lib/api/list_query.ts";

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
      <Tabs {...props} />
      <Filter {...props} />
      {problem === null ? null : <Told good={false}>{problem}</Told>}
      <div class="card" id="list" data-live>
        {orders.length > 0
          ? <OrderTable orders={orders} caption={m.orders} frame={frame} form="bulk" />
          : problem === null
          ? <Empty>{short ? m.moreBehind : filtered ? m.noMatch : m.noOrders}</Empty>
          : null}
      </div>
      <p class="more">
        {params.has("cursor") ? <a href={listPath(params, { cursor: "" })}>{m.first}</a> : null}
        {short ? <span>{m.list.unfinished}</span> : null}
        {cursor === null ? null : (
          <a class="button" rel="next" href={listPath(params, { cursor })}>
            {short ? m.list.goOn : m.next}
          </a>
        )}
        {orders.length === 0 || props.exportPath === null
          ? null
          : <a href={props.exportPath} download>{m.exportCsv}</a>}
      </p>
      {orders.length === 0 || !frame.may("push", "settle") ? null : <BulkForm {...props} />}
    </Layout>
  );
}

function Tabs({ frame: { m }, params, overview }: OrdersProps): JSX.Element {
  const { active, received, settled } = overview;
  const counts = { ...active, settled: settled[1] + settled[2] + settled[3] };
  const tab = (state: string, text: string, count: number) => (
    <li>
      <a
        href={listPath(params, { state, cursor: "" })}
        aria-current={(params.get("state") ?? "") === state ? "page" : undefined}
      >
        {text} <span class="dim">{count}</span>
      </a>
    </li>
  );
  return (
    <ul class="tabs" id="tabs" data-live>
      {tab("", m.all, received)}
      {STATES.map((state) => tab(state, m.stateNames[state], counts[state]))}
      {tab("settled", m.stateNames.settled, counts.settled)}
    </ul>
  );
}

/** The filters that are always seen, and behind them those that are rarely needed. */
function Filter({ frame: { m }, params, servers, channels }: OrdersProps): JSX.Element {
  const names = (all: readonly string[]) => Object.fromEntries(all.map((name) => [name, name]));
  const given = (name: string) => params.get(name) ?? "";
  const more = ["chargeType", "cashMin", "cashMax", "flag", "from", "to"].some(given);
  const choice = (
    name: string,
    label: string,
    values: Readonly<Record<string, string>>,
    any = m.all,
  ) => <Choice name={name} label={label} values={values} chosen={given(name)} any={any} />;
  const field = (name: string, label: string, type: string, attributes: FieldAttributes) => (
    <label>
      {label}
      <input type={type} name={name} value={given(name)} {...attributes} />
    </label>
  );
  const times = Object.fromEntries(TIMES.map((time) => [time, m.list.times[time]]));
  return (
    <form class="filter" method="get" action="/orders" role="search">
      {given("state") ? <input type="hidden" name="state" value={given("state")} /> : null}
      {field("q", m.search, "search", {
        placeholder: m.list.searchHelp,
        maxlength: 100,
        size: 30,
      })}
      {choice("server", m.server, names(servers))}
      {choice("channel", m.channel, names(channels))}
      {choice("retCode", m.result, { ...m.retCodes })}
      {choice("delivery", m.delivery, { ...m.deliveries })}
      {choice("time", m.time, times, m.anyTime)}
      <button type="submit" class="main">{m.filter}</button>
      <a href="/orders">{m.clear}</a>
      <details class="more-filter" open={more}>
        <summary>{m.list.more}</summary>
        <div class="row">
          {choice("chargeType", m.list.chargeType, m.chargeTypes)}
          {field("cashMin", `${m.list.cash} ${m.list.from}`, "text", MONEY)}
          {field("cashMax", `${m.list.cash} ${m.list.to}`, "text", MONEY)}
          {choice("flag", m.list.flag, m.list.flags)}
          {field("from", `${m.list.times.between} ${m.list.from}`, "datetime-local", {})}
          {field("to", `${m.list.times.between} ${m.list.to}`, "datetime-local", {})}
        </div>
      </details>
    </form>
  );
}

interface FieldAttributes {
  readonly placeholder?: string;
  readonly maxlength?: number;
  readonly size?: number;
  readonly inputmode?: "decimal";
}

const MONEY = { inputmode: "decimal", size: 9 } as const;

function Choice(
  { name, label, values, chosen, any }: {
    name: string;
    label: string;
    values: Readonly<Record<string, string>>;
    chosen: string;
    any: string;
  },
): JSX.Element {
  return (
    <label>
      {label}
      <select name={name}>
        <option value="">{any}</option>
        {Object.entries(values).map(([value, text]) => (
          <option value={value} selected={value === chosen}>{text}</option>
        ))}
      </select>
    </label>
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
      <input type="hidden" name="filter" value={filter} />
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
