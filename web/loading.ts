/**
 * What is answered while the orders of earlier runs are still being read: a list would lack some of them, and nobody should
 * act on what he does not see.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import type { Clock } from "../lib/clock.ts";
import type { WebEnv } from "./auth.ts";
import type { AppDeps } from "./deps.ts";
import { refuse } from "./errors.ts";

/** How long a request waits for the orders before it is refused, in milliseconds: nearly always they are there by then. */
export const LOADING_WAIT_MS = 1000;
/** What `Retry-After` says, in seconds. */
export const LOADING_RETRY_S = 1;

/** Lets requests through once the orders are loaded; 503 where that takes longer than a moment. @param looksAgain a screen does, by itself */
export function onceLoaded(
  deps: Pick<AppDeps, "loading" | "clock">,
  { looksAgain = false }: { looksAgain?: boolean } = {},
): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const loading = deps.loading();
    if (loading !== null) await within(loading, deps.clock);
    if (deps.loading() === null) return await next();
    c.header("Retry-After", `${LOADING_RETRY_S}`);
    if (looksAgain) c.header("Refresh", `${LOADING_RETRY_S}`);
    const message = "正在载入定单,请稍后重试 (the orders are being loaded, try again in a moment)";
    return refuse(c, { code: "loading", message });
  };
}

function within(loading: Promise<void>, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(LOADING_WAIT_MS, resolve);
    loading.then(() => {
      cancel();
      resolve();
    });
  });
}
