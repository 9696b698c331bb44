/**
 * `/api/channels`: paused and resumed while czdock runs, and their orders claimed by programs. Those settle through
 * `/api/orders/…/settle`.
 *
 * @module
 */
import type { Context } from "hono";
import { ANSWER_REFUSALS } from "../../lib/api/answers.ts";
import { channelJson } from "../../lib/api/channel_json.ts";
import { type BodyFields, shown } from "../../lib/api/fields.ts";
import { readLease, readMax } from "../../lib/api/lease.ts";
import { instantOrNull, orderJson } from "../../lib/api/order_json.ts";
import { invalid, type Read } from "../../lib/api/refusal.ts";
import type { ClaimedOrder, SwitchAnswer } from "../../lib/operator.ts";
import { audited, type WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { type Answer, type Call, post } from "../routes.ts";
import { readFields } from "./body.ts";

/** Characters of the reason of a pause. */
export const REASON_CHARACTERS_MAX = 200;

/** `POST /api/channels/NAME/pause`, `…/resume` and `…/claim`. */
export function channelCalls(deps: AppDeps): Call[] {
  const { operator, workers } = deps;
  const switched = (
    c: Context<WebEnv>,
    what: string,
    channel: string,
    outcome: SwitchAnswer,
    reason?: string,
  ): Answer => {
    const fields = reason === undefined ? { channel } : { channel, reason };
    audited(deps, c, what, { ...fields, outcome });
    if (outcome !== "done") return ANSWER_REFUSALS[outcome];
    const status = deps.channels().find(({ name }) => name === channel);
    return status === undefined ? ANSWER_REFUSALS.unknown : c.json(channelJson(status));
  };
  const claimedJson = ({ order, secrets }: ClaimedOrder) => ({
    ...orderJson(order, deps.callbackTarget(order)),
    leaseUntil: instantOrNull(order.claim?.untilMs ?? null),
    cardPassword: secrets.cardPassword,
    agentPass: secrets.agentPass,
  });
  return [
    post("/api/channels/:name/pause", ["settle"], async (c) => {
      const fields = await readFields(c, ["reason"]);
      const reason = fields.ok ? readReason(fields.value) : fields;
      if (!reason.ok) return reason.refusal;
      const name = c.req.param("name");
      const answer = await operator.pause(name, reason.value, c.get("principal").by);
      return switched(c, "pause", name, answer, reason.value);
    }),
    post("/api/channels/:name/resume", ["settle"], async (c) => {
      const fields = await readFields(c, [], { mayBeEmpty: true });
      if (!fields.ok) return fields.refusal;
      const name = c.req.param("name");
      return switched(c, "resume", name, await operator.resume(name, c.get("principal").by));
    }),
    post("/api/channels/:name/claim", ["settle"], async (c) => {
      const fields = await readFields(c, ["max", "lease"], { mayBeEmpty: true });
      if (!fields.ok) return fields.refusal;
      const max = readMax(fields.value), lease = readLease(fields.value);
      if (!max.ok) return max.refusal;
      if (!lease.ok) return lease.refusal;
      const channel = c.req.param("name");
      const { by } = c.get("principal");
      const claimed = await workers.claim(channel, max.value, lease.value, by);
      if (claimed.kind !== "claimed") return ANSWER_REFUSALS[claimed.kind];
      const { orders } = claimed;
      // Programs ask again and again, and mostly there is nothing.
      if (orders.length > 0) audited(deps, c, "claim", { channel, orders: orders.length });
      return c.json({ orders: orders.map(claimedJson) });
    }),
  ];
}

function readReason(fields: BodyFields): Read<string> {
  const value = fields.get("reason");
  const text = typeof value === "string" ? value.trim() : "";
  if (text !== "" && [...text].length <= REASON_CHARACTERS_MAX) return { ok: true, value: text };
  const rule = `必须是 1–${REASON_CHARACTERS_MAX} 个字符的文本 ` +
    `(must be text of 1–${REASON_CHARACTERS_MAX} characters)`;
  return invalid("reason", rule, shown(value));
}
