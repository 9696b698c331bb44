/**
 * `GET /api/overview`: how things stand, in one answer.
 *
 * @module
 */
import { Hono } from "hono";
import { overviewJson } from "../../lib/api/overview_json.ts";
import { requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../method.ts";

/** The call at `/api/overview`. */
export function overviewApi(deps: AppDeps): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.get("/", requires("read"), async (c) => c.json(await overviewJson(deps)));
  api.all("/", methodNotAllowed("GET, HEAD"));
  return api;
}
