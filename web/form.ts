/**
 * Forms as browsers send them. What says to be one and is none, or breaks off, is refused like any other request that can't
 * be read; a request that does not even say so is a form without fields.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from "hono";
import { readBytes } from "./api/body.ts";
import type { WebEnv } from "./auth.ts";
import { refuse } from "./errors.ts";

/** Bytes that a form may have, where nothing else is said. */
export const FORM_BYTES_MAX = 8192;

const FORM_TYPE = /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\s*(?:;|$)/i;

/** Lets a request on only with a form that can be read and is not too long. */
export function formLimit(bytesMax: number = FORM_BYTES_MAX): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const bytes = await readBytes(c.req.raw, bytesMax);
    if (bytes === "tooLarge") {
      return refuse(c, { code: "too_large", message: "表单过长 (the form is too long)" });
    }
    const bad = { code: "bad_form", message: "表单读不懂 (the form cannot be read)" } as const;
    if (bytes === "broken") return refuse(c, bad);
    c.req.raw = new Request(c.req.raw, { body: bytes });
    try {
      await readForm(c);
    } catch {
      return refuse(c, bad);
    }
    await next();
  };
}

/** The form that {@linkcode formLimit} has let on. */
export async function readForm(c: Context): Promise<FormData> {
  return FORM_TYPE.test(c.req.header("Content-Type") ?? "")
    ? await c.req.formData()
    : new FormData();
}
