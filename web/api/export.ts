/**
 * `GET /api/export.csv`: the orders that fit a filter, all of them, as a table for a spreadsheet (RFC 4180, UTF-8 with a
 * byte order mark). Read page by page as the reader takes it, so its size costs no memory.
 *
 * @module
 */
import { invalid } from "../../lib/api/refusal.ts";
import { Hono } from "hono";
import type { Order } from "../../lib/order.ts";
import { PAGE_MAX, QueryError } from "../../lib/order_query.ts";
import { requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import { ordersCsv } from "../../lib/api/orders_csv.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { methodNotAllowed } from "../method.ts";
import { orderJson } from "../../lib/api/order_json.ts";
import { readOrderQuery } from "../../lib/api/order_query.ts";

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
      const next = (cursor: string) => deps.orders.list(query.value.filter, PAGE_MAX, cursor);
      const json = (order: Order) => orderJson(order, deps.callbackTarget(order));
      const pieces = ReadableStream.from(ordersCsv(first, next, json, deps.zone));
      return c.body(pieces.pipeThrough(new TextEncoderStream()));
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
