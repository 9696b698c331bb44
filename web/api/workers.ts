/**
 * What programs that work on orders call: claim, extend, release. They settle through `/api/orders/…/settle`.
 *
 * @module
 */
import { Hono } from "hono";
import { addressOf, requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { onlyFields } from "../../lib/api/fields.ts";
import type { Refusal } from "../../lib/api/refusal.ts";
import type { ClaimedOrder } from "../../lib/operator.ts";
import { methodNotAllowed } from "../method.ts";
import { instantOrNull, orderJson } from "../../lib/api/order_json.ts";
import { readJsonBody } from "./body.ts";
import { UNKNOWN_CHANNEL } from "./channels.ts";
import { readLease, readMax } from "../../lib/api/lease.ts";
import { CLAIM_REFUSALS, OrderCalls, STORE_DOWN, UNKNOWN_ORDER } from "./order_calls.ts";

const CLAIM_REFUSED: Readonly<Record<"unknown" | "notWorker" | "storeDown", Refusal>> = {
  unknown: UNKNOWN_CHANNEL,
  notWorker: {
    code: "not_worker",
    message: "这个通道不是 worker,定单不能由程序领取 " +
      "(the channel is no worker, so programs can't claim its orders)",
  },
  storeDown: STORE_DOWN,
};

/** `POST /api/channels/NAME/claim`. */
export function claimApi(deps: AppDeps): Hono<WebEnv> {
  const { workers, audit } = deps;
  const json = ({ order, secrets }: ClaimedOrder) => ({
    ...orderJson(order, deps.callbackTarget(order)),
    leaseUntil: instantOrNull(order.claim?.untilMs ?? null),
    cardPassword: secrets.cardPassword,
    agentPass: secrets.agentPass,
  });
  const api = new Hono<WebEnv>();
  api.post("/:name/claim", requires("settle"), async (c) => {
    const body = await readJsonBody(c, true);
    if (!body.ok) return refuse(c, body.refusal);
    const known = onlyFields(body.value, ["max", "lease"]);
    if (!known.ok) return refuse(c, known.refusal);
    const max = readMax(body.value), lease = readLease(body.value);
    if (!max.ok) return refuse(c, max.refusal);
    if (!lease.ok) return refuse(c, lease.refusal);
    const { by } = c.get("principal");
    const channel = c.req.param("name");
    const claimed = await workers.claim(channel, max.value, lease.value, by);
    if (claimed.kind !== "claimed") return refuse(c, CLAIM_REFUSED[claimed.kind]);
    const { orders } = claimed;
    // Programs ask again and again, and mostly there is nothing.
    if (orders.length > 0) {
      audit.info("claim", { by, from: addressOf(c), channel, orders: orders.length });
    }
    return c.json({ orders: orders.map(json) });
  });
  api.all("/:name/claim", methodNotAllowed("POST"));
  return api;
}

/** `POST /api/orders/SERVER/CHARGEID/extend` and `…/release`. */
export function leaseApi(deps: AppDeps): Hono<WebEnv> {
  const { workers } = deps;
  const calls = new OrderCalls(deps);
  const api = new Hono<WebEnv>();

  api.post("/:server/:chargeId/extend", requires("settle"), async (c) => {
    const body = await readJsonBody(c, true);
    if (!body.ok) return refuse(c, body.refusal);
    const known = onlyFields(body.value, ["lease"]);
    if (!known.ok) return refuse(c, known.refusal);
    const lease = readLease(body.value);
    if (!lease.ok) return refuse(c, lease.refusal);
    const id = c.req.param();
    if (await calls.find(id) === null) return refuse(c, UNKNOWN_ORDER);
    const answer = await workers.extend(id, lease.value, c.get("principal").by);
    if (answer !== "done") {
      calls.audited(c, "extend", id, answer);
      return refuse(c, CLAIM_REFUSALS[answer]);
    }
    return calls.show(c, id);
  });
  api.all("/:server/:chargeId/extend", methodNotAllowed("POST"));

  api.post("/:server/:chargeId/release", requires("settle"), async (c) => {
    const body = await readJsonBody(c, true);
    if (!body.ok) return refuse(c, body.refusal);
    const known = onlyFields(body.value, []);
    if (!known.ok) return refuse(c, known.refusal);
    const id = c.req.param();
    if (await calls.find(id) === null) return refuse(c, UNKNOWN_ORDER);
    const answer = await workers.release(id, c.get("principal").by);
    calls.audited(c, "release", id, answer);
    return answer === "done" ? calls.show(c, id) : refuse(c, CLAIM_REFUSALS[answer]);
  });
  api.all("/:server/:chargeId/release", methodNotAllowed("POST"));

  return api;
}
