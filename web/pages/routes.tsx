/**
 * The screens' addresses.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { STYLE } from "../assets/style.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../method.ts";
import { deskRoutes } from "./desk_routes.tsx";
import { listRoutes } from "./list_routes.tsx";
import { orderRoutes } from "./order_routes.tsx";
import { OverviewPage } from "./overview.tsx";
import { frameOf } from "./page.ts";

const LATEST = 10;

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
  const { orders } = deps;
  const routes = new Hono<WebEnv>();
  routes.get("/", async (c) => {
    const [overview, health, latest] = await Promise.all([
      orders.overview(),
      deps.health(),
      orders.list({}, LATEST, null),
    ]);
    const channels = deps.channels();
    const props = {
      frame: frameOf(deps, c),
      overview,
      health,
      latest: latest.orders,
      servers: deps.servers(),
      channels,
      desks: channels.filter(({ type }) => type === "manual"),
    };
    return c.html(html`<!DOCTYPE html>${<OverviewPage {...props} />}`);
  });
  routes.all("/", methodNotAllowed("GET, HEAD"));

  routes.route("/", listRoutes(deps));
  routes.route("/", deskRoutes(deps));
  routes.route("/", orderRoutes(deps));
  return routes;
}
