/**
 * Reads an order packet's fields by the table and remembers the first that is not as the table wants it.
 *
 * @module
 */
import { RET_CASH_BOUNDS } from "./callback.ts";
import { gbkLength } from "./gbk.ts";
import { ID_DIGITS_MAX, readId } from "./id_literal.ts";
import type { Literal, LiteralObject } from "./literal_json.ts";
import { formatMoney, type Money, parseMoney } from "../money.ts";
import { ORDER_FIELDS, type OrderFieldName } from "./order_field_table.ts";

/** Digits before the point that a packet's amount may have. */
const MONEY_DIGITS_MAX = 12;

/** A field that is not as the table wants it. */
export interface FieldFault {
  /** Its name in the packet. */
  readonly field: OrderFieldName;
  /** What is wrong, in Chinese with short English. Says nothing of the value. */
  readonly problem: string;
}

/** An id's digits and its JSON literal. */
export interface FieldId {
  /** The number as text. */
  readonly digits: string;
  /** The JSON text that came: the digits, in quotes where it was a string. */
  readonly literal: string;
}

const MISSING = "缺少 (missing)";
const NOT_TEXT = "应为字符串 (must be a string)";
const NOT_NUMBER = "应为数字 (must be a number)";
const NOT_INTEGER = "应为整数 (must be an integer)";
const NEGATIVE = "不能为负数 (must not be negative)";
const TOO_LARGE = "数值过大 (too large)";
const TOO_SMALL = "不能小于1 (must be at least 1)";
const NOT_ID = `应为1到${ID_DIGITS_MAX}位数字 (must be 1 to ${ID_DIGITS_MAX} digits)`;
const NOT_MONEY = `应为最多${MONEY_DIGITS_MAX}位整数、3位小数的金额 ` +
  `(must be an amount of at most ${MONEY_DIGITS_MAX} digits and 3 decimals)`;
const CASH_MAX = formatMoney(RET_CASH_BOUNDS.max);
const TOO_MUCH = `不能超过${CASH_MAX},否则成功金额无法如实回报 ` +
  `(must not exceed ${CASH_MAX}, the most that retCash can tell)`;
const EMPTY = "不能为空 (must not be empty)";
const HAS_CONTROL = "含控制字符 (has a control character)";
const NOT_CZ = "应为CZ (must be CZ)";

const MONEY = new RegExp(`^\\d{1,${MONEY_DIGITS_MAX}}(?:\\.\\d{1,3})?$`);
const CONTROL = /\p{Cc}/u;
/** What nearly every packet has outside the protocol: one for all orders in memory. */
const NO_FIELDS: Readonly<Record<string, string>> = Object.freeze({});

/** Reads fields; after a fault the values mean nothing. */
export class FieldReader {
  /** The first fault, in the order of reading; `null` while there is none. */
  fault: FieldFault | null = null;
  readonly #object: LiteralObject;

  /** Reads the fields of a packet. */
  constructor(object: LiteralObject) {
    this.#object = object;
  }

  /** Reads `action`, of which there is one. */
  action(): "CZ" {
    if (this.text("action") !== "CZ") this.#note("action", NOT_CZ);
    return "CZ";
  }

  /** Reads the account: not empty, no control characters, for it goes into commands and requests. */
  account(): string {
    const text = this.text("chargeAcct");
    if (text === "") this.#note("chargeAcct", EMPTY);
    if (CONTROL.test(text)) this.#note("chargeAcct", HAS_CONTROL);
    return text;
  }

  /** Reads a text within its limit in GBK bytes. */
  text(name: OrderFieldName): string {
    const { bytesMax, ifMissing } = ORDER_FIELDS[name];
    const literal = this.#literal(name);
    if (literal === undefined) return ifMissing ?? "";
    if (literal.kind !== "string") {
      this.#note(name, NOT_TEXT);
      return "";
    }
    if (bytesMax !== null && gbkLength(literal.value) > bytesMax) {
      this.#note(name, `超过${bytesMax}字节 (longer than ${bytesMax} bytes)`);
    }
    return literal.value;
  }

  /** Reads an id, whether it came as a number or as a string. */
  id(name: OrderFieldName): FieldId {
    const literal = this.#literal(name);
    const missing = ORDER_FIELDS[name].ifMissing ?? "";
    if (literal === undefined) return { digits: missing, literal: missing };
    const digits = readId(literal);
    if (digits === null) this.#note(name, NOT_ID);
    return { digits: detached(digits ?? ""), literal: detached(literal.text) };
  }

  /** Reads an integer of at least `min`, 0 or 1. */
  integer(name: OrderFieldName, min: 0 | 1): number {
    const text = this.#number(name);
    if (text.startsWith("-")) this.#note(name, NEGATIVE);
    else if (!/^\d+$/.test(text)) this.#note(name, NOT_INTEGER);
    const integer = Number(text);
    if (!Number.isSafeInteger(integer)) this.#note(name, TOO_LARGE);
    if (integer < min) this.#note(name, TOO_SMALL);
    return integer;
  }

  /** Reads an amount, in thousandths of a yuan. */
  money(name: OrderFieldName): Money {
    const text = this.#number(name);
    if (text.startsWith("-")) this.#note(name, NEGATIVE);
    else if (!MONEY.test(text)) this.#note(name, NOT_MONEY);
    return parseMoney(text) ?? 0n;
  }

  /**
   * Reads `chargeCash`, no more than the callback's `retCash` has room for: a server that is told of less than what succeeded
   * may refund the rest.
   */
  chargeCash(): Money {
    const cash = this.money("chargeCash");
    if (cash > RET_CASH_BOUNDS.max) this.#note("chargeCash", TOO_MUCH);
    return cash;
  }

  /** The fields that the protocol does not have, each with its JSON text. */
  unknown(): Readonly<Record<string, string>> {
    const entries: [string, string][] = [];
    for (const [name, literal] of this.#object) {
      if (!Object.hasOwn(ORDER_FIELDS, name)) {
        entries.push([detached(name), detached(literal.text)]);
      }
    }
    // Unlike an assignment, this keeps a field named `__proto__` as a field.
    return entries.length === 0 ? NO_FIELDS : Object.fromEntries(entries);
  }

  #number(name: OrderFieldName): string {
    const literal = this.#literal(name);
    if (literal === undefined) return ORDER_FIELDS[name].ifMissing ?? "0";
    if (literal.kind === "number") return literal.text;
    this.#note(name, NOT_NUMBER);
    return "0";
  }

  #literal(name: OrderFieldName): Literal | undefined {
    const literal = this.#object.get(name);
    if (literal === undefined && ORDER_FIELDS[name].ifMissing === null) this.#note(name, MISSING);
    return literal;
  }

  #note(field: OrderFieldName, problem: string): void {
    this.fault ??= { field, problem };
  }
}

/** A copy that does not keep the whole packet's text in memory, as the engine's substrings do. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}
