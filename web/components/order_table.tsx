/**
 * Orders, a line each.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Order } from "../../lib/order.ts";
import type { Frame } from "./layout.tsx";
import { DeliveryBadge, orderPath, shownMoney, StateBadge, Time } from "./show.tsx";
import { Table } from "./table.tsx";

/** A table of orders. @param caption what they are, for those who hear the page */
export function OrderTable(
  { orders, caption, frame }: { orders: readonly Order[]; caption: string; frame: Frame },
): JSX.Element {
  const { m } = frame;
  return (
    <Table
      caption={caption}
      columns={[
        { name: m.chargeId },
        { name: m.account },
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
          <a href={orderPath(order)}>{order.fields.chargeId}</a>,
          order.fields.chargeAcct,
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
