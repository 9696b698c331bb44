/**
 * The order packet (protocol part three): the one that a server sends, and, to play the server, writing one.
 *
 * @module
 */
import type { OrderFields, OrderSecrets } from "../order_fields.ts";
import { formatMoney, parseMoney } from "../money.ts";
import { encodeGbk } from "./gbk.ts";
import { FieldReader } from "./field_reader.ts";
import { cardIdMember, idOfLiteral, readId } from "./id_literal.ts";
import type { Literal, LiteralObject } from "./literal_json.ts";
import { ORDER_FIELDS, type OrderFieldName } from "./order_field_table.ts";
import { sameSign, signOrder } from "./sign.ts";

/** What goes back in any answer, as far as it can be made out. */
export interface Echo {
  /** The digits of the order's number; `null` where the packet has none that is one. */
  readonly chargeId: string | null;
  /** Its JSON literal as it came; `null` with `chargeId`. */
  readonly chargeIdLiteral: string | null;
  /** The JSON literal of the card's number; `null` where the packet has none, or 0. */
  readonly cardIdLiteral: string | null;
  /** 定单标识码 as it came; empty where the packet has no text of that name. */
  readonly retRsn: string;
}

/** What a packet turned out to be. */
export type ReadOrder =
  /** Signed, and every field as the table wants it. */
  | { readonly kind: "order"; readonly fields: OrderFields; readonly secrets: OrderSecrets }
  /** Not from the server, as far as one can tell; nothing may be signed in answer to it. */
  | { readonly kind: "wrongSign"; readonly echo: Echo }
  /** Signed by the server, so the answer may be signed; `problem` says what is wrong with `field`, but not its value. */
  | {
    readonly kind: "invalid";
    readonly field: string;
    readonly problem: string;
    readonly echo: Echo;
  };

/** Reads an order packet: first its signature over whatever is there, then every field. */
export function readOrderPacket(object: LiteralObject, md5key: string): ReadOrder {
  if (!isSigned(object, md5key)) return { kind: "wrongSign", echo: echoOf(object) };
  const reader = new FieldReader(object);
  const action = reader.action();
  const chargeId = reader.id("chargeId");
  const chargeAcct = reader.account();
  const chargeCash = reader.chargeCash();
  const chargeType = reader.integer("chargeType", 0);
  const amount = reader.integer("amount", 1);
  const faceValue = reader.money("faceValue");
  const var1 = reader.text("var1");
  const var2 = reader.text("var2");
  const var3 = reader.text("var3");
  const var4 = reader.text("var4");
  const productSn = reader.integer("productSn", 0);
  const nbrArea = reader.text("nbrArea");
  const cardSn = reader.text("cardSn");
  const cardPassword = reader.text("cardPassword");
  const agentAcct = reader.text("agentAcct");
  const agentPass = reader.text("agentPass");
  const cardId = reader.id("cardId");
  const retRsn = reader.text("retRsn");
  if (reader.fault !== null) return { kind: "invalid", ...reader.fault, echo: echoOf(object) };
  return {
    kind: "order",
    fields: {
      action,
      chargeId: chargeId.digits,
      chargeAcct,
      chargeCash,
      chargeType,
      amount,
      faceValue,
      var1,
      var2,
      var3,
      var4,
      productSn,
      nbrArea,
      cardSn,
      agentAcct,
      cardId: cardId.digits,
      retRsn,
      literals: { chargeId: chargeId.literal, cardId: cardId.literal },
      unknown: reader.unknown(),
    },
    secrets: { cardPassword, agentPass },
  };
}

function isSigned(object: LiteralObject, md5key: string): boolean {
  const sign = object.get("sign");
  if (sign?.kind !== "string") return false;
  const text = (name: OrderFieldName) => hashedText(object.get(name));
  const fields = {
    chargeId: text("chargeId"),
    chargeAcct: text("chargeAcct"),
    var1: text("var1"),
    var2: text("var2"),
    var3: text("var3"),
    var4: text("var4"),
    chargeCash: text("chargeCash"),
  };
  if (sameSign(sign.value, signOrder(fields, md5key))) return true;
  // Many JSON writers drop trailing zeros of a number whose three-decimal form was hashed.
  const cash = parseMoney(fields.chargeCash);
  if (cash === null || formatMoney(cash) === fields.chargeCash) return false;
  const threeDecimals = { ...fields, chargeCash: formatMoney(cash) };
  return sameSign(sign.value, signOrder(threeDecimals, md5key));
}

/** A server hashes no text for a field that it sends no value of. */
function hashedText(literal: Literal | undefined): string {
  if (literal === undefined || literal.text === "null") return "";
  return literal.kind === "string" ? literal.value : literal.text;
}

function echoOf(object: LiteralObject): Echo {
  const chargeId = idIn(object, "chargeId");
  const cardId = idIn(object, "cardId");
  const retRsn = object.get("retRsn");
  return {
    chargeId: chargeId === null ? null : idOfLiteral(chargeId),
    chargeIdLiteral: chargeId,
    cardIdLiteral: cardIdMember(cardId) === "" ? null : cardId,
    retRsn: retRsn?.kind === "string" ? retRsn.value : "",
  };
}

function idIn(object: LiteralObject, name: OrderFieldName): string | null {
  const literal = object.get(name);
  return literal === undefined || readId(literal) === null ? null : literal.text;
}

/** An order as a server sends it. Numbers that must not become floats are given as the JSON text to send. */
export interface OrderToSend {
  /** `CZ`; another text plays a server gone wrong. */
  readonly action: string;
  /** 定单流水号: `196`, or with quotes `"196"`. */
  readonly chargeId: string;
  /** 被充值账号. */
  readonly chargeAcct: string;
  /** 充值金额: `100.000`. */
  readonly chargeCash: string;
  /** 业务类型, 0 to 9. */
  readonly chargeType: number;
  /** 充值数量. */
  readonly amount: number;
  /** 单品面值: `100.000`. */
  readonly faceValue: string;
  /** 备用参数1. */
  readonly var1: string;
  /** 备用参数2. */
  readonly var2: string;
  /** 备用参数3. */
  readonly var3: string;
  /** 备用参数4. */
  readonly var4: string;
  /** 产品编码. */
  readonly productSn: number;
  /** 被充值账号的归属地. */
  readonly nbrArea: string;
  /** 充值卡卡号. */
  readonly cardSn: string;
  /** 充值卡密码. */
  readonly cardPassword: string;
  /** 代理工号. */
  readonly agentAcct: string;
  /** 代理工号密码. */
  readonly agentPass: string;
  /** 充值卡ID: `0`, or with quotes `"0"`. */
  readonly cardId: string;
  /** 定单标识码. */
  readonly retRsn: string;
}

/** Writes the packet that a server sends for an order: every field in the document's order, signed. */
export function writeOrderPacket(order: OrderToSend, md5key: string): Uint8Array {
  const sign = signOrder({ ...order, chargeId: idOfLiteral(order.chargeId) }, md5key);
  const given: Readonly<Record<OrderFieldName, string | number>> = { ...order, sign };
  const members = Object.entries(ORDER_FIELDS).map(([name, field]) => {
    const value = given[name as OrderFieldName];
    return `"${name}":${field.kind === "text" ? JSON.stringify(value) : value}`;
  });
  return encodeGbk(`{${members.join(",")}}`);
}
