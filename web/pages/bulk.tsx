/**
 * `/orders/bulk`: what is about to be done with many orders, and what was.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Bulk, cashOf } from "../../lib/api/bulk.ts";
import { idText } from "../../lib/order.ts";
import { Hidden } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import { Card, Told } from "../components/parts.tsx";
import { orderPath, shownMoney } from "../components/show.tsx";
import { Table } from "../components/table.tsx";
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
  const { frame, bulk: { action, orders, left }, done } = props;
  const { m } = frame;
  const words = m.bulk;
  const cash = shownMoney(cashOf(orders));
  const good = orders.length > 0;
  return (
    <Layout
      frame={frame}
      title={`${words.actions[action]} · ${done ? words.doneTitle : words.check}`}
    >
      <section class="card">
        {!done && good ? <Question {...props} /> : (
          <Told
            told={{
              good,
              text: done ? words.done({ count: orders.length, cash }) : words.nothing,
            }}
          />
        )}
        <p class="more">
          <a href={listPath(new URLSearchParams(props.back), {})}>{words.back}</a>
        </p>
      </section>
      {left.length > 0 && (
        <Card
          id="left"
          title={done
            ? `${words.leftTitle}: ${left.length}`
            : words.leftOut({ count: left.length })}
        >
          <Table
            caption={words.leftTitle}
            rows={left}
            columns={[
              { name: m.chargeId, cell: ({ id }) => <a href={orderPath(id)}>{id.chargeId}</a> },
              { name: m.server, cell: ({ id }) => id.server },
              { name: words.why, kind: "wrap", cell: ({ why }) => words.left[why] },
            ]}
          />
        </Card>
      )}
      {good && (
        <Card id="these" title={words.summary({ count: orders.length, cash })}>
          <OrderTable orders={orders} caption={words.actions[action]} frame={frame} />
        </Card>
      )}
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
        <strong>
          {m.bulk.summary({ count: orders.length, cash: shownMoney(cashOf(orders)) })}
        </strong>{" "}
        {m.bulk.help[action]}
      </p>
      <ul>
        {max !== null && <li>{m.bulk.onlyFirst({ max })}</li>}
        {left.length > 0 && <li>{m.bulk.leftOut({ count: left.length })}</li>}
        {confirmed > 0 && <li>{m.bulk.confirmedToo({ count: confirmed })}</li>}
      </ul>
      <Hidden fields={{ filter: back }} />
      {orders.map(({ server, fields: { chargeId } }) => (
        <Hidden fields={{ id: idText(server, chargeId) }} />
      ))}
      {left.map(({ id }) => <Hidden fields={{ left: idText(id.server, id.chargeId) }} />)}
      <button type="submit" class="main" name="confirmed" value={action}>
        {m.bulk.confirm({ action: m.bulk.actions[action], count: orders.length })}
      </button>
    </form>
  );
}
