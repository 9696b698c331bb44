/**
 * `/api/alarms`: what somebody has to know of at once, and whether it would arrive.
 *
 * @module
 */
import { Hono } from "hono";
import { addressOf, requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../method.ts";
import { instant } from "../../lib/api/order_json.ts";

/** The calls at `/api/alarms`. */
export function alarmsApi({ operations, audit }: AppDeps): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.get("/", requires("read"), (c) =>
    c.json({
      alarms: operations.alarms().map(({ kind, subject, words: { zh, en }, sinceMs }) => ({
        kind,
        subject,
        zh,
        en,
        since: instant(sinceMs),
      })),
    }));
  api.all("/", methodNotAllowed("GET, HEAD"));
  api.post("/test", requires("admin"), async (c) => {
    const { by } = c.get("principal");
    audit.info("alarm webhooks tried", { by, from: addressOf(c) });
    const webhooks = await operations.tryWebhooks(by);
    return c.json({
      webhooks: webhooks.map(({ name, refusal }) => ({ name, ok: refusal === null, refusal })),
    });
  });
  api.all("/test", methodNotAllowed("POST"));
  return api;
}
