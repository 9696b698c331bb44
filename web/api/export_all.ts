/**
 * `GET /api/export.ndjson`: the whole store, for `czdock export` while the program runs. Passwords stay encrypted in it.
 *
 * @module
 */
import { Hono } from "hono";
import { requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../method.ts";

/** The call at `/api/export.ndjson`. An answer that breaks off lacks its last line, and is no export. */
export function exportAllApi(deps: AppDeps): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.get("/", requires("admin"), (c) => {
    deps.audit.info("export", { by: c.get("principal").by });
    c.header("Content-Type", "application/x-ndjson");
    // Read as the reader takes it, so its size costs no memory.
    return c.body(ReadableStream.from(deps.store.exportAll()));
  });
  api.all("/", methodNotAllowed("GET, HEAD"));
  return api;
}
