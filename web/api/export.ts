/**
 * `GET /api/export.csv`: the orders that fit a filter, all of them, as a table for a spreadsheet (RFC 4180, UTF-8 with a
 * byte order mark). Read page by page as the reader takes it, so its size costs no memory.
 *
 * @module
 */
import { Hono } from "hono";
import type { Order } from "../../lib/order.ts";
import { PAGE_MAX, QueryError } from "../../lib/order_query.ts";
import type { OrderFilter } from "../../lib/order_query.ts";
import { requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { Zone } from "../../lib/zone.ts";
import type { AppDeps } from "../deps.ts";
import { invalid, refuse } from "../errors.ts";
import { methodNotAllowed } from "../method.ts";
import { orderJson } from "../order_json.ts";
import type { OrderJson } from "../order_json.ts";
import { readOrderQuery } from "./order_query.ts";

/** What a cell holds; `null` is an empty one. */
export type Cell = string | number | null;

/** A cell's text that a spreadsheet would make a number of, and lose digits. */
export function asText(text: string): string {
  return text === "" ? "" : `\t${text}`;
}

const asTime = (zone: Zone, instant: string | null | undefined): string =>
  instant ? zone.textOf(Date.parse(instant)) : "";

/** The columns; times are in the configured zone. */
const COLUMNS: readonly (readonly [string, (order: OrderJson, zone: Zone) => Cell])[] = [
  ["server", ({ server }) => server],
  ["chargeId", ({ chargeId }) => asText(chargeId)],
  ["receivedAt", ({ receivedAt }, zone) => asTime(zone, receivedAt)],
  ["state", ({ state }) => state],
  ["chargeAcct", ({ chargeAcct }) => asText(chargeAcct)],
  ["chargeCash", ({ chargeCash }) => chargeCash],
  ["chargeType", ({ chargeType }) => chargeType],
  ["amount", ({ amount }) => amount],
  ["faceValue", ({ faceValue }) => faceValue],
  ["nbrArea", ({ nbrArea }) => nbrArea],
  ["productSn", ({ productSn }) => productSn],
  ["agentAcct", ({ agentAcct }) => asText(agentAcct)],
  ["channel", ({ channel }) => channel],
  ["supplierRef", ({ supplierRef }) => asText(supplierRef ?? "")],
  ["retCode", ({ result }) => result?.retCode ?? null],
  ["retDetail", ({ result }) => result?.retDetail ?? null],
  ["userContent", ({ result }) => result?.userContent ?? null],
  ["retCash", ({ result }) => result?.retCash ?? null],
  ["retCost", ({ result }) => result?.retCost ?? null],
  ["retBalance", ({ result }) => result?.retBalance ?? null],
  ["settledAt", ({ result }, zone) => asTime(zone, result?.at)],
  ["by", ({ result }) => result?.by ?? null],
  ["delivery", ({ delivery }) => delivery.state],
  ["confirmedAt", ({ delivery }, zone) => asTime(zone, delivery.confirmedAt)],
];

/** A line of the table. */
export function csvLine(cells: readonly Cell[]): string {
  return cells.map(csvCell).join(",") + "\r\n";
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  // A spreadsheet takes these for the beginning of a formula, and an account may be anything.
  const harmless = /^[=+\-@\r]|^\t[=+\-@]/.test(cell) && !/^-?\d+\.\d{3}$/.test(cell)
    ? `'${cell}`
    : cell;
  return /[",\r\n\t]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The call at `/api/export.csv`. */
export function exportApi(deps: AppDeps): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.get("/", requires("read"), async (c) => {
    const params = new URL(c.req.url).searchParams;
    for (const name of ["cursor", "limit"]) {
      if (params.has(name)) return refuse(c, noPaging(name, params));
    }
    const query = readOrderQuery(params);
    if (!query.ok) return refuse(c, query.refusal);
    try {
      // Before the answer begins: a store that can't be read is no empty table.
      const first = await deps.orders.list(query.value.filter, PAGE_MAX, null);
      const day = deps.zone.dayOf(deps.clock.nowMs());
      c.header("Content-Type", "text/csv; charset=utf-8");
      c.header("Content-Disposition", `attachment; filename="czdock-${day}.csv"`);
      return c.body(table(deps, query.value.filter, first));
    } catch (thrown) {
      if (!(thrown instanceof QueryError)) throw thrown;
      return refuse(c, invalid(thrown.field, thrown.message, undefined).refusal);
    }
  });
  api.all("/", methodNotAllowed("GET, HEAD"));
  return api;
}

function noPaging(name: string, params: URLSearchParams) {
  const rule = "导出没有分页 (the export has no pages)";
  return invalid(name, rule, params.get(name) ?? undefined).refusal;
}

function table(
  deps: AppDeps,
  filter: OrderFilter,
  first: { readonly orders: readonly Order[]; readonly cursor: string | null },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let page: typeof first | null = first;
  const lines = (orders: readonly Order[]) =>
    orders.map((order) => {
      const json = orderJson(order, deps.callbackTarget(order));
      return csvLine(COLUMNS.map(([, cell]) => cell(json, deps.zone)));
    }).join("");
  return new ReadableStream({
    start(controller) {
      const head = csvLine(COLUMNS.map(([name]) => name));
      controller.enqueue(encoder.encode(`\uFEFF${head}`));
    },
    async pull(controller) {
      // A page may be empty and still have one behind it; the stream asks again only after a piece.
      while (page !== null) {
        const text = lines(page.orders);
        page = page.cursor === null ? null : await deps.orders.list(filter, PAGE_MAX, page.cursor);
        if (text === "") continue;
        controller.enqueue(encoder.encode(text));
        return;
      }
      controller.close();
    },
  });
}
