/**
 * A supplier's statement: which column says what, and what each of its lines says.
 *
 * @module
 */
import { cellText, readCsv } from "../csv.ts";
import { parseMoney } from "../money.ts";
import type { Money } from "../money.ts";

/** Bytes of a statement that are read. */
export const STATEMENT_BYTES_MAX = 8 * 1024 * 1024;
/** Lines of a statement that are read. */
export const STATEMENT_ROWS_MAX = 100_000;

/** What a column may say. */
export const COLUMNS = ["number", "ref", "account", "amount", "state"] as const;
/** See {@linkcode COLUMNS}: our number, the supplier's number, the account, the amount, what became of it. */
export type Column = (typeof COLUMNS)[number];

/** The places of the columns, counted from 0; what has none is not in the statement. */
export type Columns = Partial<Record<Column, number>>;

/** What a line says became of its order; `unread` where that is not among the known words. */
export type Said = "succeeded" | "failed" | "open" | "unread";

/** A line of a statement. */
export interface Line {
  /** Counted from 1, the heading too, as a spreadsheet shows it. */
  readonly row: number;
  readonly number: string;
  readonly ref: string;
  readonly account: string;
  /** `null` where there is none, or none that can be read. */
  readonly amount: Money | null;
  readonly said: Said;
  /** As it stands there. */
  readonly saidText: string;
}

/** A statement, or why it is none. */
export type ReadStatement =
  | {
    readonly ok: true;
    readonly encoding: Encoding;
    readonly heading: readonly string[];
    readonly columns: Columns;
    readonly lines: readonly Line[];
  }
  | {
    readonly ok: false;
    readonly problem: "encoding" | "tooManyRows" | "openQuote" | "empty" | "noColumns";
    readonly line?: number;
    /** What there is to choose from, where only the columns are unknown. */
    readonly heading?: readonly string[];
  };

/** How a statement is written. */
export type Encoding = "utf-8" | "gbk";

/** What suppliers call their columns, in lower case without spaces; the first name that fits counts. */
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  number: [
    ..."商户订单号 商户定单号 外部订单号 代理订单号 代理商订单号 客户订单号 下游订单号".split(" "),
    ..."定单号 订单号 流水号 定单流水号 chargeid reference out_trade_no outtradeno orderid".split(
      " ",
    ),
    ..."order_id orderno order_no".split(" "),
  ],
  ref: [
    ..."供货商定单号 供货商订单号 平台订单号 系统订单号 上游订单号 平台流水号 交易号".split(" "),
    ..."supplierref trade_no tradeno transactionid transaction_id".split(" "),
  ],
  account: [
    ..."充值账号 充值帐号 充值号码 账号 帐号 手机号码 手机号 号码 chargeacct account".split(" "),
    ..."mobile phone".split(" "),
  ],
  amount: [
    ..."充值金额 订单金额 定单金额 面值 金额 结算金额 成本 价格 chargecash amount".split(" "),
    ..."facevalue price money cost".split(" "),
  ],
  state: [
    ..."充值状态 订单状态 定单状态 充值结果 状态 结果 retcode status state result".split(" "),
  ],
};

/** Words for what became of an order, in lower case. */
const WORDS: readonly (readonly [Said, RegExp])[] = [
  [
    "failed",
    /失败|退款|撤销|关闭|取消|未充值|[未不]成功|没有?成功|fail|refund|cancel|closed|reject|unsucc|not succ/,
  ],
  [
    "open",
    /处理中|充值中|进行中|等待|未知|不确定|待|[未没]有?(完成|到账)|pending|process|unknown|waiting|uncertain|incomplete|not (done|complete)/,
  ],
  ["succeeded", /成功|已充|完成|到账|succe|^ok$|done|complete|settled/],
];

/** The protocol's own codes, where the column has the protocol's own name: other numbers may mean anything. */
const CODES: ReadonlyMap<string, Said> = new Map([
  ["1", "succeeded"],
  ["2", "open"],
  ["3", "failed"],
]);
const CODES_NAME = "retcode";

/**
 * Reads a statement. A statement without a column for the state lists what was done: every line succeeded.
 *
 * @param encoding `null`: found out
 * @param chosen columns by choice, by their place; `-1` is none
 */
export function readStatement(
  bytes: Uint8Array,
  encoding: Encoding | null,
  chosen: Columns,
): ReadStatement {
  const decoded = decode(bytes, encoding);
  if (decoded === null) return { ok: false, problem: "encoding" };
  const table = readCsv(decoded.text, STATEMENT_ROWS_MAX + 1);
  if (!table.ok) return table;
  const [heading, ...rows] = table.rows;
  if (heading === undefined) return { ok: false, problem: "empty" };
  const names = heading.map(cellText);
  const columns = findColumns(names, chosen);
  const isCoded = names[columns.state ?? -1]?.toLowerCase() === CODES_NAME;
  const saidIn = isCoded ? saidByCode : saidByWord;
  const named = columns.number ?? columns.ref ?? columns.account;
  if (named === undefined) return { ok: false, problem: "noColumns", heading: names };
  const lines = rows.map((row, at) => readLine(row, at + 2, columns, saidIn));
  return { ok: true, encoding: decoded.encoding, heading: names, columns, lines };
}

function readLine(
  row: readonly string[],
  number: number,
  columns: Columns,
  saidIn: (text: string) => Said,
): Line {
  const text = (column: Column) => {
    const at = columns[column];
    return at === undefined ? "" : cellText(row[at]);
  };
  const saidText = text("state");
  return {
    row: number,
    number: text("number"),
    ref: text("ref"),
    account: text("account"),
    amount: readAmount(text("amount")),
    said: columns.state === undefined ? "succeeded" : saidIn(saidText),
    saidText,
  };
}

/** `1,234.5`, `¥100`, `100元` are amounts, too. */
function readAmount(text: string): Money | null {
  return parseMoney(text.replace(/[,¥￥元\s]/g, "").replace(/(\.\d{3})0+$/, "$1"));
}

function saidByCode(text: string): Said {
  return CODES.get(text) ?? "unread";
}

function saidByWord(text: string): Said {
  const lower = text.toLowerCase();
  return WORDS.find(([, words]) => words.test(lower))?.[0] ?? "unread";
}

function findColumns(heading: readonly string[], chosen: Columns): Columns {
  const plain = heading.map((name) => name.toLowerCase().replaceAll(/\s/g, ""));
  const columns: Columns = {};
  const taken = new Set(Object.values(chosen));
  for (const column of COLUMNS) {
    const wanted = chosen[column];
    if (wanted !== undefined) {
      if (wanted >= 0 && wanted < heading.length) columns[column] = wanted;
      continue;
    }
    const places = NAMES[column].map((name) => plain.indexOf(name));
    const at = places.find((place) => place >= 0 && !taken.has(place));
    if (at === undefined) continue;
    columns[column] = at;
    taken.add(at);
  }
  return columns;
}

/** UTF-8 where the bytes are that, else GBK: hardly a text is right in both. */
function decode(bytes: Uint8Array, encoding: Encoding | null) {
  for (const one of encoding === null ? ["utf-8", "gbk"] as const : [encoding]) {
    try {
      return { text: new TextDecoder(one, { fatal: true }).decode(bytes), encoding: one };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return null;
}
