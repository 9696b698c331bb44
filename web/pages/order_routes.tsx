/**
 * `/orders/SERVER/CHARGEID`: an order's screen, and what its forms do.
 *
 * @module
 */
import { Hono } from "hono";
import type { LogFields } from "../../lib/log.ts";
import { formatMoney } from "../../lib/money.ts";
import type { Order } from "../../lib/order.ts";
import { isAllowed } from "../../lib/access/principal.ts";
import { TERM_CHARACTERS_MAX } from "../../lib/order_query.ts";
import { addressOf } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import { orderPath } from "../components/show.tsx";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { methodNotAllowed } from "../routes.ts";
import { orderJson } from "../../lib/api/order_json.ts";
import { OrderPage } from "./order.tsx";
import type { OrderProps } from "./order.tsx";
import { formLimit } from "../form.ts";
import { answerScreen, forbidden, frameOf } from "./page.ts";
import type { Page } from "./page.ts";
import { readSettleForm } from "../../lib/api/settle_form.ts";
import type { SettlementForm } from "../../lib/api/settle_form.ts";

/** The screen of an order. */
export function orderRoutes(deps: AppDeps): Hono<WebEnv> {
  const { orders, operator, audit } = deps;
  const routes = new Hono<WebEnv>();
  const find = ({ server, chargeId }: { server: string; chargeId: string }) =>
    server.length > TERM_CHARACTERS_MAX || chargeId.length > TERM_CHARACTERS_MAX
      ? null
      : orders.get(server, chargeId);

  const show = (
    c: Page,
    order: Order,
    status: 200 | 409 | 422,
    more: Partial<Pick<OrderProps, "told" | "review" | "from">>,
  ) => {
    const channel = order.state === "processing" ? order.channel : null;
    const props: OrderProps = {
      frame: frameOf(deps, c),
      order,
      json: orderJson(order, deps.callbackTarget(order)),
      packets: deps.packets(order),
      atDesk: deps.channels().some(({ name, type }) => type === "manual" && name === channel),
      told: null,
      review: null,
      from: "order",
      ...more,
    };
    return answerScreen(c, <OrderPage {...props} />, status);
  };
  const missing = (c: Page) =>
    refuse(c, { code: "unknown_order", message: "没有这个定单 (there is no such order)" });

  routes.get("/orders/:server/:chargeId", async (c) => {
    const order = await find(c.req.param());
    if (order === null) return missing(c);
    const { m } = frameOf(deps, c);
    const sentences: Record<string, string> = {
      pushed: m.done.pushed,
      settled: m.done.settled,
      asked: m.page.asked,
    };
    const text = sentences[c.req.query("done") ?? ""];
    return show(c, order, 200, { told: text === undefined ? null : { text, good: true } });
  });
  routes.all("/orders/:server/:chargeId", methodNotAllowed("GET, HEAD"));

  const limit = formLimit();
  /** Runs what was asked for, and writes down who asked. */
  const act = async (
    c: Page,
    what: "push" | "settle" | "inquire",
    order: Order,
    run: (by: string) => Promise<OrderOutcome>,
    { fields = {}, from = "order" }: { fields?: LogFields; from?: "desk" | "order" } = {},
  ) => {
    const { by } = c.get("principal");
    const { server, fields: { chargeId } } = order;
    const outcome = await run(by);
    audit.info(what, { by, from: addressOf(c), server, chargeId, ...fields, outcome });
    // Read again after it: a reload of the page must not send the form again.
    if (outcome === "pushed" || outcome === "settled" || outcome === "asked") {
      const path = from === "desk" ? "/desk" : orderPath(order);
      return c.redirect(`${path}?done=${outcome}`, 303);
    }
    const now = await find({ server, chargeId }) ?? order;
    const { m } = frameOf(deps, c);
    const text = outcome === "nothingToAsk" ? m.page.nothingToAsk : m.done[outcome];
    return show(c, now, 409, { told: { text, good: false }, from });
  };
  routes.post("/orders/:server/:chargeId/inquire", limit, async (c) => {
    if (!isAllowed(c.get("principal"), ["push", "settle"])) return forbidden(c);
    const order = await find(c.req.param());
    if (order === null) return missing(c);
    return await act(c, "inquire", order, (by) => operator.inquire(c.req.param(), by));
  });
  routes.all("/orders/:server/:chargeId/inquire", methodNotAllowed("POST"));

  routes.post("/orders/:server/:chargeId/push", limit, async (c) => {
    if (!isAllowed(c.get("principal"), ["push", "settle"])) return forbidden(c);
    const order = await find(c.req.param());
    if (order === null) return missing(c);
    return await act(c, "push", order, (by) => operator.push(c.req.param(), by));
  });
  routes.all("/orders/:server/:chargeId/push", methodNotAllowed("POST"));

  routes.post("/orders/:server/:chargeId/settle", limit, async (c) => {
    if (!isAllowed(c.get("principal"), ["settle"])) return forbidden(c);
    const order = await find(c.req.param());
    if (order === null) return missing(c);
    const body = await c.req.parseBody();
    const from = body.from === "desk" ? "desk" : "order";
    const read = readSettleForm(body, order.fields.chargeCash);
    if (!read.ok) {
      const text = frameOf(deps, c).m.done.invalid + read.refusal.message;
      return show(c, order, 422, { told: { text, good: false }, from });
    }
    const form: SettlementForm = read.value;
    if (!form.confirmed) return show(c, order, 200, { review: form, from });
    const { retCode, retCash } = form.result;
    const settle = (by: string) => operator.settle(c.req.param(), form.result, by);
    const fields = { retCode, retCash: formatMoney(retCash) };
    return await act(c, "settle", order, settle, { fields, from });
  });
  routes.all("/orders/:server/:chargeId/settle", methodNotAllowed("POST"));
  return routes;
}

type OrderOutcome =
  | Awaited<ReturnType<AppDeps["operator"]["push"]>>
  | Awaited<ReturnType<AppDeps["operator"]["settle"]>>
  | Awaited<ReturnType<AppDeps["operator"]["inquire"]>>;
