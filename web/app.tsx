/**
 * The whole page and API as a function of what it is given. Nothing listens here: `main.ts` serves `app.fetch`, and
 * tests ask `app.request()`.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Context } from "hono";
import { errorText } from "../lib/log.ts";
import { channelsApi } from "./api/channels.ts";
import { alarmsApi } from "./api/alarms.ts";
import { eventsApi } from "./api/events.ts";
import { exportApi } from "./api/export.ts";
import { exportAllApi, surveyApi } from "./api/export_all.ts";
import { healthApi } from "./api/health.ts";
import { logLevelsApi } from "./api/log_levels.ts";
import { metricsApi } from "./api/metrics.ts";
import { notificationsApi } from "./api/notifications.ts";
import { ordersApi } from "./api/orders.ts";
import { overviewApi } from "./api/overview.ts";
import { reloadApi } from "./api/reload.ts";
import { restoredApi } from "./api/restored.ts";
import { stopApi } from "./api/stop.ts";
import { claimApi, leaseApi } from "./api/workers.ts";
import { errorScreens } from "./error.tsx";
import { authenticate, authenticatePage, identifySteps, isOpen } from "./auth.ts";
import type { WebEnv } from "./auth.ts";
import type { AppDeps } from "./deps.ts";
import { refuse } from "./errors.ts";
import { securityHeaders } from "./headers.ts";
import { onceLoaded, refuseLoadingPage } from "./loading.ts";
import { checkHost, checkOrigin } from "./origin.ts";
import { assetRoutes } from "./assets/assets.ts";
import { pageRoutes, PAGES } from "./pages/routes.tsx";
import { Lockout } from "../lib/access/lockout.ts";
import { signInRoutes } from "./pages/sign_in_routes.tsx";
import { Sessions } from "../lib/access/sessions.ts";
import { Users } from "../lib/access/users.ts";

/** The page and the API. Everything below `/api/` needs credentials, or an open loopback configuration. */
export function createApp(deps: AppDeps): Hono<WebEnv> {
  const users = new Users(deps.config.users);
  const sessions = new Sessions(deps.clock, (count) => new Uint8Array(randomBytes(count)));
  const lockout = new Lockout(deps.clock);
  const steps = identifySteps(deps.config, users, sessions);
  const failed = (thrown: unknown, c: Context): Response => {
    const stack = thrown instanceof Error ? thrown.stack : undefined;
    const { method, path } = c.req;
    deps.log.error("request failed", { method, path, error: errorText(thrown), stack });
    const message = "czdock 内部错误,详情见日志 (internal error, the log has the detail)";
    return refuse(c, { code: "internal", message });
  };

  const app = new Hono<WebEnv>();
  app.onError(failed);
  app.notFound((c) =>
    refuse(c, { code: "not_found", message: "没有这个地址 (there is no such address)" })
  );
  app.use(securityHeaders);
  app.use(errorScreens);
  app.use(async (c, next) => {
    try {
      await next();
    } catch (thrown) {
      // Hono hands only Errors to onError, and lets go of anything else that is thrown.
      c.res = failed(thrown, c);
    }
  });
  // Suppliers come under the name that the world knows, and sign what they send.
  app.use("/notify/*", onceLoaded(deps));
  app.route("/notify", notificationsApi(deps));
  app.use(checkHost(isOpen(deps.config)));
  app.use(checkOrigin());
  app.use("/api/*", authenticate(steps));
  // They tell nothing of orders, and are wanted most while something is amiss.
  app.route("/api/log-levels", logLevelsApi(deps));
  app.route("/api/alarms", alarmsApi(deps));
  // Before anything waits: a program that is still reading its orders can be stopped too.
  app.route("/api/stop", stopApi(deps));
  app.use("/api/*", onceLoaded(deps));

  if (deps.config.users.length > 0) {
    app.route("/", signInRoutes({ users, sessions, lockout, audit: deps.audit }));
  }
  app.route("/", assetRoutes());
  for (const path of PAGES) {
    app.use(path, authenticatePage(deps.config, steps), onceLoaded(deps, refuseLoadingPage));
  }
  app.route("/healthz", healthApi(deps, steps));
  app.route("/metrics", metricsApi(deps, steps));
  app.route("/api/overview", overviewApi(deps));
  app.route("/api/events", eventsApi(deps, steps));
  app.route("/api/orders", ordersApi(deps));
  app.route("/api/orders", leaseApi(deps));
  app.route("/api/channels", claimApi(deps));
  app.route("/api/channels", channelsApi(deps));
  app.route("/api/reload", reloadApi(deps));
  app.route("/api/export.csv", exportApi(deps));
  app.route("/api/export.ndjson", exportAllApi(deps));
  app.route("/api/survey.ndjson", surveyApi(deps));
  app.route("/api/restored", restoredApi(deps));
  app.route("/", pageRoutes(deps, sessions));
  return app;
}
