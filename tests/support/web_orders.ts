/**
 * The protocol's sample order in its states, for tests of the page and the API.
 *
 * @module
 */
import { move, receive } from "../../lib/move.ts";
import type { Processing, Queued, Review, Undelivered } from "../../lib/order.ts";
import type { OrderFields } from "../../lib/order_fields.ts";
import type { Result } from "../../lib/result.ts";

/** The instant at which every fake clock stands. */
export const NOW_MS = Date.parse("2026-03-01T08:00:00.000Z");

/** The fields of the protocol's sample order. */
export const SAMPLE_FIELDS: OrderFields = {
  action: "CZ",
  chargeId: "196",
  chargeAcct: "13530017201",
  chargeCash: 100_000n,
  chargeType: 0,
  amount: 1,
  faceValue: 100_000n,
  var1: "",
  var2: "",
  var3: "",
  var4: "",
  productSn: 0,
  nbrArea: "广东省深圳-移动",
  cardSn: "",
  agentAcct: "",
  cardId: "0",
  retRsn: "0",
  literals: { chargeId: "196", cardId: "0" },
  unknown: {},
};

/** A full success of the sample order. */
export const SUCCESS: Result = {
  retCode: 1,
  retDetail: "充值成功",
  userContent: "",
  retCost: 99_100n,
  retBalance: 58_921_980n,
  retCash: 100_000n,
  atMs: NOW_MS - 1000,
  by: "channel:sim",
};

/** A sample order that waits for a channel. */
export function queued(fields: Partial<OrderFields> = {}): Queued {
  const order = {
    server: "main",
    fields: { ...SAMPLE_FIELDS, ...fields },
    from: "192.168.1.7",
    contentDigest: "the-content-digest",
    sealed: "the-sealed-secrets",
  };
  return move(receive(order, NOW_MS - 9000), { kind: "ackSent" }, NOW_MS - 8000);
}

/** A sample order on the desk. */
export function processing(fields: Partial<OrderFields> = {}): Processing {
  return move(queued(fields), { kind: "started", channel: "desk" }, NOW_MS - 7000);
}

/** A sample order of which nobody knows what became. */
export function inReview(fields: Partial<OrderFields> = {}): Review {
  const event = { kind: "unclear", reason: "timeout", holdUntilMs: NOW_MS + 60_000 } as const;
  return move(processing(fields), event, NOW_MS - 6000);
}

/** A sample order that succeeded and whose callback is due. */
export function settled(fields: Partial<OrderFields> = {}): Undelivered {
  return move(processing(fields), { kind: "settled", result: SUCCESS }, NOW_MS - 1000);
}
