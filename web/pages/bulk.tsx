/**
 * `/orders/bulk`: what is about to be done with many orders, and what was.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import { idText } from "../../lib/order.ts";
import { cashOf } from "../../lib/api/bulk.ts";
import type { Bulk } from "../../lib/api/bulk.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import { shownMoney } from "../components/show.tsx";
import { Empty, Table, Told } from "../components/table.tsx";
import { listPath } from "./list_path.ts";

/** What the page shows. */
export interface BulkProps {
  readonly frame: Frame;
  readonly bulk: Bulk;
  /** The query of the listing that it was asked from. */
  readonly back: string;
  /** Whether it was carried out. */
  readonly done: boolean;
  /** How many are dealt with at a time, where more fit; `null` where none were left out for that. */
  readonly max: number | null;
}

/** The screen at `/orders/bulk`. */
export function BulkPage(props: BulkProps): JSX.Element {
  const { frame, bulk, done } = props;
  const { m } = frame;
  const { orders, left } = bulk;
  const action = m.bulk.actions[bulk.action];
  const cash = shownMoney(cashOf(orders));
  const backPath = listPath(new URLSearchParams(props.back), {});
  return (
    <Layout frame={frame} title={`${action} · ${done ? m.bulk.doneTitle : m.bulk.check}`}>
      <section class="card">
        {done
          ? <Told good={orders.length > 0}>{m.bulk.done(orders.length, cash)}</Told>
          : orders.length === 0
          ? <Told good={false}>{m.bulk.nothing}</Told>
          : <Question {...props} />}
        <p class="more">
          <a href={backPath}>{m.bulk.back}</a>
        </p>
      </section>
      {left.length === 0 ? null : (
        <section class="card" aria-labelledby="left">
          <h2 id="left">{`${m.bulk.leftTitle}: ${left.length}`}</h2>
          <Table
            caption={m.bulk.leftTitle}
            columns={[{ name: m.chargeId }, { name: m.server }, { name: m.bulk.why, kind: "wrap" }]}
            rows={left.map(({ id: { server, chargeId }, why }) => ({
              cells: [
                <a href={`/orders/${encodeURIComponent(server)}/${encodeURIComponent(chargeId)}`}>
                  {chargeId}
                </a>,
                server,
                m.bulk.left[why],
              ],
            }))}
          />
        </section>
      )}
      <section class="card" aria-labelledby="these">
        <h2 id="these">{m.bulk.summary(orders.length, cash)}</h2>
        {orders.length === 0
          ? <Empty>{m.bulk.nothing}</Empty>
          : <OrderTable orders={orders} caption={action} frame={frame} />}
      </section>
    </Layout>
  );
}

function Question({ frame: { m }, bulk, back, max }: BulkProps): JSX.Element {
  const { action, orders, left } = bulk;
  const confirmed =
    orders.filter((order) => order.state === "settled" && order.delivery.state === "confirmed")
      .length;
  return (
    <form method="post" action="/orders/bulk">
      <p class="story">
        <strong>{m.bulk.summary(orders.length, shownMoney(cashOf(orders)))}</strong>{" "}
        {m.bulk.help[action]}
      </p>
      <ul>
        {max === null ? null : <li>{m.bulk.onlyFirst(max)}</li>}
        {left.length === 0 ? null : <li>{m.bulk.leftOut(left.length)}</li>}
        {confirmed === 0 ? null : <li>{m.bulk.confirmedToo(confirmed)}</li>}
      </ul>
      <input type="hidden" name="filter" value={back} />
      {orders.map(({ server, fields: { chargeId } }) => (
        <input type="hidden" name="id" value={idText(server, chargeId)} />
      ))}
      <button type="submit" class="main" name="confirmed" value={action}>
        {m.bulk.confirm(m.bulk.actions[action], orders.length)}
      </button>
    </form>
  );
}
