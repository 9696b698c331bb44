/**
 * `GET /healthz`: whether czdock does its work, for probes. It needs no credentials; the sentences behind the checks are
 * for those who may read. `GET /metrics`: the program in numbers, for Prometheus.
 *
 * @module
 */
import { isAllowed } from "../../lib/access/principal.ts";
import { errorText } from "../../lib/log.ts";
import type { Health } from "../../lib/status.ts";
import { identified, type Identify } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { type Call, get } from "../routes.ts";

/** Prometheus' text format, version 0.0.4. */
const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** `/healthz`, 503 when down and 200 otherwise, for a degraded one must not be restarted by its probe; `/metrics`. */
export function healthCalls(deps: AppDeps, steps: readonly Identify[]): Call[] {
  return [
    get("/healthz", [], async (c) => {
      const { status, checks } = await look(deps);
      const principal = await identified(c, steps);
      const detailed = typeof principal !== "string" && isAllowed(principal, ["read"]);
      const shown = Object.entries(checks).map(([name, { ok, message }]) =>
        [name, detailed ? { ok, message } : { ok }] as const
      );
      return c.json({ status, checks: Object.fromEntries(shown) }, status === "down" ? 503 : 200);
    }),
    get(
      "/metrics",
      ["read"],
      (c) => c.body(deps.operations.metrics(), 200, { "Content-Type": METRICS_TYPE }),
    ),
  ];
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
