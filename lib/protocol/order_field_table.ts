/**
 * The fields of an order packet: protocol part three's table. Reading, writing, documentation and tests go by it.
 *
 * @module
 */

/** What a field's JSON value must be. */
export type FieldKind =
  /** 字符串: a JSON string. */
  | "text"
  /** 整形 that goes back as it came: a JSON number or string of 1 to 32 digits. */
  | "id"
  /** 整形: a JSON number without sign, point or exponent, a safe integer. */
  | "integer"
  /** 金额: a JSON number without sign or exponent, at most 12 whole digits and 3 decimals. */
  | "money";

/** One row of the table. */
export interface OrderField {
  /** 序号 in the document. */
  readonly number: number;
  /** 类型. */
  readonly kind: FieldKind;
  /** 长度: bytes in GBK that a text may have; `null` where the document has none. */
  readonly bytesMax: number | null;
  /** What a packet without the field means, as the field's text; `null` where the field must be there. */
  readonly ifMissing: string | null;
  /** 描述, shortened. */
  readonly meaning: string;
}

/** The names of the fields. */
export type OrderFieldName =
  | "action"
  | "chargeId"
  | "chargeAcct"
  | "chargeCash"
  | "chargeType"
  | "amount"
  | "faceValue"
  | "var1"
  | "var2"
  | "var3"
  | "var4"
  | "productSn"
  | "nbrArea"
  | "cardSn"
  | "cardPassword"
  | "agentAcct"
  | "agentPass"
  | "cardId"
  | "retRsn"
  | "sign";

/** Every field by name, in the document's order, which is also the sample's. */
export const ORDER_FIELDS: Readonly<Record<OrderFieldName, OrderField>> = {
  action: { number: 1, kind: "text", bytesMax: 2, ifMissing: null, meaning: "交易指令 CZ:充值" },
  chargeId: { number: 2, kind: "id", bytesMax: null, ifMissing: null, meaning: "定单流水号" },
  chargeAcct: { number: 3, kind: "text", bytesMax: 50, ifMissing: null, meaning: "被充值账号" },
  chargeCash: { number: 4, kind: "money", bytesMax: null, ifMissing: null, meaning: "充值金额" },
  chargeType: { number: 5, kind: "integer", bytesMax: null, ifMissing: "0", meaning: "业务类型" },
  amount: { number: 6, kind: "integer", bytesMax: null, ifMissing: "1", meaning: "充值数量" },
  faceValue: { number: 7, kind: "money", bytesMax: null, ifMissing: "0", meaning: "单品面值" },
  var1: { number: 8, kind: "text", bytesMax: 20, ifMissing: "", meaning: "备用参数1" },
  var2: { number: 9, kind: "text", bytesMax: 20, ifMissing: "", meaning: "备用参数2" },
  var3: { number: 10, kind: "text", bytesMax: 20, ifMissing: "", meaning: "备用参数3" },
  var4: { number: 11, kind: "text", bytesMax: 20, ifMissing: "", meaning: "备用参数4" },
  productSn: { number: 12, kind: "integer", bytesMax: null, ifMissing: "0", meaning: "产品编码" },
  nbrArea: { number: 13, kind: "text", bytesMax: 20, ifMissing: "", meaning: "被充值账号的归属地" },
  cardSn: { number: 14, kind: "text", bytesMax: 30, ifMissing: "", meaning: "充值卡卡号" },
  cardPassword: { number: 15, kind: "text", bytesMax: 30, ifMissing: "", meaning: "充值卡密码" },
  agentAcct: { number: 16, kind: "text", bytesMax: 50, ifMissing: "", meaning: "代理工号" },
  agentPass: { number: 17, kind: "text", bytesMax: 50, ifMissing: "", meaning: "代理工号密码" },
  cardId: { number: 18, kind: "id", bytesMax: null, ifMissing: "0", meaning: "充值卡ID" },
  retRsn: { number: 19, kind: "text", bytesMax: 50, ifMissing: "", meaning: "定单标识码" },
  sign: { number: 20, kind: "text", bytesMax: 32, ifMissing: null, meaning: "签名" },
};
