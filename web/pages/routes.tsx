/**
 * The screens' addresses.
 *
 * @module
 */
import { Hono } from "hono";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { channelRoutes } from "./channels.tsx";
import { deskRoutes } from "./desk_routes.tsx";
import { listRoutes } from "./list_routes.tsx";
import { logRoutes } from "./log.tsx";
import { orderRoutes } from "./order_routes.tsx";
import { overviewRoutes } from "./overview.tsx";
import { reconciliationRoutes } from "./reconciliation_routes.tsx";
import { serverRoutes } from "./servers.tsx";
import { settingsRoutes } from "./settings.tsx";
import type { Sessions } from "../../lib/access/sessions.ts";

/** Where the screens are. Whoever asks for one has to be known. */
export const PAGES = [
  "/",
  "/orders",
  "/orders/*",
  "/desk",
  "/desk/*",
  "/reconciliation",
  "/reconciliation/*",
  "/channels",
  "/channels/*",
  "/servers",
  "/servers/*",
  "/log",
  "/log/*",
  "/settings",
  "/settings/*",
] as const;

/** Every screen. */
export function pageRoutes(deps: AppDeps, sessions: Sessions): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const all = [
    overviewRoutes,
    listRoutes,
    orderRoutes,
    deskRoutes,
    reconciliationRoutes,
    channelRoutes,
    serverRoutes,
    logRoutes,
  ];
  for (const screens of all) routes.route("/", screens(deps));
  routes.route("/", settingsRoutes(deps, sessions));
  return routes;
}
