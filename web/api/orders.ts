/**
 * `/api/orders`: orders listed, shown, settled and pushed.
 *
 * @module
 */
import { Hono } from "hono";
import type { Context } from "hono";
import type { LogFields } from "../../lib/log.ts";
import { formatMoney } from "../../lib/money.ts";
import type { Order, OrderId } from "../../lib/order.ts";
import { QueryError } from "../../lib/order_query.ts";
import { addressOf, requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps, PushAnswer, SettleAnswer } from "../deps.ts";
import { invalid, refuse } from "../errors.ts";
import type { Refusal } from "../errors.ts";
import { methodNotAllowed } from "../method.ts";
import { orderJson } from "../order_json.ts";
import type { OrderJson } from "../order_json.ts";
import { readJsonBody } from "./body.ts";
import { readOrderQuery, TERM_CHARACTERS_MAX } from "./order_query.ts";
import { completeSettlement, readSettlement } from "./settlement.ts";

const UNKNOWN_ORDER: Refusal = {
  code: "unknown_order",
  message: "没有这个定单 (there is no such order)",
};
const STORE_DOWN: Refusal = {
  code: "store_down",
  message: "存储现在不能写入,请稍后重试 (the store can't be written now, try again later)",
};

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

/** The calls below `/api/orders`. */
export function ordersApi(deps: AppDeps): Hono<WebEnv> {
  const { orders, operator } = deps;
  const json = (order: Order): OrderJson => orderJson(order, deps.callbackTarget(order));
  const find = ({ server, chargeId }: OrderId) => {
    // The store need not be asked for a name that no order can have.
    if (server.length > TERM_CHARACTERS_MAX || chargeId.length > TERM_CHARACTERS_MAX) return null;
    return orders.get(server, chargeId);
  };
  const show = async (c: Context, id: OrderId): Promise<Response> => {
    const order = await find(id);
    return order === null ? refuse(c, UNKNOWN_ORDER) : c.json(json(order));
  };

  /** Whoever changes something, and what came of it. */
  const audited = (
    c: Context<WebEnv>,
    what: string,
    id: OrderId,
    outcome: string,
    fields: LogFields = {},
  ) => {
    const { by } = c.get("principal");
    deps.audit.info(what, { by, from: addressOf(c), ...id, ...fields, outcome });
  };

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

  api.get("/:server/:chargeId", requires("read"), (c) => show(c, c.req.param()));
  api.all("/:server/:chargeId", methodNotAllowed("GET, HEAD"));

  api.post("/:server/:chargeId/settle", requires("settle"), async (c) => {
    const body = await readJsonBody(c);
    if (!body.ok) return refuse(c, body.refusal);
    const asked = readSettlement(body.value);
    if (!asked.ok) return refuse(c, asked.refusal);
    const id = c.req.param();
    const order = await find(id);
    if (order === null) return refuse(c, UNKNOWN_ORDER);
    const result = completeSettlement(asked.value, order.fields.chargeCash);
    if (!result.ok) return refuse(c, result.refusal);
    const answer = await operator.settle(id, result.value, c.get("principal").by);
    const { retCode, retCash } = result.value;
    audited(c, "settle", id, answer, { retCode, retCash: formatMoney(retCash) });
    return answer === "settled" ? show(c, id) : refuse(c, SETTLE_REFUSALS[answer]);
  });
  api.all("/:server/:chargeId/settle", methodNotAllowed("POST"));

  api.post("/:server/:chargeId/push", requires("push", "settle"), async (c) => {
    const body = await readJsonBody(c, true);
    if (!body.ok) return refuse(c, body.refusal);
    for (const name of body.value.keys()) {
      return refuse(c, invalid(name, "这个调用没有字段 (this call has no fields)", name).refusal);
    }
    const id = c.req.param();
    if (await find(id) === null) return refuse(c, UNKNOWN_ORDER);
    const answer = await operator.push(id, c.get("principal").by);
    audited(c, "push", id, answer);
    return answer === "pushed" ? show(c, id) : refuse(c, PUSH_REFUSALS[answer]);
  });
  api.all("/:server/:chargeId/push", methodNotAllowed("POST"));

  return api;
}
