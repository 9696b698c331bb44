/**
 * What the calls below `/api/orders/SERVER/CHARGEID` have in common.
 *
 * @module
 */
import type { Context } from "hono";
import type { LogFields } from "../../lib/log.ts";
import type { Order, OrderId } from "../../lib/order.ts";
import { addressOf } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import type { Refusal } from "../../lib/api/refusal.ts";
import type { ClaimAnswer } from "../../lib/operator.ts";
import { TERM_CHARACTERS_MAX } from "../../lib/order_query.ts";
import { orderJson } from "../../lib/api/order_json.ts";

/** There is no such order. */
export const UNKNOWN_ORDER: Refusal = {
  code: "unknown_order",
  message: "没有这个定单 (there is no such order)",
};
/** Nothing is known to be changed. */
export const STORE_DOWN: Refusal = {
  code: "store_down",
  message: "存储现在不能写入,请稍后重试 (the store can't be written now, try again later)",
};

/** Why a lease is not extended, or a claim not given back. */
export const CLAIM_REFUSALS: Readonly<Record<Exclude<ClaimAnswer, "done">, Refusal>> = {
  notFound: UNKNOWN_ORDER,
  taken: {
    code: "taken",
    message: "定单不是你领取的 (it is not you who has claimed the order)",
  },
  notClaimable: {
    code: "not_claimable",
    message: "定单不在等待处理:已有结果、已转待查或未到这个通道 " +
      "(the order does not wait to be worked on: it is settled, in review, or with no such channel)",
  },
  storeDown: STORE_DOWN,
};

/** Finds, shows, and writes down who did what. */
export class OrderCalls {
  constructor(private readonly deps: AppDeps) {}

  /** The order; `null` where there is none. */
  find({ server, chargeId }: OrderId): Promise<Order | null> {
    // The store need not be asked for a name that no order can have.
    if (server.length > TERM_CHARACTERS_MAX || chargeId.length > TERM_CHARACTERS_MAX) {
      return Promise.resolve(null);
    }
    return this.deps.orders.get(server, chargeId);
  }

  /** Answers with the order as it is now. */
  async show(c: Context, id: OrderId): Promise<Response> {
    const order = await this.find(id);
    if (order === null) return refuse(c, UNKNOWN_ORDER);
    return c.json(orderJson(order, this.deps.callbackTarget(order)));
  }

  /** Whoever changes something, and what came of it. */
  audited(
    c: Context<WebEnv>,
    what: string,
    id: OrderId,
    outcome: string,
    fields: LogFields = {},
  ): void {
    const { by } = c.get("principal");
    const { server, chargeId } = id;
    const from = addressOf(c);
    this.deps.audit.info(what, { by, from, server, chargeId, ...fields, outcome });
  }
}
