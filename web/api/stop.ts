/**
 * `POST /api/stop`: ends the program as a signal does. For where signals are hard to come by, as on Windows.
 *
 * @module
 */
import { Hono } from "hono";
import { addressOf, requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { isLoopback } from "../host.ts";
import { methodNotAllowed } from "../method.ts";

/** What a proxy adds. */
const PROXY_HEADERS = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"] as const;

/** The call at `/api/stop`: for an `admin` at this machine itself, not through a proxy on it. */
export function stopApi({ operations, audit }: AppDeps): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.post("/", requires("admin"), (c) => {
    const from = addressOf(c);
    const { by } = c.get("principal");
    const proxied = PROXY_HEADERS.some((name) => c.req.header(name) !== undefined);
    const allowed = isLoopback(from.replace(/^::ffff:/i, "")) && !proxied;
    audit.info("stop", { by, from, outcome: allowed ? "stopping" : "notLocal" });
    if (!allowed) {
      const message = "只能在本机停止 (only this machine itself may stop the program)";
      return refuse(c, { code: "not_local", message });
    }
    operations.stop(by);
    return c.json({ stopping: true }, 202);
  });
  api.all("/", methodNotAllowed("POST"));
  return api;
}
