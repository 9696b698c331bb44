/**
 * The whole page and API as a function of what it is given. Nothing listens here: `main.ts` serves `app.fetch`, and
 * tests ask `app.request()`.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Context } from "hono";
import { Lockout } from "../lib/access/lockout.ts";
import { isOpen } from "../lib/access/origin.ts";
import { Sessions } from "../lib/access/sessions.ts";
import { Users } from "../lib/access/users.ts";
import { errorText } from "../lib/log.ts";
import { channelCalls } from "./api/channels.ts";
import { eventCalls } from "./api/events.ts";
import { exportCalls } from "./api/export.ts";
import { healthCalls } from "./api/health.ts";
import { notificationsApi } from "./api/notifications.ts";
import { emergencyCalls, operationCalls } from "./api/operations.ts";
import { orderCalls } from "./api/orders.ts";
import { assetCalls } from "./assets/assets.ts";
import { authenticate, authenticatePage, identifySteps, type WebEnv } from "./auth.ts";
import { SCREENS } from "./components/layout.tsx";
import type { AppDeps } from "./deps.ts";
import { errorScreens } from "./error.tsx";
import { refuse } from "./errors.ts";
import { securityHeaders } from "./headers.ts";
import { onceLoaded } from "./loading.ts";
import { checkHost, checkOrigin } from "./origin.ts";
import { bulkCalls } from "./pages/bulk.tsx";
import { channelPageCalls } from "./pages/channels.tsx";
import { comparisonCalls } from "./pages/comparison.tsx";
import { deskCalls } from "./pages/desk.tsx";
import { logCalls } from "./pages/log.tsx";
import { orderPageCalls } from "./pages/order.tsx";
import { listCalls } from "./pages/orders.tsx";
import { overviewCalls } from "./pages/overview.tsx";
import { reconciliationCalls } from "./pages/reconciliation.tsx";
import { serverCalls } from "./pages/servers.tsx";
import { settingsCalls } from "./pages/settings.tsx";
import { signInCalls } from "./pages/sign_in.tsx";
import { routes } from "./routes.ts";

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
  app.on("GET", "/metrics", authenticate(steps));
  // Before anything waits: a program that is still reading its orders can be stopped too.
  app.route("/", routes(emergencyCalls(deps)));
  app.use("/api/*", onceLoaded(deps));

  if (deps.config.users.length > 0) {
    app.route("/", routes(signInCalls({ users, sessions, lockout, audit: deps.audit })));
  }
  for (const { path } of SCREENS) {
    const below = path === "/" ? path : `${path}/*`;
    app.use(below, authenticatePage(deps.config, steps), onceLoaded(deps, { looksAgain: true }));
  }
  const calls = [
    ...assetCalls(),
    ...healthCalls(deps, steps),
    ...eventCalls(deps, steps),
    ...orderCalls(deps),
    ...channelCalls(deps),
    ...operationCalls(deps),
    ...exportCalls(deps),
    ...overviewCalls(deps),
    ...listCalls(deps),
    ...bulkCalls(deps),
    ...orderPageCalls(deps),
    ...deskCalls(deps),
    ...reconciliationCalls(deps),
    ...comparisonCalls(deps),
    ...channelPageCalls(deps),
    ...serverCalls(deps),
    ...logCalls(deps),
    ...settingsCalls(deps, sessions),
  ];
  app.route("/", routes(calls));
  return app;
}
