/**
 * `GET /api/alarms`: what somebody has to know of at once.
 *
 * @module
 */
import { Hono } from "hono";
import { requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../method.ts";
import { instant } from "../order_json.ts";

/** The call at `/api/alarms`. */
export function alarmsApi({ operations }: AppDeps): Hono<WebEnv> {
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
  return api;
}
