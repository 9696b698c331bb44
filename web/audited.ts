/**
 * Who did what, and from where.
 *
 * @module
 */
import type { Context } from "hono";
import type { LogFields } from "../lib/log.ts";
import { addressOf, type WebEnv } from "./auth.ts";
import type { AppDeps } from "./deps.ts";

/** Writes down what whoever asks has done. */
export function audited(
  { audit }: Pick<AppDeps, "audit">,
  c: Context<WebEnv>,
  event: string,
  fields: LogFields = {},
): void {
  audit.info(event, { by: c.get("principal").by, from: addressOf(c), ...fields });
}
