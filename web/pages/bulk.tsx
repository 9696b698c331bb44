/**
 * `/orders/bulk`: what is about to be done with many orders, and what was.
 *
 * @module
 */
import {
  type Bulk,
  BULK_ACTIONS,
  BULK_MAX,
  carryOut,
  cashOf,
  leftBefore,
  matching,
  plan,
  planFor,
  readIds,
} from "../../lib/api/bulk.ts";
import { readListQuery } from "../../lib/api/list_query.ts";
import { idOf, idText } from "../../lib/order.ts";
import { audited } from "../auth.ts";
import { Hidden } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { OrderTable } from "../components/order_table.tsx";
import { Card, Told } from "../components/parts.tsx";
import { orderPath, shownMoney } from "../components/show.tsx";
import { Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import { readForm } from "../form.ts";
import type { Call } from "../routes.ts";
import { listPath } from "./orders.tsx";
import { answerScreen, form, frameOf } from "./page.ts";

/** Bytes of a form that names as many orders as may be. */
const FORM_BYTES_MAX = 256 * 1024;

/** What the page shows. */
interface BulkProps {
  readonly frame: Frame;
  readonly bulk: Bulk;
  /** The query of the listing that it was asked from. */
  readonly back: string;
  /** Whether it was carried out. */
  readonly done?: boolean;
  /** Whether more fit than are dealt with at a time. */
  readonly more?: boolean;
}

/** The screen at `/orders/bulk`: for what is selected (`id`), for all that match (`filter`), and for what is confirmed. */
export function bulkCalls(deps: AppDeps): Call[] {
  const { orders: stored, operator, zone, clock } = deps;
  return [
    form("/orders/bulk", ["push", "settle"], async (c) => {
      const given = await readForm(c);
      const texts = (name: string) => given.getAll(name).filter((one) => typeof one === "string");
      const [back = ""] = texts("filter");
      const actionOf = (name: string) =>
        BULK_ACTIONS.find((action) => action === given.get(name)) ?? null;
      const show = (bulk: Bulk, how: { done?: boolean; more?: boolean } = {}) => {
        const props = { frame: frameOf(deps, c), bulk, back, ...how };
        return answerScreen(c, <BulkPage {...props} />);
      };
      const confirmed = actionOf("confirmed"), all = actionOf("all");
      if (confirmed !== null) {
        const planned = await plan(stored, confirmed, readIds(texts("id")));
        const { by } = c.get("principal");
        const bulk = await carryOut(operator, planned, by, (id, outcome, fields) => {
          audited(deps, c, confirmed, { ...id, ...fields, outcome });
        });
        const before = await leftBefore(stored, confirmed, readIds(texts("left")));
        return show({ ...bulk, left: [...bulk.left, ...before] }, { done: true });
      }
      if (all === null) {
        return show(await plan(stored, actionOf("action") ?? "push", readIds(texts("id"))));
      }
      const asked = readListQuery(new URLSearchParams(back), zone, clock.nowMs());
      if (!asked.ok) return show({ action: all, orders: [], left: [] });
      const { orders, more } = await matching(stored, asked.query.filter);
      return show(planFor(all, orders.map((order) => ({ id: idOf(order), order }))), { more });
    }, FORM_BYTES_MAX),
  ];
}

function BulkPage(props: BulkProps) {
  const { frame, bulk: { action, orders, left }, done = false } = props;
  const { m } = frame;
  const words = m.bulk;
  const cash = shownMoney(cashOf(orders));
  const good = orders.length > 0;
  return (
    <Layout
      frame={frame}
      title={`${m.acts[action]} · ${done ? words.doneTitle : words.check}`}
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
              { name: words.why, kind: "wrap", cell: ({ why }) => m.refused[why] },
            ]}
          />
        </Card>
      )}
      {good && (
        <Card id="these" title={words.summary({ count: orders.length, cash })}>
          <OrderTable orders={orders} caption={m.acts[action]} frame={frame} />
        </Card>
      )}
    </Layout>
  );
}

function Question({ frame: { m }, bulk, back, more = false }: BulkProps) {
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
        {m.actHelp[action]}
      </p>
      <ul>
        {more && <li>{m.bulk.onlyFirst({ max: BULK_MAX })}</li>}
        {left.length > 0 && <li>{m.bulk.leftOut({ count: left.length })}</li>}
        {confirmed > 0 && <li>{m.bulk.confirmedToo({ count: confirmed })}</li>}
      </ul>
      <Hidden fields={{ filter: back }} />
      {orders.map(({ server, fields: { chargeId } }) => (
        <Hidden fields={{ id: idText(server, chargeId) }} />
      ))}
      {left.map(({ id }) => <Hidden fields={{ left: idText(id.server, id.chargeId) }} />)}
      <button type="submit" class="main" name="confirmed" value={action}>
        {m.bulk.confirm({ action: m.acts[action], count: orders.length })}
      </button>
    </form>
  );
}
