/**
 * Orders, a line each.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import { idOf, idText, type Order } from "../../lib/order.ts";
import type { Frame } from "./layout.tsx";
import { DeliveryBadge, orderPath, shownMoney, StateBadge } from "./show.tsx";
import { Table } from "./table.tsx";

/** What a table of orders shows. */
export interface OrderTableProps {
  readonly orders: readonly Order[];
  /** What they are, for those who hear the page. */
  readonly caption: string;
  readonly frame: Frame;
  /** The id of the form that they can be selected for. */
  readonly form?: string;
  /** What is said where there are none. */
  readonly empty?: string;
}

/** A table of orders. */
export function OrderTable({ orders, caption, frame, form, empty }: OrderTableProps): JSX.Element {
  const { m } = frame;
  const keyOf = ({ server, fields }: Order) => idText(server, fields.chargeId);
  const number = (order: Order) => (
    <>
      {form !== undefined && (
        <input
          type="checkbox"
          name="id"
          value={keyOf(order)}
          form={form}
          aria-label={m.list.selectOrder({ number: order.fields.chargeId })}
        />
      )}
      <a href={orderPath(idOf(order))}>{order.fields.chargeId}</a>
    </>
  );
  return (
    <Table
      caption={caption}
      rows={orders}
      keyOf={keyOf}
      empty={empty}
      columns={[
        { name: m.chargeId, cell: number },
        { name: m.account, cell: ({ fields }) => fields.chargeAcct },
        {
          name: m.list.chargeType,
          cell: ({ fields: { chargeType } }) => m.chargeTypes[chargeType] ?? chargeType,
        },
        { name: m.amount, kind: "num", cell: ({ fields }) => shownMoney(fields.chargeCash) },
        { name: m.state, cell: (order) => <StateBadge order={order} m={m} /> },
        { name: m.delivery, cell: (order) => <DeliveryBadge order={order} m={m} /> },
        { name: m.server, cell: ({ server }) => server },
        { name: m.channel, cell: (order) => "channel" in order ? order.channel ?? "–" : "–" },
        {
          name: m.receivedAt,
          sort: "descending",
          cell: ({ receivedAtMs }) => frame.time(receivedAtMs),
        },
      ]}
    />
  );
}
