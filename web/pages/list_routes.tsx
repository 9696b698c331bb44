/**
 * `/orders`: the listing, and what is done with many of its orders.
 *
 * @module
 */
import {
  type Bulk,
  BULK_ACTIONS,
  BULK_MAX,
  type BulkAction,
  carryOut,
  matching,
  plan,
  planFor,
  readIds,
} from "../../lib/api/bulk.ts";
import { apiParams, type ReadList, readListQuery } from "../../lib/api/list_query.ts";
import { idOf } from "../../lib/order.ts";
import { type OrderPage as Listed, QueryError } from "../../lib/order_query.ts";
import { audited } from "../audited.ts";
import type { AppDeps } from "../deps.ts";
import { readForm } from "../form.ts";
import type { Call } from "../routes.ts";
import { BulkPage } from "./bulk.tsx";
import { OrdersPage } from "./orders.tsx";
import { answerScreen, form, frameOf, type Page, screen } from "./page.ts";

/** Bytes of a form that names as many orders as may be. */
const BULK_FORM_BYTES_MAX = 256 * 1024;

/** The screens at `/orders` and `/orders/bulk`. */
export function listCalls(deps: AppDeps): Call[] {
  const read = (params: URLSearchParams) => readListQuery(params, deps.zone, deps.clock.nowMs());
  const show = (
    c: Page,
    bulk: Bulk,
    back: string,
    how: { done?: boolean; more?: boolean } = {},
  ) => {
    const { done = false, more = false } = how;
    const props = { frame: frameOf(deps, c), bulk, back, done, max: more ? BULK_MAX : null };
    return answerScreen(c, <BulkPage {...props} />);
  };
  return [
    screen("/orders", async (c) => {
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
    }),
    form("/orders/bulk", ["push", "settle"], async (c) => {
      const given = await readForm(c);
      const idsOf = (name: string) =>
        readIds(given.getAll(name).filter((one) => typeof one === "string"));
      const ids = idsOf("id");
      const filter = given.get("filter");
      const back = typeof filter === "string" ? filter : "";
      const confirmed = actionOf(given.get("confirmed"));
      if (confirmed !== null) {
        const planned = await plan(deps.orders, confirmed, ids);
        const { orders, left, ...rest } = await done(deps, c, planned);
        // What was left alone before it was confirmed is part of the report, and not done now.
        const before = await plan(deps.orders, confirmed, idsOf("left"));
        return show(c, { ...rest, orders, left: [...left, ...before.left] }, back, { done: true });
      }
      const all = actionOf(given.get("all"));
      if (all === null) {
        return show(c, await plan(deps.orders, actionOf(given.get("action")) ?? "push", ids), back);
      }
      const asked = read(new URLSearchParams(back));
      if (!asked.ok) return show(c, { action: all, orders: [], left: [] }, back);
      const { orders, more } = await matching(deps.orders, asked.query.filter);
      const found = orders.map((order) => ({ id: idOf(order), order }));
      return show(c, planFor(all, found), back, { more });
    }, BULK_FORM_BYTES_MAX),
  ];
}

/** Carries it out, and writes down who asked for each. */
function done(deps: AppDeps, c: Page, planned: Bulk): Promise<Bulk> {
  return carryOut(deps.operator, planned, c.get("principal").by, (id, outcome, fields) => {
    audited(deps, c, planned.action, { ...id, ...fields, outcome });
  });
}

function actionOf(value: unknown): BulkAction | null {
  return BULK_ACTIONS.find((action) => action === value) ?? null;
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
