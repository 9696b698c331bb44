/**
 * Routes as tests write them.
 *
 * @module
 */
import type { RouteConfig } from "../../lib/config.ts";

/** A route whose channels are tried in their order, and waited for as long as it takes. */
export function route(
  channels: readonly string[],
  when: RouteConfig["when"] = {},
  differences: Partial<RouteConfig> = {},
): RouteConfig {
  return { when, channels, weights: new Map(), maxWaitMs: null, ...differences };
}
