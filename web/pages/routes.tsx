/**
 * The screens: what is asked of the program for each, and what an operator's forms do.
 *
 * @module
 */
import { Hono } from "hono";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import type { Order } from "../../lib/order.ts";
import { QueryError } from "../../lib/order_query.ts";
import type { OrderFilter, OrderPage as Listed } from "../../lib/order_query.ts";
import { formatMoney } from "../../lib/money.ts";
import { readOrderQuery, TERM_CHARACTERS_MAX } from "../api/order_query.ts";
import { STYLE } from "../assets/style.ts";
import { addressOf, isAllowed } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { Frame } from "../components/layout.tsx";
import { orderPath } from "../components/show.tsx";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { methodNotAllowed } from "../method.ts";
import { en } from "../messages/en.ts";
import { zh } from "../messages/zh.ts";
import { orderJson } from "../order_json.ts";
import { DeskPage } from "./desk.tsx";
import { OrderPage } from "./order.tsx";
import type { OrderProps } from "./order.tsx";
import { OrdersPage } from "./orders.tsx";
import { OverviewPage } from "./overview.tsx";
import { readSettleForm } from "./settle_form.ts";
import type { SettlementForm } from "./settle_form.ts";
import { spanOf } from "./times.ts";

const LATEST = 10;
const DESK_MAX = 500;
const FORM_BYTES_MAX = 8192;
const LANGUAGE_COOKIE = "czdock_lang";
const YEAR_S = 31_536_000;

type Page = Context<WebEnv>;

/** The style sheet, for everybody: the form to sign in has it too. */
export function assetRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get("/assets/style.css", (c) => {
    c.header("Content-Type", "text/css; charset=utf-8");
    // Its address has the version in it.
    c.header("Cache-Control", "public, max-age=31536000, immutable");
    return c.body(STYLE);
  });
  return routes;
}

/** Every screen. Whoever asks is known already. */
export function pageRoutes(deps: AppDeps): Hono<WebEnv> {
  const { orders, operator, clock, audit } = deps;
  const routes = new Hono<WebEnv>();
  const frameOf = (c: Page): Frame => {
    const { pathname, search } = new URL(c.req.url);
    const { by } = c.get("principal");
    const signedIn = deps.config.users.some(({ name }) => by === `operator:${name}`);
    const m = languageOf(c) === "en" ? en : zh;
    return {
      m,
      nowMs: clock.nowMs(),
      version: deps.version,
      by,
      signedIn,
      here: pathname + search,
    };
  };
  const find = ({ server, chargeId }: { server: string; chargeId: string }) =>
    server.length > TERM_CHARACTERS_MAX || chargeId.length > TERM_CHARACTERS_MAX
      ? null
      : orders.get(server, chargeId);
  const deskNames = () => deps.channels().filter(({ type }) => type === "manual");

  routes.get("/", async (c) => {
    const [overview, health, latest] = await Promise.all([
      orders.overview(),
      deps.health(),
      orders.list({}, LATEST, null),
    ]);
    const props = {
      frame: frameOf(c),
      overview,
      health,
      latest: latest.orders,
      servers: deps.servers(),
      channels: deps.channels(),
      desks: deskNames(),
    };
    return c.html(html`<!DOCTYPE html>${<OverviewPage {...props} />}`);
  });
  routes.all("/", methodNotAllowed("GET, HEAD"));

  routes.get("/orders", async (c) => {
    const params = new URL(c.req.url).searchParams;
    const { active: counts } = await orders.overview();
    const found = await listed(deps, params);
    const props = {
      frame: frameOf(c),
      counts,
      params,
      servers: deps.servers().map(({ name }) => name),
      channels: deps.channels().map(({ name }) => name),
      exportPath: exportPath(params, deps.clock.nowMs()),
      ...found,
    };
    return c.html(
      html`<!DOCTYPE html>${<OrdersPage {...props} />}`,
      found.problem === null ? 200 : 422,
    );
  });
  routes.all("/orders", methodNotAllowed("GET, HEAD"));

  routes.get("/desk", async (c) => {
    const waiting: Order[] = [];
    for (const { name } of deskNames()) {
      const filter = { state: "processing" as const, channel: name };
      waiting.push(...(await orders.list(filter, DESK_MAX, null)).orders);
    }
    waiting.sort((a, b) => a.receivedAtMs - b.receivedAtMs);
    return c.html(html`<!DOCTYPE html>${<DeskPage frame={frameOf(c)} orders={waiting} />}`);
  });
  routes.all("/desk", methodNotAllowed("GET, HEAD"));

  const show = (
    c: Page,
    order: Order,
    status: 200 | 409 | 422,
    more: Partial<Pick<OrderProps, "told" | "review">>,
  ) => {
    const principal = c.get("principal");
    const channel = order.state === "processing" ? order.channel : null;
    const props: OrderProps = {
      frame: frameOf(c),
      order,
      json: orderJson(order, deps.callbackTarget(order)),
      maySettle: isAllowed(principal, ["settle"]),
      mayPush: isAllowed(principal, ["push", "settle"]),
      atDesk: deskNames().some(({ name }) => name === channel),
      told: null,
      review: null,
      ...more,
    };
    return c.html(html`<!DOCTYPE html>${<OrderPage {...props} />}`, status);
  };
  const missing = (c: Page) =>
    refuse(c, { code: "unknown_order", message: "没有这个定单 (there is no such order)" });

  routes.get("/orders/:server/:chargeId", async (c) => {
    const order = await find(c.req.param());
    if (order === null) return missing(c);
    const { m } = frameOf(c);
    const done = c.req.query("done");
    const told = done === "pushed" || done === "settled"
      ? { text: m.done[done], good: true }
      : null;
    return show(c, order, 200, { told });
  });
  routes.all("/orders/:server/:chargeId", methodNotAllowed("GET, HEAD"));

  const limit = bodyLimit({ maxSize: FORM_BYTES_MAX });
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
    return show(c, now, 409, { told: { text: frameOf(c).m.done[outcome], good: false } });
  };
  const forbidden = (c: Page) =>
    refuse(c, { code: "forbidden", message: "您的角色不能做这个操作 (your role may not do this)" });

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
      const text = frameOf(c).m.done.invalid + read.refusal.message;
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

/** Chosen by `?lang=`, remembered in a cookie; Chinese where nobody has chosen. */
function languageOf(c: Page): "zh" | "en" {
  const asked = c.req.query("lang");
  if (asked === "zh" || asked === "en") {
    setCookie(c, LANGUAGE_COOKIE, asked, { path: "/", maxAge: YEAR_S, sameSite: "Lax" });
    return asked;
  }
  return getCookie(c, LANGUAGE_COOKIE) === "en" ? "en" : "zh";
}
