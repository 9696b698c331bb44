/**
 * `POST /api/reload`: the configuration is read again.
 *
 * @module
 */
import { onlyFields } from "../../lib/api/fields.ts";
import { ERROR_STATUS } from "../../lib/api/refusal.ts";
import { Hono } from "hono";
import { addressOf, requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { methodNotAllowed } from "../method.ts";
import { readJsonBody } from "./body.ts";

/** Faults or warnings that are told; the program's own log has all of them. */
const LINES_MAX = 100;

/** The call at `/api/reload`. */
export function reloadApi({ operator, audit }: AppDeps): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.post("/", requires("admin"), async (c) => {
    const body = await readJsonBody(c, true);
    const known = body.ok ? onlyFields(body.value, []) : body;
    if (!known.ok) return refuse(c, known.refusal);
    const { by } = c.get("principal");
    const reloaded = await operator.reload(by);
    audit.info("reload", { by, from: addressOf(c), outcome: reloaded.kind });
    if (reloaded.kind === "reloaded") {
      return c.json({ warnings: reloaded.warnings.slice(0, LINES_MAX) });
    }
    const code = "bad_config";
    const message =
      "配置有错,仍用原来的 (the configuration has faults, the one before stays in force)";
    const faults = reloaded.faults.slice(0, LINES_MAX);
    return c.json({ error: { code, message, faults } }, ERROR_STATUS[code]);
  });
  api.all("/", methodNotAllowed("POST"));
  return api;
}
