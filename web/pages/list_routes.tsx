/**
 * `/orders`: the listing, and what is done with many of its orders.
 *
 * @module
 */
import { isAllowed } from "../../lib/access/principal.ts";
import { Hono } from "hono";
import { QueryError } from "../../lib/order_query.ts";
import type { OrderPage as Listed } from "../../lib/order_query.ts";
import { addressOf } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import {
  BULK_ACTIONS,
  BULK_MAX,
  carryOut,
  matching,
  plan,
  planFor,
  readIds,
} from "../../lib/api/bulk.ts";
import type { Bulk, BulkAction } from "../../lib/api/bulk.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../routes.ts";
import { BulkPage } from "./bulk.tsx";
import { apiParams, readListQuery } from "../../lib/api/list_query.ts";
import type { ReadList } from "../../lib/api/list_query.ts";
import { OrdersPage } from "./orders.tsx";
import { formLimit, readForm } from "../form.ts";
import { answerScreen, forbidden, frameOf } from "./page.ts";
import type { Page } from "./page.ts";

/** Bytes of a form that names as many orders as may be. */
const BULK_FORM_BYTES_MAX = 256 * 1024;

/** The screens at `/orders` and `/orders/bulk`. */
export function listRoutes(deps: AppDeps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const read = (params: URLSearchParams) => readListQuery(params, deps.zone, deps.clock.nowMs());

  routes.get("/orders", async (c) => {
    const params = new URL(c.req.url).searchParams;
    const frame = frameOf(deps, c);
    const asked = read(params);
    const [overview, found] = await Promise.all([deps.orders.overview(), listed(deps, asked)]);
    const problem = found.problem === "" ? frame.m.list.wrongTime : found.problem;
    const props = {
      frame,
      overview,
      params,
      servers: deps.servers().map(({ name }) => name),
      channels: deps.channels().map(({ name }) => name),
      exportPath: asked.ok ? `/api/export.csv?${apiParams(asked.query.filter)}` : null,
      limit: asked.ok ? asked.query.limit : 0,
      ...found,
      problem,
    };
    return answerScreen(c, <OrdersPage {...props} />, problem === null ? 200 : 422);
  });
  routes.all("/orders", methodNotAllowed("GET, HEAD"));

  routes.post("/orders/bulk", formLimit(BULK_FORM_BYTES_MAX), async (c) => {
    if (!isAllowed(c.get("principal"), ["push", "settle"])) return forbidden(c);
    const form = await readForm(c);
    const texts = form.getAll("id").filter((one) => typeof one === "string");
    const back = textOf(form.get("filter"));
    const confirmed = actionOf(form.get("confirmed"));
    if (confirmed !== null) {
      const planned = await plan(deps.orders, confirmed, readIds(texts));
      return show(c, await done(deps, c, planned), back, { done: true });
    }
    const all = actionOf(form.get("all"));
    if (all === null) {
      const action = actionOf(form.get("action")) ?? "push";
      return show(c, await plan(deps.orders, action, readIds(texts)), back, {});
    }
    const asked = read(new URLSearchParams(back));
    const none: Bulk = { action: all, orders: [], left: [] };
    if (!asked.ok) return show(c, none, back, {});
    const { orders, more } = await matching(deps.orders, asked.query.filter);
    const found = orders.map((order) => ({
      id: { server: order.server, chargeId: order.fields.chargeId },
      order,
    }));
    return show(c, planFor(all, found), back, { more });
  });
  routes.all("/orders/bulk", methodNotAllowed("POST"));

  const show = (c: Page, bulk: Bulk, back: string, how: { done?: boolean; more?: boolean }) => {
    const { done = false, more = false } = how;
    const props = { frame: frameOf(deps, c), bulk, back, done, max: more ? BULK_MAX : null };
    return answerScreen(c, <BulkPage {...props} />);
  };
  return routes;
}

/** Carries it out, and writes down who asked for each. */
function done(deps: AppDeps, c: Page, planned: Bulk): Promise<Bulk> {
  const { by } = c.get("principal");
  const from = addressOf(c);
  return carryOut(deps.operator, planned, by, (id, outcome, fields) => {
    deps.audit.info(planned.action, { by, from, ...id, ...fields, outcome });
  });
}

function actionOf(value: unknown): BulkAction | null {
  return BULK_ACTIONS.find((action) => action === value) ?? null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The orders that are asked for, or why not; an empty text for a time that can't be read. */
async function listed(
  { orders }: AppDeps,
  asked: ReadList,
): Promise<Listed & { problem: string | null }> {
  const nothing = { orders: [], cursor: null };
  if (!asked.ok) return { ...nothing, problem: asked.problem ?? "" };
  const { filter, limit, cursor } = asked.query;
  try {
    return { ...await orders.list(filter, limit, cursor), problem: null };
  } catch (thrown) {
    if (!(thrown instanceof QueryError)) throw thrown;
    return { ...nothing, problem: thrown.message };
  }
}
