/**
 * The screens' addresses.
 *
 * @module
 */
import { Hono } from "hono";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { deskRoutes } from "./desk_routes.tsx";
import { listRoutes } from "./list_routes.tsx";
import { orderRoutes } from "./order_routes.tsx";
import { overviewRoutes } from "./overview.tsx";
import { reconciliationRoutes } from "../reconciliation/routes.tsx";

/** Where the screens are. Whoever asks for one has to be known. */
export const PAGES = [
  "/",
  "/orders",
  "/orders/*",
  "/desk",
  "/desk/*",
  "/reconciliation",
  "/reconciliation/*",
] as const;

/** Every screen. */
export function pageRoutes(deps: AppDeps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  for (
    const screens of [
      overviewRoutes,
      listRoutes,
      orderRoutes,
      deskRoutes,
      reconciliationRoutes,
    ]
  ) {
    routes.route("/", screens(deps));
  }
  return routes;
}
