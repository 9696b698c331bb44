/**
 * `/api/log-levels`: how much the log says, changed while czdock runs.
 *
 * @module
 */
import { Hono } from "hono";
import { readLevels } from "../../lib/api/log_levels.ts";
import type { LogLevels } from "../../lib/log.ts";
import { addressOf, requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { methodNotAllowed } from "../method.ts";
import { readJsonBody } from "./body.ts";

/** The calls at `/api/log-levels`. */
export function logLevelsApi({ operations, audit }: AppDeps): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.get("/", requires("admin"), (c) => c.json(levelsJson(operations.logLevels())));
  api.post("/", requires("admin"), async (c) => {
    const body = await readJsonBody(c);
    const read = body.ok ? readLevels(body.value, operations.logLevels()) : body;
    if (!read.ok) return refuse(c, read.refusal);
    operations.setLogLevels(read.value);
    const levels = levelsJson(read.value);
    audit.info("log levels", { by: c.get("principal").by, from: addressOf(c), ...levels });
    return c.json(levels);
  });
  api.all("/", methodNotAllowed("GET, HEAD, POST"));
  return api;
}

function levelsJson({ level, modules }: LogLevels) {
  return { level, levels: Object.fromEntries(modules) };
}
