/**
 * `GET /api/export.csv`: the orders that fit a filter, all of them, as a table for a spreadsheet. `GET /api/export.ndjson`
 * and `GET /api/survey.ndjson`: the whole store, for `czdock export` and `czdock audit` while the program runs; passwords stay
 * encrypted in both. All are read as the reader takes them, so their size costs no memory.
 *
 * @module
 */
import { orderJson } from "../../lib/api/order_json.ts";
import { readOrderQuery } from "../../lib/api/order_query.ts";
import { ordersCsv } from "../../lib/api/orders_csv.ts";
import { invalid } from "../../lib/api/refusal.ts";
import type { Order } from "../../lib/order.ts";
import { PAGE_MAX } from "../../lib/order_query.ts";
import type { AppDeps } from "../deps.ts";
import { type Call, get } from "../routes.ts";

/** The exports. One that breaks off lacks its end: an ndjson without its last line is none. */
export function exportCalls(deps: AppDeps): Call[] {
  const json = (order: Order) => orderJson(order, deps.callbackTarget(order));
  const streamed = (what: string, read: () => AsyncGenerator<Uint8Array<ArrayBuffer>>) =>
    get(`/api/${what}.ndjson`, ["admin"], (c) => {
      deps.audit.info(what, { by: c.get("principal").by });
      c.header("Content-Type", "application/x-ndjson");
      return c.body(ReadableStream.from(read()));
    });
  return [
    get("/api/export.csv", ["read"], async (c) => {
      const params = new URL(c.req.url).searchParams;
      for (const name of ["cursor", "limit"]) {
        const value = params.get(name);
        if (value === null) continue;
        return invalid(name, "导出没有分页 (the export has no pages)", value).refusal;
      }
      const query = readOrderQuery(params);
      if (!query.ok) return query.refusal;
      const page = (cursor: string | null) =>
        deps.orders.list(query.value.filter, PAGE_MAX, cursor);
      // Before the answer begins: a store that can't be read is no empty table.
      const first = await page(null);
      const day = deps.zone.dayOf(deps.clock.nowMs());
      c.header("Content-Type", "text/csv; charset=utf-8");
      c.header("Content-Disposition", `attachment; filename="czdock-${day}.csv"`);
      const table = ReadableStream.from(ordersCsv(first, page, json, deps.zone));
      return c.body(table.pipeThrough(new TextEncoderStream()));
    }),
    streamed("export", () => deps.store.exportAll()),
    streamed("survey", () => deps.store.survey()),
  ];
}
