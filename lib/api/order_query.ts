/**
 * Reads which orders a query string asks for. A parameter that is unknown, given twice or out of bounds is refused by its
 * name: a filter that is silently dropped shows the wrong orders.
 *
 * @module
 */
import { parseMoney } from "../money.ts";
import type { Money } from "../money.ts";
import type { OrdersReader } from "../operator.ts";
import type { OrderState } from "../order.ts";
import { PAGE_DEFAULT, PAGE_MAX, QueryError, TERM_CHARACTERS_MAX } from "../order_query.ts";
import type { OrderFilter, OrderFlag, OrderPage } from "../order_query.ts";
import { parseInstant } from "./instant.ts";
import { invalid } from "./refusal.ts";
import type { Read } from "./refusal.ts";

/** Characters that a cursor may have. */
const CURSOR_CHARACTERS_MAX = 1000;

/** Which orders, how many, from where on. */
export interface OrderQuery {
  /** Which orders. */
  readonly filter: OrderFilter;
  /** 1 to `PAGE_MAX`. */
  readonly limit: number;
  /** Where an earlier page ended; `null` for the first page. */
  readonly cursor: string | null;
}

const STATES: readonly OrderState[] = ["received", "queued", "processing", "review", "settled"];
const RET_CODES = ["1", "2", "3"] as const;
const RET_CODE = { "1": 1, "2": 2, "3": 3 } as const;
const DELIVERIES = ["pending", "confirmed", "abandoned"] as const;
const FLAGS: readonly OrderFlag[] = ["contradicted", "needsYou"];
const TERM = { charactersMax: TERM_CHARACTERS_MAX };

/** Reads the parameters of a listing; an empty value is as good as none. */
export function readOrderQuery(params: URLSearchParams): Read<OrderQuery> {
  const given = new Map<string, string>();
  for (const [name, value] of params) {
    if (!Object.hasOwn(READERS, name)) {
      const known = Object.keys(READERS).join(", ");
      return invalid(name, `没有这个参数,只有 (unknown parameter, known are) ${known}`, value);
    }
    if (given.has(name)) return invalid(name, "只能给一次 (must be given once)", value);
    given.set(name, value);
  }
  let query: OrderQuery = { filter: {}, limit: PAGE_DEFAULT, cursor: null };
  for (const [name, read] of Object.entries(READERS)) {
    const value = given.get(name)?.trim() ?? "";
    if (value === "") continue;
    const next = read(query, name, value);
    if (!next.ok) return next;
    query = next.value;
  }
  return { ok: true, value: query };
}

/** The page that a query asks for; refused where its cursor is none. */
export async function readPage(
  orders: Pick<OrdersReader, "list">,
  { filter, limit, cursor }: OrderQuery,
): Promise<Read<OrderPage>> {
  try {
    return { ok: true, value: await orders.list(filter, limit, cursor) };
  } catch (thrown) {
    if (!(thrown instanceof QueryError)) throw thrown;
    const { field, message } = thrown;
    return { ok: false, refusal: { code: "invalid", field, message } };
  }
}

type Reader = (query: OrderQuery, name: string, value: string) => Read<OrderQuery>;

const READERS: Readonly<Record<string, Reader>> = {
  state: (query, name, value) => filtered(query, oneOf(STATES, name, value), "state"),
  retCode(query, name, value) {
    const code = oneOf(RET_CODES, name, value);
    return code.ok ? filtered(query, { ok: true, value: RET_CODE[code.value] }, "retCode") : code;
  },
  delivery: (query, name, value) => filtered(query, oneOf(DELIVERIES, name, value), "delivery"),
  server: (query, name, value) => filtered(query, text(TERM, name, value), "server"),
  channel: (query, name, value) => filtered(query, text(TERM, name, value), "channel"),
  q: (query, name, value) => filtered(query, text(TERM, name, value), "q"),
  chargeType(query, name, value) {
    if (/^\d{1,4}$/.test(value)) {
      return filtered(query, { ok: true, value: Number(value) }, "chargeType");
    }
    return invalid(name, "必须是业务类型的数字 (must be the number of a chargeType)", value);
  },
  cashMin: (query, name, value) => filtered(query, moneyOf(name, value), "cashMin"),
  cashMax: (query, name, value) => filtered(query, moneyOf(name, value), "cashMax"),
  flag: (query, name, value) => filtered(query, oneOf(FLAGS, name, value), "flag"),
  from: (query, name, value) => filtered(query, instantOf(name, value), "fromMs"),
  to: (query, name, value) => filtered(query, instantOf(name, value), "toMs"),
  limit(query, name, value) {
    const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0;
    if (limit < 1 || limit > PAGE_MAX) {
      return invalid(name, `必须是 1 到 ${PAGE_MAX} 的整数 (must be 1 to ${PAGE_MAX})`, value);
    }
    return { ok: true, value: { ...query, limit } };
  },
  cursor(query, name, value) {
    const cursor = text({ charactersMax: CURSOR_CHARACTERS_MAX }, name, value);
    return cursor.ok ? { ok: true, value: { ...query, cursor: cursor.value } } : cursor;
  },
};

function filtered<K extends keyof OrderFilter>(
  query: OrderQuery,
  read: Read<OrderFilter[K]>,
  key: K,
): Read<OrderQuery> {
  if (!read.ok) return read;
  return { ok: true, value: { ...query, filter: { ...query.filter, [key]: read.value } } };
}

function oneOf<T extends string>(values: readonly T[], name: string, value: string): Read<T> {
  const found = values.find((one) => one === value);
  if (found !== undefined) return { ok: true, value: found };
  return invalid(name, `必须是其中之一 (must be one of) ${values.join(", ")}`, value);
}

function text(bound: { charactersMax: number }, name: string, value: string): Read<string> {
  if (value.length <= bound.charactersMax) return { ok: true, value };
  const rule = `最多 ${bound.charactersMax} 个字符 (at most ${bound.charactersMax} characters)`;
  return invalid(name, rule, value);
}

function moneyOf(name: string, value: string): Read<Money> {
  const money = parseMoney(value);
  if (money !== null && money >= 0n) return { ok: true, value: money };
  const rule =
    "必须是不小于 0、最多三位小数的金额 (must be an amount of at most 3 decimals), 100.5";
  return invalid(name, rule, value);
}

function instantOf(name: string, value: string): Read<number> {
  const atMs = parseInstant(value);
  if (atMs !== null) return { ok: true, value: atMs };
  const rule = "必须是 ISO 8601 时刻 (must be an ISO 8601 instant), 2026-01-31T08:00:00Z";
  return invalid(name, rule, value);
}
