/**
 * What goes over the wire, prepared before anything is measured.
 *
 * @module
 */
import { makeOrder } from "../../lib/platform/order_maker.ts";
import { writeAck } from "../../lib/protocol/ack.ts";
import { writeOrderPacket } from "../../lib/protocol/order_packet.ts";

/** The key of the one server that every child is configured with. */
export const MD5KEY = "bench-5d0b8f3a91c2";
/** The first chargeId that is sent; what a store is prepared with lies below it. */
export const FIRST_SENT_ID = 1_000_000_000;

/** Order packets with the numbers from `firstId` on. */
export function orderPackets(firstId: number, count: number): Uint8Array[] {
  return Array.from(
    { length: count },
    (_, at) => writeOrderPacket(makeOrder(BigInt(firstId + at)), MD5KEY),
  );
}

/** The ack of an ordinary order: what a bare echo answers. */
export function ordinaryAck(): Uint8Array {
  const ack = { retCode: 0, retDetail: "定单已接收", retRsn: "0", cardIdLiteral: null } as const;
  return writeAck({ ...ack, chargeIdLiteral: String(FIRST_SENT_ID) }, MD5KEY);
}
