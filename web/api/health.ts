/**
 * `GET /healthz`: whether czdock does its work, for probes. It needs no credentials; the sentences behind the checks are
 * for those who may read.
 *
 * @module
 */
import { isAllowed } from "../../lib/access/principal.ts";
import { Hono } from "hono";
import { errorText } from "../../lib/log.ts";
import type { Health } from "../../lib/status.ts";
import type { Identify, WebEnv } from "../auth.ts";
import { identified } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../method.ts";

/** The call at `/healthz`: 503 when down, 200 otherwise, for a degraded one must not be restarted by its probe. */
export function healthApi(deps: AppDeps, steps: readonly Identify[]): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.get("/", async (c) => {
    const { status, checks } = await look(deps);
    const principal = await identified(c, steps);
    const detailed = typeof principal !== "string" && isAllowed(principal, ["read"]);
    const shown = Object.entries(checks).map(([name, { ok, message }]) =>
      [name, detailed ? { ok, message } : { ok }] as const
    );
    return c.json({ status, checks: Object.fromEntries(shown) }, status === "down" ? 503 : 200);
  });
  api.all("/", methodNotAllowed("GET, HEAD"));
  return api;
}

/** Whatever keeps the looking from being done is itself the finding. */
async function look(deps: AppDeps): Promise<Health> {
  try {
    return await deps.health();
  } catch (thrown) {
    deps.log.error("health check failed", { error: errorText(thrown) });
    return { status: "down", checks: {} };
  }
}
