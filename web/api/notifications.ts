/**
 * `/notify/CHANNEL`: where suppliers send what they have to say by themselves. Nobody signs in here: the channel itself
 * checks that it is its supplier's, by the signature that its configuration demands.
 *
 * @module
 */
import { Hono } from "hono";
import { type Rate, Rates } from "../../lib/access/rates.ts";
import { addressOf, type WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { methodNotAllowed } from "../routes.ts";
import { readBytes } from "./body.ts";

/** Largest notification that is read. */
export const NOTIFICATION_BYTES_MAX = 64 * 1024;

/** Notifications from one address. A supplier behind a proxy shares it with all others there. */
export const NOTIFICATION_RATE: Rate = { perSecond: 100, atFirst: 500 };
/** How long a notification may take to come, in milliseconds: whoever needs longer keeps a place from others. */
export const NOTIFICATION_MS_MAX = 10_000;
/** Notifications that are read at a time, at most. */
export const NOTIFICATIONS_AT_ONCE = 64;

/** The path of every channel that takes notifications. */
export function notificationsApi(
  { notify, clock }: Pick<AppDeps, "notify" | "clock">,
): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  const rates = new Rates(clock, NOTIFICATION_RATE);
  let underWay = 0;
  api.use("/:channel", async (c, next) => {
    if (underWay >= NOTIFICATIONS_AT_ONCE || !rates.takes(addressOf(c))) {
      c.header("Retry-After", "1");
      return refuse(c, {
        code: "too_many",
        message: "通知太多,请稍后再发 (too many notifications)",
      });
    }
    underWay++;
    try {
      await next();
    } finally {
      underWay--;
    }
  });
  api.on(["GET", "POST"], "/:channel", async (c) => {
    // What only wants to know the headers is no notification.
    if (c.req.method === "HEAD") return c.body(null, 204);
    const late = new AbortController();
    const cancel = clock.after(NOTIFICATION_MS_MAX, () => late.abort());
    const body = await readBytes(c.req.raw, NOTIFICATION_BYTES_MAX, late.signal);
    cancel();
    if (body === "tooLarge") {
      return refuse(c, { code: "too_large", message: "通知太长 (the notification is too long)" });
    }
    if (body === "broken") {
      return refuse(c, { code: "bad_json", message: "没有收完整 (it did not come whole in time)" });
    }
    const { search } = new URL(c.req.url);
    const reply = await notify(c.req.param("channel"), {
      method: c.req.method,
      query: search.slice(1),
      headers: new Map(c.req.raw.headers),
      body,
      from: addressOf(c),
    });
    if (reply === null) {
      const message = "没有通道在这里收通知 (no channel takes notifications here)";
      return refuse(c, { code: "not_found", message });
    }
    const { status, contentType } = reply;
    return new Response(reply.body, { status, headers: { "Content-Type": contentType } });
  });
  api.all("/:channel", methodNotAllowed("GET, POST"));
  return api;
}
