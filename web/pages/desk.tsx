/**
 * `/desk`: the orders that a person does, the oldest first.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Order } from "../../lib/order.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { orderPath, relativeTime, shownMoney, Time } from "../components/show.tsx";

/** The screen at `/desk`. */
export function DeskPage(
  { frame, orders }: { frame: Frame; orders: readonly Order[] },
): JSX.Element {
  const { m, nowMs } = frame;
  return (
    <Layout frame={frame} title={m.desk}>
      {orders.length === 0 ? <p class="calm">{m.deskEmpty}</p> : <p class="dim">{m.deskHelp}</p>}
      {orders.length === 0 ? null : (
        <div class="scroll">
          <table>
            <caption class="skip">{m.desk}</caption>
            <thead>
              <tr>
                <th scope="col">{m.chargeId}</th>
                <th scope="col">{m.account}</th>
                <th scope="col" class="num">{m.amount}</th>
                <th scope="col">nbrArea</th>
                <th scope="col">{m.channel}</th>
                <th scope="col" aria-sort="ascending">{m.receivedAt}</th>
                <th scope="col" />
              </tr>
            </thead>
            <tbody>
              {orders.map((order) => (
                <tr>
                  <td>
                    <a href={orderPath(order)}>{order.fields.chargeId}</a>
                  </td>
                  <td>
                    <strong>{order.fields.chargeAcct}</strong>
                  </td>
                  <td class="num">{shownMoney(order.fields.chargeCash)}</td>
                  <td>{order.fields.nbrArea || "–"}</td>
                  <td>{"channel" in order ? order.channel ?? "–" : "–"}</td>
                  <td>
                    <Time atMs={order.receivedAtMs} frame={frame} />
                  </td>
                  <td class="dim">{relativeTime(order.receivedAtMs, nowMs, m.lang)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Layout>
  );
}
