/**
 * `/notify/CHANNEL`: where suppliers send what they have to say by themselves. Nobody signs in here: the channel itself
 * checks that it is its supplier's, by the signature that its configuration demands.
 *
 * @module
 */
import { Hono } from "hono";
import type { WebEnv } from "../auth.ts";
import { addressOf } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { methodNotAllowed } from "../method.ts";
import { readBytes } from "./body.ts";

/** Largest notification that is read. */
export const NOTIFICATION_BYTES_MAX = 64 * 1024;

/** The path of every channel that takes notifications. */
export function notificationsApi({ notify }: Pick<AppDeps, "notify">): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.on(["GET", "POST"], "/:channel", async (c) => {
    const body = await readBytes(c.req.raw, NOTIFICATION_BYTES_MAX);
    if (body === "tooLarge") {
      return refuse(c, { code: "too_large", message: "通知太长 (the notification is too long)" });
    }
    if (body === "broken") {
      return refuse(c, { code: "bad_json", message: "没有收完整 (it ended early)" });
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
