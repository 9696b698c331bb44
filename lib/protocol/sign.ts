/**
 * The protocol's three signatures: MD5 over the GBK bytes of some fields run together, with the key at the end, in
 * lower-case hex. A character that GBK lacks is hashed as the `\uXXXX` it is sent as.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { encodeGbk, isAscii } from "./gbk.ts";

/** What an order's signature covers, each as the text in the packet. */
export interface SignedOrderFields {
  /** The digits, without the quotes that they may have in the packet. */
  readonly chargeId: string;
  /** 被充值账号. */
  readonly chargeAcct: string;
  /** 备用参数1. */
  readonly var1: string;
  /** 备用参数2. */
  readonly var2: string;
  /** 备用参数3. */
  readonly var3: string;
  /** 备用参数4. */
  readonly var4: string;
  /** `100.000`, not `100`: the literal is hashed, not the amount. */
  readonly chargeCash: string;
}

/** What the signatures of an ack and of a callback cover. */
export interface SignedAnswerFields {
  /** The order's number, its digits. */
  readonly chargeId: string;
  /** 0 to 3. */
  readonly retCode: number;
  /** 定单标识码, as the order had it. */
  readonly retRsn: string;
}

/** The signature of an order: protocol part three, field 20. */
export function signOrder(fields: SignedOrderFields, md5key: string): string {
  const { chargeId, chargeAcct, var1, var2, var3, var4, chargeCash } = fields;
  return md5(chargeId + chargeAcct + var1 + var2 + var3 + var4 + chargeCash + md5key);
}

/** The signature of an ack; the document's sample shows that it is made like a callback's. */
export function signAck(fields: SignedAnswerFields, md5key: string): string {
  return signCallback(fields, md5key);
}

/** The signature of a callback: protocol part four, field 10. */
export function signCallback(fields: SignedAnswerFields, md5key: string): string {
  return md5(fields.chargeId + fields.retCode + fields.retRsn + md5key);
}

/** Whether two signatures are the same, hex in either case, in a time that does not tell where they differ. */
export function sameSign(a: string, b: string): boolean {
  const left = a.toLowerCase();
  const right = b.toLowerCase();
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= left.charCodeAt(i) ^ right.charCodeAt(i);
  return difference === 0;
}

function md5(text: string): string {
  // Making an array costs as much as the hash, and most orders hash nothing but digits.
  return createHash("md5").update(isAscii(text) ? text : encodeGbk(text)).digest("hex");
}
