/**
 * The document's sample order, for trials and tests.
 *
 * @module
 */
import type { OrderToSend } from "./order_packet.ts";

/** The key that the document's samples are signed with. Everyone knows it: never one to run with. */
export const SAMPLE_MD5KEY = "bff0378ea5ef0d5d";

/** The order of the document's sample packet (protocol part three). */
export const sampleOrder: OrderToSend = {
  action: "CZ",
  chargeId: "196",
  chargeAcct: "13530017201",
  chargeCash: "100.000",
  chargeType: 0,
  amount: 1,
  faceValue: "100.000",
  var1: "",
  var2: "",
  var3: "",
  var4: "",
  productSn: 0,
  nbrArea: "广东省深圳-移动",
  cardSn: "",
  cardPassword: "",
  agentAcct: "",
  agentPass: "",
  cardId: "0",
  retRsn: "0",
};
