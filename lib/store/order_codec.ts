/**
 * Orders as the store keeps them: JSON in UTF-8, money as text. What never changes of an order is written once and
 * kept as text beside it, for an order is stored four times in its life.
 *
 * @module
 */
import type { Order } from "../order.ts";
import type { OrderFields } from "../order_fields.ts";
import type { Result } from "../result.ts";
import { formatMoney, parseMoney } from "../money.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const fieldTexts = new WeakMap<OrderFields, string>();

/** What is left of an order once its retention is over: enough to know it again. */
export interface RememberedId {
  readonly state: "gone";
  readonly contentDigest: string;
}

/** An order as bytes. */
export function encodeOrder(order: Order): Uint8Array {
  const { fields, ...life } = order;
  const stored = life.state === "settled"
    ? { ...life, result: withMoneyAsText(life.result) }
    : life;
  return encoder.encode(`{"fields":${fieldsText(fields)},"life":${JSON.stringify(stored)}}`);
}

/** What is kept of an order once its retention is over. */
export function encodeRememberedId(order: Order): Uint8Array {
  const remembered: RememberedId = { state: "gone", contentDigest: order.contentDigest };
  return encoder.encode(JSON.stringify({ life: remembered }));
}

/**
 * Reads what {@linkcode encodeOrder} or {@linkcode encodeRememberedId} wrote.
 *
 * @throws {TypeError} the bytes are neither: the store was changed by something else
 */
export function decodeStored(value: unknown): Order | RememberedId {
  if (!(value instanceof Uint8Array)) throw new TypeError("a stored order is not bytes");
  const { fields, life } = JSON.parse(decoder.decode(value));
  if (life?.state === "gone") return life;
  if (typeof fields !== "object" || typeof life?.state !== "string") {
    throw new TypeError("a stored order has no fields or no state");
  }
  fields.chargeCash = storedMoney(fields.chargeCash);
  fields.faceValue = storedMoney(fields.faceValue);
  life.fields = fields;
  if (life.state === "settled") {
    life.result.retCost = storedMoney(life.result.retCost);
    life.result.retBalance = storedMoney(life.result.retBalance);
    life.result.retCash = storedMoney(life.result.retCash);
  }
  return life;
}

/** {@linkcode decodeStored} where only an order can stand. */
export function decodeOrder(value: unknown): Order {
  const stored = decodeStored(value);
  if (stored.state === "gone") throw new TypeError("a remembered id stands where an order should");
  return stored;
}

function fieldsText(fields: OrderFields): string {
  let text = fieldTexts.get(fields);
  if (text === undefined) {
    text = JSON.stringify({
      ...fields,
      chargeCash: formatMoney(fields.chargeCash),
      faceValue: formatMoney(fields.faceValue),
    });
    fieldTexts.set(fields, text);
  }
  return text;
}

function withMoneyAsText(result: Result) {
  return {
    ...result,
    retCost: formatMoney(result.retCost),
    retBalance: formatMoney(result.retBalance),
    retCash: formatMoney(result.retCash),
  };
}

function storedMoney(text: unknown): bigint {
  const money = typeof text === "string" ? parseMoney(text) : null;
  if (money === null) throw new TypeError(`a stored amount is ${JSON.stringify(text)}`);
  return money;
}
