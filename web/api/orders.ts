/**
 * `/api/orders`: orders listed, shown, settled, pushed, asked about, and worked on under a lease.
 *
 * @module
 */
import type { Context } from "hono";
import {
  ANSWER_REFUSALS,
  isGood,
  LEASE_REFUSALS,
  type OperatorAnswer,
} from "../../lib/api/answers.ts";
import { findOrder } from "../../lib/api/find_order.ts";
import { readLease } from "../../lib/api/lease.ts";
import { orderJson } from "../../lib/api/order_json.ts";
import { readOrderQuery, readPage } from "../../lib/api/order_query.ts";
import { completeSettlement, readSettlement } from "../../lib/api/settlement.ts";
import type { TokenRight } from "../../lib/config.ts";
import type { LogFields } from "../../lib/log.ts";
import { formatMoney } from "../../lib/money.ts";
import { SETTLEMENT_FIELDS } from "../../lib/operator.ts";
import type { Order, OrderId } from "../../lib/order.ts";
import { audited, type WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { type Answer, type Call, get, post } from "../routes.ts";
import { readFields } from "./body.ts";

const ORDER = "/api/orders/:server/:chargeId";

/** The calls below `/api/orders`. */
export function orderCalls(deps: AppDeps): Call[] {
  const { orders, operator, workers } = deps;
  const json = (order: Order) => orderJson(order, deps.callbackTarget(order));
  const show = async (c: Context<WebEnv>, id: OrderId): Promise<Answer> => {
    const order = await findOrder(orders, id);
    return order === null ? ANSWER_REFUSALS.notFound : c.json(json(order));
  };
  /** Writes down what came of it, and answers with the order as it is now, or why nothing was done. */
  const came = (
    c: Context<WebEnv>,
    what: string,
    id: OrderId,
    outcome: OperatorAnswer,
    { fields = {}, refusals = ANSWER_REFUSALS }: {
      fields?: LogFields;
      refusals?: typeof ANSWER_REFUSALS;
    } = {},
  ): Answer | Promise<Answer> => {
    const { server, chargeId } = id;
    audited(deps, c, what, { server, chargeId, ...fields, outcome });
    return isGood(outcome) ? show(c, id) : refusals[outcome];
  };
  /** A call that says nothing but what is to be done. */
  const plain = (
    what: string,
    may: readonly TokenRight[],
    run: (id: OrderId, by: string) => Promise<OperatorAnswer>,
    refusals = ANSWER_REFUSALS,
  ): Call =>
    post(`${ORDER}/${what}`, may, async (c) => {
      const fields = await readFields(c, [], { mayBeEmpty: true });
      if (!fields.ok) return fields.refusal;
      const id = c.req.param();
      if (await findOrder(orders, id) === null) return ANSWER_REFUSALS.notFound;
      return came(c, what, id, await run(id, c.get("principal").by), { refusals });
    });
  return [
    get("/api/orders", ["read"], async (c) => {
      const query = readOrderQuery(new URL(c.req.url).searchParams);
      const page = query.ok ? await readPage(orders, query.value) : query;
      if (!page.ok) return page.refusal;
      return c.json({ orders: page.value.orders.map(json), cursor: page.value.cursor });
    }),
    get(ORDER, ["read"], (c) => show(c, c.req.param())),
    post(`${ORDER}/settle`, ["settle"], async (c) => {
      const fields = await readFields(c, SETTLEMENT_FIELDS);
      const asked = fields.ok ? readSettlement(fields.value) : fields;
      if (!asked.ok) return asked.refusal;
      const id = c.req.param();
      const order = await findOrder(orders, id);
      if (order === null) return ANSWER_REFUSALS.notFound;
      const result = completeSettlement(asked.value, order.fields.chargeCash);
      if (!result.ok) return result.refusal;
      const answer = await operator.settle(id, result.value, c.get("principal").by);
      const { retCode, retCash } = result.value;
      const given = { retCode, retCash: formatMoney(retCash) };
      return came(c, "settle", id, answer, { fields: given });
    }),
    plain("push", ["push", "settle"], (id, by) => operator.push(id, by)),
    // What the channel says will be in the order's timeline.
    plain("inquire", ["settle"], (id, by) => operator.inquire(id, by)),
    plain("release", ["settle"], (id, by) => workers.release(id, by), LEASE_REFUSALS),
    post(`${ORDER}/extend`, ["settle"], async (c) => {
      const fields = await readFields(c, ["lease"], { mayBeEmpty: true });
      const lease = fields.ok ? readLease(fields.value) : fields;
      if (!lease.ok) return lease.refusal;
      const id = c.req.param();
      if (await findOrder(orders, id) === null) return ANSWER_REFUSALS.notFound;
      const answer = await workers.extend(id, lease.value, c.get("principal").by);
      // Programs extend again and again: only what fails is worth a line.
      if (answer === "done") return show(c, id);
      return came(c, "extend", id, answer, { refusals: LEASE_REFUSALS });
    }),
  ];
}
