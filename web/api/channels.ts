/**
 * `/api/channels`: paused and resumed while czdock runs.
 *
 * @module
 */
import { Hono } from "hono";
import type { Context } from "hono";
import { addressOf, requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { onlyFields, shown } from "../../lib/api/fields.ts";
import type { BodyFields } from "../../lib/api/fields.ts";
import { invalid } from "../../lib/api/refusal.ts";
import type { Read, Refusal } from "../../lib/api/refusal.ts";
import type { SwitchAnswer } from "../../lib/operator.ts";
import { methodNotAllowed } from "../method.ts";
import { channelJson } from "../../lib/api/channel_json.ts";
import { readJsonBody } from "./body.ts";
import { STORE_DOWN } from "./order_calls.ts";

/** There is no such channel. */
export const UNKNOWN_CHANNEL: Refusal = {
  code: "unknown_channel",
  message: "没有这个通道 (there is no such channel)",
};

/** Characters of the reason of a pause. */
export const REASON_CHARACTERS_MAX = 200;

/** `POST /api/channels/NAME/pause` and `…/resume`. */
export function channelsApi(deps: AppDeps): Hono<WebEnv> {
  const { operator, audit } = deps;
  const done = (c: Context<WebEnv>, what: string, answer: SwitchAnswer, reason?: string) => {
    const channel = c.req.param("name");
    const fields = reason === undefined ? { channel } : { channel, reason };
    const { by } = c.get("principal");
    audit.info(what, { by, from: addressOf(c), ...fields, outcome: answer });
    if (answer === "storeDown") return refuse(c, STORE_DOWN);
    const status = deps.channels().find(({ name }) => name === channel);
    if (answer === "unknown" || status === undefined) return refuse(c, UNKNOWN_CHANNEL);
    return c.json(channelJson(status));
  };
  const api = new Hono<WebEnv>();

  api.post("/:name/pause", requires("settle"), async (c) => {
    const body = await readJsonBody(c);
    const reason = body.ok ? readReason(body.value) : body;
    if (!reason.ok) return refuse(c, reason.refusal);
    const { by } = c.get("principal");
    const answer = await operator.pause(c.req.param("name"), reason.value, by);
    return done(c, "pause", answer, reason.value);
  });
  api.all("/:name/pause", methodNotAllowed("POST"));

  api.post("/:name/resume", requires("settle"), async (c) => {
    const body = await readJsonBody(c, true);
    const known = body.ok ? onlyFields(body.value, []) : body;
    if (!known.ok) return refuse(c, known.refusal);
    return done(c, "resume", await operator.resume(c.req.param("name"), c.get("principal").by));
  });
  api.all("/:name/resume", methodNotAllowed("POST"));

  return api;
}

function readReason(fields: BodyFields): Read<string> {
  const known = onlyFields(fields, ["reason"]);
  if (!known.ok) return known;
  const value = fields.get("reason");
  const text = typeof value === "string" ? value.trim() : "";
  if (text !== "" && [...text].length <= REASON_CHARACTERS_MAX) return { ok: true, value: text };
  const rule = `必须是 1–${REASON_CHARACTERS_MAX} 个字符的文本 ` +
    `(must be text of 1–${REASON_CHARACTERS_MAX} characters)`;
  return invalid("reason", rule, shown(value));
}
