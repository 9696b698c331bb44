/**
 * What a supplier sends by itself.
 *
 * @module
 */
import { addressList, plainAddress } from "../../../addresses.ts";
import { decodeText } from "../../../expression/charset.ts";
import { evaluationText } from "../../../expression/expression.ts";
import type { Variables } from "../../../expression/expression.ts";
import type { CompiledNotify } from "../../../expression/supplier.ts";
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
  if (config === null || notify === null) return refused("没有 notify", plain("", 404));
  if (config.from.length > 0 && !addressList(config.from)(plainAddress(request.from))) {
    return refused("不在 from 之内 not from one of its addresses", plain("", 403));
  }
  const masker = supplier.masker();
  const mask = (text: string) => masker.mask(text);
  const read = readSigned(supplier, notify, request);
  if ("reason" in read) return refused(mask(read.reason), plain(config.bad));
  const { reference, variables, text } = read;
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
        const { chargeCash } = order.fields;
        const judged = judge(notify.meaning, known, { chargeCash, notFound: "unknown", mask });
        const exchange = { request: "通知 notification", answer: mask(text), tookMs: 0 };
        return completed(reference, { ...judged.outcome, exchange }, known);
      },
    }],
  };
}

function plain(body: string, status = 200): NotificationReply {
  return { status, contentType: "text/plain; charset=utf-8", body };
}

function refused(reason: string, reply: NotificationReply): Notification {
  return { kind: "refused", reason, reply };
}

/** What is believed to be the supplier's. */
interface Signed {
  /** Our own number of the attempt that it is about, as the supplier writes it. */
  readonly reference: string;
  readonly variables: Variables;
  readonly text: string;
}

/** Reads what can be shown to be the supplier's, or says why it can't. */
function readSigned(
  supplier: Supplier,
  { valid, reference: named, meaning }: CompiledNotify,
  request: NotificationRequest,
): Signed | { readonly reason: string } {
  const parsed = parse(request, supplier);
  if (parsed.kind === "unreadable") return parsed;
  const references = [valid, named].flatMap((one) => one === null ? [] : [...one.references]);
  try {
    const variables = withValues(supplier.compiled, [...references, ...meaning.references], {
      ...supplier.settings(),
      answer: parsed.value,
      headers: request.headers,
      body: decodeText(request.body, supplier.config.charset) ?? "",
    });
    if (valid?.evaluate(variables) !== true) return { reason: "验签不过 it is not valid" };
    const reference = named?.evaluate(variables);
    return typeof reference === "string"
      ? { reference, variables, text: parsed.text }
      : { reason: "没有订单号 it names no reference" };
  } catch (error) {
    return { reason: evaluationText(error) };
  }
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
