/**
 * `/api/orders`: orders listed, shown, settled, pushed and asked about.
 *
 * @module
 */
import { Hono } from "hono";
import { formatMoney } from "../../lib/money.ts";
import type { Order } from "../../lib/order.ts";
import { QueryError } from "../../lib/order_query.ts";
import { requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { onlyFields } from "../../lib/api/fields.ts";
import { invalid } from "../../lib/api/refusal.ts";
import type { Refusal } from "../../lib/api/refusal.ts";
import type { InquireAnswer, PushAnswer, SettleAnswer } from "../../lib/operator.ts";
import { methodNotAllowed } from "../method.ts";
import { orderJson } from "../../lib/api/order_json.ts";
import type { OrderJson } from "../../lib/api/order_json.ts";
import { readJsonBody } from "./body.ts";
import { OrderCalls, STORE_DOWN, UNKNOWN_ORDER } from "./order_calls.ts";
import { readOrderQuery } from "../../lib/api/order_query.ts";
import { completeSettlement, readSettlement } from "../../lib/api/settlement.ts";

const SETTLE_REFUSALS: Readonly<Record<Exclude<SettleAnswer, "settled">, Refusal>> = {
  notFound: UNKNOWN_ORDER,
  alreadySettled: {
    code: "already_settled",
    message: "定单已有结果,结果不能再改 (the order is settled, and a result never changes)",
  },
  notSettleable: {
    code: "not_settleable",
    message: "定单在当前状态和通道下不能人工结算 " +
      "(nobody may settle the order by hand in its present state and channel)",
  },
  taken: {
    code: "taken",
    message: "定单已被他人领取 (somebody else has claimed the order)",
  },
  storeDown: STORE_DOWN,
};

const PUSH_REFUSALS: Readonly<Record<Exclude<PushAnswer, "pushed">, Refusal>> = {
  notFound: UNKNOWN_ORDER,
  notSettled: {
    code: "not_settled",
    message: "定单还没有结果,没有可推送的回调 (the order has no result to push yet)",
  },
  storeDown: STORE_DOWN,
};

const INQUIRE_REFUSALS: Readonly<Record<Exclude<InquireAnswer, "asked">, Refusal>> = {
  notFound: UNKNOWN_ORDER,
  nothingToAsk: {
    code: "nothing_to_ask",
    message: "没有通道在处理这个定单,或通道不能查询 " +
      "(no channel has the order, or its channel can't be asked)",
  },
};

/** The calls below `/api/orders`. */
export function ordersApi(deps: AppDeps): Hono<WebEnv> {
  const { orders, operator } = deps;
  const json = (order: Order): OrderJson => orderJson(order, deps.callbackTarget(order));
  const calls = new OrderCalls(deps);

  const api = new Hono<WebEnv>();

  api.get("/", requires("read"), async (c) => {
    const query = readOrderQuery(new URL(c.req.url).searchParams);
    if (!query.ok) return refuse(c, query.refusal);
    const { filter, limit, cursor } = query.value;
    try {
      const page = await orders.list(filter, limit, cursor);
      return c.json({ orders: page.orders.map(json), cursor: page.cursor });
    } catch (thrown) {
      if (!(thrown instanceof QueryError)) throw thrown;
      const found = new URL(c.req.url).searchParams.get(thrown.field) ?? undefined;
      return refuse(c, invalid(thrown.field, thrown.message, found).refusal);
    }
  });
  api.all("/", methodNotAllowed("GET, HEAD"));

  api.get("/:server/:chargeId", requires("read"), (c) => calls.show(c, c.req.param()));
  api.all("/:server/:chargeId", methodNotAllowed("GET, HEAD"));

  api.post("/:server/:chargeId/settle", requires("settle"), async (c) => {
    const body = await readJsonBody(c);
    if (!body.ok) return refuse(c, body.refusal);
    const asked = readSettlement(body.value);
    if (!asked.ok) return refuse(c, asked.refusal);
    const id = c.req.param();
    const order = await calls.find(id);
    if (order === null) return refuse(c, UNKNOWN_ORDER);
    const result = completeSettlement(asked.value, order.fields.chargeCash);
    if (!result.ok) return refuse(c, result.refusal);
    const answer = await operator.settle(id, result.value, c.get("principal").by);
    const { retCode, retCash } = result.value;
    calls.audited(c, "settle", id, answer, { retCode, retCash: formatMoney(retCash) });
    return answer === "settled" ? calls.show(c, id) : refuse(c, SETTLE_REFUSALS[answer]);
  });
  api.all("/:server/:chargeId/settle", methodNotAllowed("POST"));

  api.post("/:server/:chargeId/push", requires("push", "settle"), async (c) => {
    const body = await readJsonBody(c, true);
    if (!body.ok) return refuse(c, body.refusal);
    const known = onlyFields(body.value, []);
    if (!known.ok) return refuse(c, known.refusal);
    const id = c.req.param();
    if (await calls.find(id) === null) return refuse(c, UNKNOWN_ORDER);
    const answer = await operator.push(id, c.get("principal").by);
    calls.audited(c, "push", id, answer);
    return answer === "pushed" ? calls.show(c, id) : refuse(c, PUSH_REFUSALS[answer]);
  });
  api.all("/:server/:chargeId/push", methodNotAllowed("POST"));

  api.post("/:server/:chargeId/inquire", requires("settle"), async (c) => {
    const body = await readJsonBody(c, true);
    const known = body.ok ? onlyFields(body.value, []) : body;
    if (!known.ok) return refuse(c, known.refusal);
    const id = c.req.param();
    if (await calls.find(id) === null) return refuse(c, UNKNOWN_ORDER);
    const answer = await operator.inquire(id, c.get("principal").by);
    calls.audited(c, "inquire", id, answer);
    if (answer !== "asked") return refuse(c, INQUIRE_REFUSALS[answer]);
    // What the channel says will be in the order's timeline.
    return calls.show(c, id);
  });
  api.all("/:server/:chargeId/inquire", methodNotAllowed("POST"));

  return api;
}
