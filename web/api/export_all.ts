/**
 * `GET /api/export.ndjson` and `GET /api/survey.ndjson`: the whole store, for `czdock export` and `czdock audit` while the
 * program runs. Passwords stay encrypted in both.
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
  return streamed(deps, "export", () => deps.store.exportAll());
}

/** The call at `/api/survey.ndjson`. An answer that breaks off lacks its last line. */
export function surveyApi(deps: AppDeps): Hono<WebEnv> {
  return streamed(deps, "survey", () => deps.store.survey());
}

function streamed(
  { audit }: AppDeps,
  event: string,
  read: () => AsyncGenerator<Uint8Array<ArrayBuffer>>,
): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.get("/", requires("admin"), (c) => {
    audit.info(event, { by: c.get("principal").by });
    c.header("Content-Type", "application/x-ndjson");
    // Read as the reader takes it, so its size costs no memory.
    return c.body(ReadableStream.from(read()));
  });
  api.all("/", methodNotAllowed("GET, HEAD"));
  return api;
}
