/**
 * `czdock orders`: orders listed, shown, settled and pushed through the running program's API.
 *
 * @module
 */
import { SETTLEMENT_FIELDS } from "../operator.ts";
import { ApiFailed } from "./api.ts";
import type { Flags, FlagTable } from "./flags.ts";
import { isOrder, nameOf, orderLine, orderLines } from "./order_text.ts";
import type { ShownOrder } from "./order_text.ts";

/** What the command works with. */
export interface OrdersIo {
  /** The running program. @throws {ApiFailed} it can't be asked, or says no */
  json(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown>;
  out(line: string): void;
  err(line: string): void;
  /** The lines of standard input. */
  lines(): AsyncIterable<string>;
}

/** Parameters of a listing by the API's own names: it says what they may be. */
const FILTERS = [
  "state",
  "retCode",
  "delivery",
  "server",
  "channel",
  "q",
  "chargeType",
  "cashMin",
  "cashMax",
  "flag",
  "from",
  "to",
] as const;

/** The flags of all of them together. */
export const ORDERS_FLAGS: FlagTable = {
  ...Object.fromEntries([...FILTERS, ...SETTLEMENT_FIELDS].map((name) => [name, "text" as const])),
  limit: "text",
  all: "switch",
  ids: "switch",
  json: "switch",
  token: "text",
};

/** Which there are, with the flags that each takes besides {@linkcode ALWAYS}. */
const FLAGS_OF: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["list", [...FILTERS, "limit", "all", "ids"]],
  ["show", []],
  ["settle", SETTLEMENT_FIELDS],
  ["push", []],
]);
const ALWAYS = ["config", "token", "json"];

/** What `orders --help` prints. */
export const ORDERS_USAGE: readonly string[] = [
  "czdock orders list [--state S] [--retCode N] [--delivery D] [--server S] [--channel C] [--q TEXT] …",
  "czdock orders show SERVER/CHARGEID",
  "czdock orders settle SERVER/CHARGEID… --retCode 1|2|3 [--retDetail TEXT] [--retCash 50.000] …",
  "czdock orders push SERVER/CHARGEID…",
  "",
  "查询、查看、结算、重推定单,通过运行中的 czdock 的接口;单号为 - 时从标准输入逐行读取。",
  "Lists, shows, settles and pushes orders through the running czdock; the number - reads them from standard input.",
  "",
  "  list:    --state --retCode --delivery --server --channel --q --chargeType --cashMin --cashMax --flag --from --to",
  "           含义同 GET /api/orders as there; --limit N (50), --all 全部; --ids 只列单号 the numbers alone",
  "  settle:  --retCode --retDetail --userContent --retCost --retBalance --retCash,含义同接口 as in the API",
  "  --json          每单一行 JSON one JSON an order, a line each",
  "  --token TOKEN   web.tokens 中的令牌,最好用环境变量 CZDOCK_TOKEN",
  "                  a token of web.tokens, better given in the variable CZDOCK_TOKEN",
  "  --config FILE   从中得知接口的地址 where the address of the API is read",
  "",
  "  czdock orders list --delivery abandoned --all --ids | czdock orders push -",
];

/** Orders that one command settles or pushes at most. */
const ORDERS_MAX = 100_000;
/** Orders of a listing where nothing else is asked for, and on one page of it. */
const LIMIT_DEFAULT = 50;
const PAGE_MAX = 500;

/** Arguments that make no sense, and why. */
export interface WrongArguments {
  readonly wrong: string;
}

/**
 * Runs the command.
 *
 * @param rest which of them, and the orders
 * @returns `done`, `failed` where an order was refused, or what is wrong with the arguments
 */
export async function orders(
  [what = "", ...names]: readonly string[],
  flags: Flags,
  io: OrdersIo,
): Promise<"done" | "failed" | WrongArguments> {
  const known = FLAGS_OF.get(what);
  if (known === undefined) return { wrong: `没有子命令 there is no orders ${what}` };
  const strange = flags.given.find((name) => ![...known, ...ALWAYS].includes(name));
  if (strange !== undefined) return { wrong: `orders ${what}: 没有参数 has no --${strange}` };
  if (what === "list") {
    if (names.length > 0) return { wrong: `orders list: 没有参数 has no argument ${names[0]}` };
    return await list(flags, io);
  }
  if (names.length === 0) return { wrong: `orders ${what}: 缺少单号 needs SERVER/CHARGEID` };
  const body = settlement(flags);
  if (what === "settle" && body.retCode === undefined) {
    return { wrong: "orders settle: 缺少 needs --retCode" };
  }
  const wanted = await ordersNamed(names, io);
  if ("wrong" in wanted) return wanted;
  let outcome: "done" | "failed" = "done";
  for (const { name, path } of wanted) {
    const order = what === "show"
      ? await answered(name, () => io.json("GET", path), io)
      : await answered(name, () => io.json("POST", `${path}/${what}`, body), io);
    if (order === null) {
      outcome = "failed";
      continue;
    }
    const isWhole = what === "show" && !flags.isOn("json");
    for (const line of isWhole ? orderLines(order) : [listed(order, flags)]) io.out(line);
  }
  return outcome;
}

