/**
 * What a supplier sends by itself.
 *
 * @module
 */
import { addressList, plainAddress } from "../../../addresses.ts";
import { decodeText } from "../../../expression/charset.ts";
import { evaluationText } from "../../../expression/expression.ts";
import type { Expression, Variables } from "../../../expression/expression.ts";
import type { NotificationReply, NotificationRequest } from "../../../notification.ts";
import type { Notification, Outcome } from "../../channel.ts";
import { judge } from "./judge.ts";
import { parseAnswer, type Parsed, parseForm } from "./parse_answer.ts";
import type { Supplier } from "./supplier.ts";
import { withValues } from "./variables.ts";

/**
 * Reads a notification. Changes nothing.
 *
 * @param completed what an outcome is with all that the channel knows besides
 */
export function readNotification(
  supplier: Supplier,
  request: NotificationRequest,
  completed: (reference: string, outcome: Outcome, variables: Variables) => Outcome,
): Notification {
  const { config: { notify: config }, compiled: { notify } } = supplier;
  const plain = (body: string, status = 200): NotificationReply => ({
    status,
    contentType: "text/plain; charset=utf-8",
    body,
  });
  if (config === null || notify === null) {
    return { kind: "refused", reason: "没有 notify", reply: plain("", 404) };
  }
  const masker = supplier.masker();
  const refuse = (reason: string): Notification => ({
    kind: "refused",
    reason: masker.mask(reason),
    reply: plain(config.bad),
  });
  if (config.from.length > 0 && !addressList(config.from)(plainAddress(request.from))) {
    return { ...refuse("不在 from 之内 not from one of its addresses"), reply: plain("", 403) };
  }
  const parsed = parse(request, supplier);
  if (parsed.kind === "unreadable") return refuse(parsed.reason);
  const settings: Variables = {
    ...supplier.settings(),
    answer: parsed.value,
    headers: request.headers,
    body: decodeText(request.body, config.charset) ?? "",
  };
  let reference: string;
  let variables: Variables;
  try {
    const expressions = [notify.valid, notify.reference].filter((one) => one !== null);
    const references = expressions.flatMap((one: Expression) => [...one.references]);
    variables = withValues(
      supplier.compiled,
      [...references, ...notify.meaning.references],
      settings,
    );
    if (notify.valid?.evaluate(variables) !== true) return refuse("验签不过 it is not valid");
    const named = notify.reference?.evaluate(variables);
    if (typeof named !== "string") return refuse("没有订单号 it names no reference");
    reference = named;
  } catch (error) {
    return refuse(evaluationText(error));
  }
  const named = supplier.usualReference(reference);
  const reply = plain(config.good);
  return {
    kind: "understood",
    reply,
    unknownReply: config.unknown === "good" ? reply : plain(config.bad),
    said: [{
      // By its usual writing the engine finds the order.
      reference: named?.usual ?? reference,
      asks: config.confirm,
      outcome: (order) => {
        const known = { ...variables, ...supplier.about(order, named?.attempt ?? 0, reference) };
        const { outcome } = judge(notify.meaning, known, {
          chargeCash: order.fields.chargeCash,
          notFound: "unknown",
          mask: (text) => masker.mask(text),
        });
        const told = { request: "通知 notification", answer: masker.mask(parsed.text), tookMs: 0 };
        return completed(reference, { ...outcome, exchange: told }, known);
      },
    }],
  };
}

function parse({ query, body }: NotificationRequest, { config }: Supplier): Parsed {
  const { notify } = config;
  if (notify === null) return { kind: "unreadable", reason: "没有 notify" };
  if (notify.format !== "form") return parseAnswer(body, notify.format, notify.charset);
  const fromBody = body.length === 0
    ? { kind: "read", value: new Map<string, string>(), text: "" } as const
    : parseAnswer(body, "form", notify.charset);
  if (fromBody.kind === "unreadable" || query === "") return fromBody;
  try {
    const form = fromBody.value instanceof Map ? fromBody.value : new Map<string, string>();
    const inUrl = parseForm(query, notify.charset);
    for (const name of inUrl.keys()) {
      if (form.has(name)) return { kind: "unreadable", reason: "参数重复 a name stands twice" };
    }
    const text = [query, fromBody.text].filter((part) => part !== "").join("&");
    return { kind: "read", value: new Map([...inUrl, ...form]), text };
  } catch (error) {
    return { kind: "unreadable", reason: evaluationText(error) };
  }
}
