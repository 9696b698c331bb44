/**
 * `/orders`: the orders that fit a filter, which stands in the address.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Order, OrderState } from "../../lib/order.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import type { Messages } from "../messages/zh.ts";

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
  /** Orders that are not closed, by state. */
  readonly counts: Readonly<Record<OrderState, number>>;
  /** Where the whole of it is as a table. */
  readonly exportPath: string;
}

/** The spans of time that can be chosen. */
export const TIMES = ["today", "yesterday", "week"] as const;

const STATES = ["received", "queued", "processing", "review"] as const;
const PARAMS = ["state", "q", "server", "channel", "retCode", "delivery", "time"] as const;

/** The screen at `/orders`. */
export function OrdersPage(props: OrdersProps): JSX.Element {
  const { frame, orders, cursor, params, problem } = props;
  const { m } = frame;
  const filtered = PARAMS.some((name) => (params.get(name) ?? "") !== "");
  return (
    <Layout frame={frame} title={m.orders}>
      <Tabs {...props} />
      <Filter {...props} />
      {problem === null ? null : <p class="told bad" role="alert">{problem}</p>}
      {orders.length > 0
        ? <OrderTable orders={orders} caption={m.orders} frame={frame} />
        : problem === null
        ? <p>{cursor !== null ? m.moreBehind : filtered ? m.noMatch : m.noOrders}</p>
        : null}
      <p class="more">
        {params.has("cursor")
          ? <a href={`/orders${query(params, { cursor: "" })}`}>{m.first}</a>
          : null}
        {cursor === null
          ? null
          : <a rel="next" href={`/orders${query(params, { cursor })}`}>{m.next}</a>}
        {orders.length === 0 ? null : <a href={props.exportPath} download>{m.exportCsv}</a>}
      </p>
    </Layout>
  );
}

/** The address's parameters with some of them changed; an empty one is left out. */
function query(params: URLSearchParams, changes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams();
  for (const name of [...PARAMS, "cursor"]) {
    const value = changes[name] ?? params.get(name) ?? "";
    if (value !== "") next.set(name, value);
  }
  const text = next.toString();
  return text === "" ? "" : `?${text}`;
}

function Tabs({ frame: { m }, params, counts }: OrdersProps): JSX.Element {
  const tab = (state: string, text: string) => (
    <li>
      <a
        href={`/orders${query(params, { state, cursor: "" })}`}
        aria-current={(params.get("state") ?? "") === state ? "page" : undefined}
      >
        {text}
      </a>
    </li>
  );
  return (
    <ul class="tabs">
      {tab("", m.all)}
      {STATES.map((state) => tab(state, `${m.stateNames[state]} ${counts[state]}`))}
      {tab("settled", m.stateNames.settled)}
    </ul>
  );
}

function Filter({ frame: { m }, params, servers, channels }: OrdersProps): JSX.Element {
  const times: Record<string, string> = { today: m.today, yesterday: m.yesterday, week: m.week };
  const names = (all: readonly string[]) => Object.fromEntries(all.map((name) => [name, name]));
  return (
    <form class="filter" method="get" action="/orders" role="search">
      {params.get("state")
        ? <input type="hidden" name="state" value={params.get("state") ?? ""} />
        : null}
      <label>
        {m.search}
        <input
          type="search"
          name="q"
          value={params.get("q") ?? ""}
          placeholder={m.searchHelp}
          maxlength={100}
          size={26}
        />
      </label>
      <Choice name="server" label={m.server} values={names(servers)} params={params} m={m} />
      <Choice name="channel" label={m.channel} values={names(channels)} params={params} m={m} />
      <Choice name="retCode" label={m.result} values={{ ...m.retCodes }} params={params} m={m} />
      <Choice
        name="delivery"
        label={m.delivery}
        values={{ ...m.deliveries }}
        params={params}
        m={m}
      />
      <Choice name="time" label={m.time} values={times} params={params} m={m} any={m.anyTime} />
      <button type="submit">{m.filter}</button>
      <a href="/orders">{m.clear}</a>
    </form>
  );
}

function Choice(
  { name, label, values, params, m, any = m.all }: {
    name: string;
    label: string;
    values: Readonly<Record<string, string>>;
    params: URLSearchParams;
    m: Messages;
    any?: string;
  },
): JSX.Element {
  const chosen = params.get(name) ?? "";
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
