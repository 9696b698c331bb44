/**
 * `/orders`: the listing.
 *
 * @module
 */
import { Hono } from "hono";
import { QueryError } from "../../lib/order_query.ts";
import type { OrderFilter, OrderPage as Listed } from "../../lib/order_query.ts";
import { readOrderQuery } from "../api/order_query.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../method.ts";
import { OrdersPage } from "./orders.tsx";
import { answerScreen, frameOf } from "./page.ts";
import { spanOf } from "./times.ts";

/** The screen at `/orders`. */
export function listRoutes(deps: AppDeps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get("/orders", async (c) => {
    const params = new URL(c.req.url).searchParams;
    const { active: counts } = await deps.orders.overview();
    const found = await listed(deps, params);
    const props = {
      frame: frameOf(deps, c),
      counts,
      params,
      servers: deps.servers().map(({ name }) => name),
      channels: deps.channels().map(({ name }) => name),
      exportPath: exportPath(params, deps.clock.nowMs()),
      ...found,
    };
    return answerScreen(c, <OrdersPage {...props} />, found.problem === null ? 200 : 422);
  });
  routes.all("/orders", methodNotAllowed("GET, HEAD"));
  return routes;
}

/** The orders that the address asks for, or why it can't be read. */
async function listed(
  deps: AppDeps,
  params: URLSearchParams,
): Promise<Listed & { problem: string | null }> {
  const asked = new URLSearchParams(params);
  const time = asked.get("time") ?? "";
  // The screen's own parameters are no part of the filter.
  for (const name of ["time", "lang"]) asked.delete(name);
  const query = readOrderQuery(asked);
  const nothing = { orders: [], cursor: null };
  if (!query.ok) return { ...nothing, problem: query.refusal.message };
  const span = time === "" ? null : spanOf(time, deps.clock.nowMs());
  if (time !== "" && span === null) return { ...nothing, problem: `time: ${time}` };
  const filter: OrderFilter = { ...query.value.filter, ...span };
  try {
    const page = await deps.orders.list(filter, query.value.limit, query.value.cursor);
    return { ...page, problem: null };
  } catch (thrown) {
    if (!(thrown instanceof QueryError)) throw thrown;
    return { ...nothing, problem: thrown.message };
  }
}

/** The export of what the address asks for: the API takes instants where the screen has names of days. */
function exportPath(params: URLSearchParams, nowMs: number): string {
  const asked = new URLSearchParams(params);
  const span = spanOf(asked.get("time") ?? "", nowMs);
  for (const name of ["time", "lang", "cursor", "limit"]) asked.delete(name);
  if (span !== null) {
    asked.set("from", new Date(span.fromMs).toISOString());
    asked.set("to", new Date(span.toMs).toISOString());
  }
  return `/api/export.csv?${asked}`;
}
