/**
 * `/orders/SERVER/CHARGEID`: an order's screen, and what its forms do.
 *
 * @module
 */
import { Hono } from "hono";
import { formatMoney } from "../../lib/money.ts";
import type { Order } from "../../lib/order.ts";
import { TERM_CHARACTERS_MAX } from "../api/order_query.ts";
import { addressOf, isAllowed } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import { orderPath } from "../components/show.tsx";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { methodNotAllowed } from "../method.ts";
import { orderJson } from "../order_json.ts";
import { OrderPage } from "./order.tsx";
import type { OrderProps } from "./order.tsx";
import { answerScreen, forbidden, formLimit, frameOf } from "./page.ts";
import type { Page } from "./page.ts";
import { readSettleForm } from "./settle_form.ts";
import type { SettlementForm } from "./settle_form.ts";

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
    more: Partial<Pick<OrderProps, "told" | "review">>,
  ) => {
    const principal = c.get("principal");
    const channel = order.state === "processing" ? order.channel : null;
    const props: OrderProps = {
      frame: frameOf(deps, c),
      order,
      json: orderJson(order, deps.callbackTarget(order)),
      maySettle: isAllowed(principal, ["settle"]),
      mayPush: isAllowed(principal, ["push", "settle"]),
      atDesk: deps.channels().some(({ name, type }) => type === "manual" && name === channel),
      told: null,
      review: null,
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
    const done = c.req.query("done");
    const told = done === "pushed" || done === "settled"
      ? { text: m.done[done], good: true }
      : null;
    return show(c, order, 200, { told });
  });
  routes.all("/orders/:server/:chargeId", methodNotAllowed("GET, HEAD"));

  const limit = formLimit();
  /** Runs what was asked for, and writes down who asked. */
  const act = async (
    c: Page,
    what: "push" | "settle",
    order: Order,
    run: (by: string) => Promise<OrderOutcome>,
    fields: Record<string, unknown> = {},
  ) => {
    const { by } = c.get("principal");
    const { server, fields: { chargeId } } = order;
    const outcome = await run(by);
    audit.info(what, { by, from: addressOf(c), server, chargeId, ...fields, outcome });
    // Read again after it: a reload of the page must not send the form again.
    if (outcome === "pushed" || outcome === "settled") {
      return c.redirect(`${orderPath(order)}?done=${outcome}`, 303);
    }
    const now = await find({ server, chargeId }) ?? order;
    return show(c, now, 409, { told: { text: frameOf(deps, c).m.done[outcome], good: false } });
  };
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
    const read = readSettleForm(await c.req.parseBody(), order.fields.chargeCash);
    if (!read.ok) {
      const text = frameOf(deps, c).m.done.invalid + read.refusal.message;
      return show(c, order, 422, { told: { text, good: false } });
    }
    const form: SettlementForm = read.value;
    if (!form.confirmed) return show(c, order, 200, { review: form });
    const { retCode, retCash } = form.result;
    return await act(c, "settle", order, (by) => operator.settle(c.req.param(), form.result, by), {
      retCode,
      retCash: formatMoney(retCash),
    });
  });
  routes.all("/orders/:server/:chargeId/settle", methodNotAllowed("POST"));
  return routes;
}

type OrderOutcome =
  | Awaited<ReturnType<AppDeps["operator"]["push"]>>
  | Awaited<ReturnType<AppDeps["operator"]["settle"]>>;
