/**
 * An order's packets for people to look at, rebuilt from the stored order.
 *
 * @module
 */
import { formatMoney } from "../money.ts";
import type { ShownPacket } from "../operator.ts";
import type { Order } from "../order.ts";
import { ACCEPTED, writeAck } from "../protocol/ack.ts";
import { writeCallback } from "../protocol/callback.ts";
import { decodeGbkLeniently, encodeGbk } from "../protocol/gbk.ts";
import { writeOrderPacket } from "../protocol/order_packet.ts";

/** What stands where a password was. */
const MASK = "***";

/**
 * The order's packets so far. The order's own is not exact: its passwords are masked, and its members stand in the
 * document's order, those that the document does not have at the end.
 *
 * @param md5key its server's, which is in none of them
 */
export function packetsOf(order: Order, md5key: string): ShownPacket[] {
  const packets = [packet("order", orderBytes(order, md5key))];
  if (order.timeline.some(({ kind }) => kind === "acked")) {
    packets.push(packet("ack", ackBytes(order, md5key)));
  }
  if (order.state === "settled") packets.push(packet("callback", writeCallback(order, md5key)));
  return packets;
}

function packet(kind: ShownPacket["kind"], bytes: Uint8Array): ShownPacket {
  return { kind, exact: kind !== "order", bytes, text: decodeGbkLeniently(bytes) };
}

function orderBytes(order: Order, md5key: string): Uint8Array {
  const { literals, unknown, ...fields } = order.fields;
  // Once it is settled nobody knows any more whether there were any.
  const had = order.state === "settled" || order.sealed !== null ? MASK : "";
  const passwords = { cardPassword: had, agentPass: had };
  const [chargeCash, faceValue] = [fields.chargeCash, fields.faceValue].map(formatMoney);
  const known = writeOrderPacket({
    ...fields,
    ...passwords,
    ...literals,
    chargeCash: chargeCash ?? "",
    faceValue: faceValue ?? "",
  }, md5key);
  const more = Object.entries(unknown).map(([name, json]) => `,${JSON.stringify(name)}:${json}`);
  return new Uint8Array([...known.subarray(0, -1), ...encodeGbk(`${more.join("")}}`)]);
}

function ackBytes({ fields: { literals, retRsn } }: Order, md5key: string): Uint8Array {
  const ack = {
    chargeIdLiteral: literals.chargeId,
    cardIdLiteral: literals.cardId,
    retCode: 0,
    retDetail: ACCEPTED,
    retRsn,
  } as const;
  return writeAck(ack, md5key);
}