/** The orders that are named. All of them first: what names none ends the command before anything is done. */
async function ordersNamed(
  names: readonly string[],
  io: OrdersIo,
): Promise<{ readonly name: string; readonly path: string }[] | WrongArguments> {
  const wanted: { name: string; path: string }[] = [];
  for await (const name of each(names, io)) {
    const path = pathOf(name);
    if (path === null) return { wrong: `应为 must be SERVER/CHARGEID: ${name}` };
    if (wanted.length === ORDERS_MAX) return { wrong: `一次最多 at most ${ORDERS_MAX} at a time` };
    wanted.push({ name, path });
  }
  return wanted;
}

/** The order as it is now; `null` where it was refused, which is told. */
async function answered(
  name: string,
  ask: () => Promise<unknown>,
  { err }: OrdersIo,
): Promise<ShownOrder | null> {
  try {
    const order = await ask();
    if (!isOrder(order)) throw new ApiFailed(200, "回答不是定单 the answer is no order");
    return order;
  } catch (error) {
    // Without anybody to ask, every further order would fail alike.
    if (!(error instanceof ApiFailed) || error.status === 0 || error.status === 401) throw error;
    err(`${name}: ${error.message}`);
    return null;
  }
}

/** The fields as they were given: the API says what they may be. */
function settlement(flags: Flags): Record<string, string | number> {
  const body: Record<string, string | number> = {};
  for (const name of SETTLEMENT_FIELDS) {
    const value = flags.text(name);
    if (value === undefined) continue;
    body[name] = name === "retCode" && /^\d$/.test(value) ? Number(value) : value;
  }
  return body;
}

async function list(flags: Flags, io: OrdersIo): Promise<"done" | WrongArguments> {
  const given = flags.text("limit") ?? String(LIMIT_DEFAULT);
  if (!/^[1-9]\d{0,8}$/.test(given)) {
    return { wrong: `--limit: 应为正整数 a whole number: ${given}` };
  }
  const params = new URLSearchParams();
  for (const name of FILTERS) {
    const value = flags.text(name);
    if (value !== undefined) params.set(name, value);
  }
  let left = flags.isOn("all") ? Infinity : Number(given);
  for (let cursor: string | null = ""; cursor !== null && left > 0;) {
    params.set("limit", String(Math.min(left, PAGE_MAX)));
    if (cursor !== "") params.set("cursor", cursor);
    const page = pageIn(await io.json("GET", `${ORDERS_PATH}?${params}`));
    for (const order of page.orders) io.out(listed(order, flags));
    left -= page.orders.length;
    cursor = page.cursor;
  }
  return "done";
}

function listed(order: ShownOrder, flags: Flags): string {
  if (flags.isOn("ids")) return nameOf(order);
  return flags.isOn("json") ? JSON.stringify(order) : orderLine(order);
}

function pageIn(answer: unknown): { orders: ShownOrder[]; cursor: string | null } {
  const { orders, cursor }: { orders?: unknown; cursor?: unknown } = Object(answer);
  if (!Array.isArray(orders) || !orders.every(isOrder)) {
    throw new ApiFailed(200, "回答不是定单列表 the answer is no list of orders");
  }
  return { orders, cursor: typeof cursor === "string" ? cursor : null };
}

const ORDERS_PATH = "/api/orders";

/** Where the API has an order; `null` for what names none. */
function pathOf(name: string): string | null {
  const [, server, chargeId] = /^([^/]+)\/(\d+)$/.exec(name) ?? [];
  return server === undefined ? null : `${ORDERS_PATH}/${encodeURIComponent(server)}/${chargeId}`;
}

async function* each(names: readonly string[], io: OrdersIo): AsyncGenerator<string> {
  for (const name of names) {
    if (name !== "-") yield name;
    else for await (const line of io.lines()) if (line.trim() !== "") yield line.trim();
  }
}
