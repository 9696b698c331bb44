/**
 * Orders that the suppliers have something to do with.
 *
 * @module
 */
import { makeOrder } from "../../lib/platform/order_maker.ts";
import type { OrderToSend } from "../../lib/protocol/order_packet.ts";
import { Chance } from "../support/world/chance.ts";

/** What nobody sells is among them. */
const FACES_YUAN = [10, 20, 30, 50, 100, 200, 7] as const;
const AREAS = ["广东省深圳-移动", "北京市-联通", "四川省成都-电信", ""] as const;

/** The order with a number: everything in it follows from the number. Phone credit, and games with Chinese accounts. */
export function supplierOrder(chargeId: bigint): OrderToSend {
  const chance = new Chance(Number(chargeId % 0xffff_fffbn)).fork("order");
  const isGame = chance.hit(0.25);
  const faceYuan = chance.pick(FACES_YUAN);
  const amount = isGame ? chance.between(1, 3) : 1;
  const digits = `${chargeId}`.padStart(8, "0").slice(-8);
  return {
    ...makeOrder(chargeId),
    chargeType: isGame ? 3 : 0,
    chargeAcct: isGame ? `玩家${digits}` : `138${digits}`,
    chargeCash: `${faceYuan * amount}.000`,
    faceValue: `${faceYuan}.000`,
    amount,
    nbrArea: chance.pick(AREAS),
  };
}
