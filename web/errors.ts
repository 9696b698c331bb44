/**
 * The answer that says no.
 *
 * @module
 */
import type { Context } from "hono";
import { ERROR_STATUS, type Refusal } from "../lib/api/refusal.ts";

/** The answer that says a refusal. */
export function refuse(c: Context, refusal: Refusal): Response {
  const { code, message, field } = refusal;
  const error = field === undefined ? { code, message } : { code, message, field };
  return c.json({ error }, ERROR_STATUS[code]);
}
