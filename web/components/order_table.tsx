/**
 * Orders, a line each.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Order } from "../../lib/order.ts";
import type { Messages } from "../messages/zh.ts";
import { DeliveryBadge, orderPath, shownMoney, StateBadge, Time } from "./show.tsx";

/** A table of orders. @param caption what they are, for those who hear the page */
export function OrderTable(
  { orders, caption, nowMs, m }: {
    orders: readonly Order[];
    caption: string;
    nowMs: number;
    m: Messages;
  },
): JSX.Element {
  return (
    <div class="scroll">
      <table>
        <caption class="skip">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{m.chargeId}</th>
            <th scope="col">{m.account}</th>
            <th scope="col" class="num">{m.amount}</th>
            <th scope="col">{m.state}</th>
            <th scope="col">{m.delivery}</th>
            <th scope="col">{m.server}</th>
            <th scope="col">{m.channel}</th>
            <th scope="col" aria-sort="descending">{m.receivedAt}</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr>
              <td>
                <a href={orderPath(order)}>{order.fields.chargeId}</a>
              </td>
              <td>{order.fields.chargeAcct}</td>
              <td class="num">{shownMoney(order.fields.chargeCash)}</td>
              <td>
                <StateBadge order={order} m={m} />
              </td>
              <td>
                <DeliveryBadge order={order} m={m} />
              </td>
              <td>{order.server}</td>
              <td>{"channel" in order ? order.channel ?? "–" : "–"}</td>
              <td>
                <Time atMs={order.receivedAtMs} nowMs={nowMs} m={m} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
