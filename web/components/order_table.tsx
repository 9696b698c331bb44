/**
 * Orders, a line each.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Order } from "../../lib/order.ts";
import { idText } from "../../lib/order.ts";
import type { Frame } from "./layout.tsx";
import { DeliveryBadge, orderPath, shownMoney, StateBadge, Time } from "./show.tsx";
import { Table } from "./table.tsx";

/**
 * A table of orders.
 *
 * @param caption what they are, for those who hear the page
 * @param form the id of the form that they can be selected for
 */
export function OrderTable(
  { orders, caption, frame, form }: {
    orders: readonly Order[];
    caption: string;
    frame: Frame;
    form?: string;
  },
): JSX.Element {
  const { m } = frame;
  return (
    <Table
      caption={caption}
      columns={[
        { name: m.chargeId },
        { name: m.account },
        { name: m.list.chargeType },
        { name: m.amount, kind: "num" },
        { name: m.state },
        { name: m.delivery },
        { name: m.server },
        { name: m.channel },
        { name: m.receivedAt, sort: "descending" },
      ]}
      rows={orders.map((order) => ({
        key: `${order.server}/${order.fields.chargeId}`,
        cells: [
          <>
            {form === undefined ? null : (
              <input
                type="checkbox"
                name="id"
                value={idText(order.server, order.fields.chargeId)}
                form={form}
                aria-label={m.list.selectOrder(order.fields.chargeId)}
              />
            )}
            <a href={orderPath(order)}>{order.fields.chargeId}</a>
          </>,
          order.fields.chargeAcct,
          m.chargeTypes[order.fields.chargeType] ?? order.fields.chargeType,
          shownMoney(order.fields.chargeCash),
          <StateBadge order={order} m={m} />,
          <DeliveryBadge order={order} m={m} />,
          order.server,
          "channel" in order ? order.channel ?? "–" : "–",
          <Time atMs={order.receivedAtMs} frame={frame} />,
        ],
      }))}
    />
  );
}
