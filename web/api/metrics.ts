/**
 * `GET /metrics`: the program in numbers, for Prometheus.
 *
 * @module
 */
import { Hono } from "hono";
import type { Identify, WebEnv } from "../auth.ts";
import { authenticate, requires } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../method.ts";

/** Prometheus' text format, version 0.0.4. */
const TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** The call at `/metrics`, for whoever may read. */
export function metricsApi({ operations }: AppDeps, steps: readonly Identify[]): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.get(
    "/",
    authenticate(steps),
    requires("read"),
    (c) => c.body(operations.metrics(), 200, { "Content-Type": TYPE }),
  );
  api.all("/", methodNotAllowed("GET, HEAD"));
  return api;
}
