/**
 * What is posted to a webhook, and how its answer is read, in the forms that the robots of WeCom and DingTalk want.
 *
 * @module
 */
import { createHmac } from "node:crypto";
import type { ActiveAlarm } from "../alarm.ts";
import type { WebhookConfig } from "../config.ts";
import type { AlarmNews } from "./message.ts";
import { masked, messageText } from "./message.ts";

/** Alarms of each sort that the JSON form lists. */
const JSON_ALARMS_MAX = 100;

/** The body of a post. */
export function bodyOf(
  { template, body }: Pick<WebhookConfig, "template" | "body">,
  title: string,
  news: AlarmNews,
  atMs: number,
): string {
  const text = messageText(title, news);
  switch (template) {
    case "wecom":
    case "dingtalk":
      return JSON.stringify({ msgtype: "text", text: { content: text } });
    case "json":
      return JSON.stringify(jsonOf(title, text, news, atMs));
    case "custom":
      // One pass, so that a text with braces in it is not looked at again.
      return (body ?? "").replaceAll(
        /\{(text|json)\}/g,
        (_, name) => name === "json" ? JSON.stringify(text) : text,
      );
  }
}

function jsonOf(title: string, text: string, news: AlarmNews, atMs: number) {
  const listed = (alarms: readonly ActiveAlarm[]) =>
    alarms.slice(0, JSON_ALARMS_MAX).map(({ kind, subject, words, sinceMs }) => ({
      kind,
      subject,
      zh: masked(words.zh),
      en: masked(words.en),
      since: new Date(sinceMs).toISOString(),
    }));
  const { raised, still, cleared } = news;
  return {
    source: title,
    at: new Date(atMs).toISOString(),
    text,
    trial: news.trial ?? null,
    counts: { raised: raised.length, still: still.length, cleared: cleared.length },
    raised: listed(raised),
    still: listed(still),
    cleared: listed(cleared),
  };
}

/** The address with what a DingTalk robot with a secret wants: the time and its signature. */
export function signedUrl(url: string, secret: string | null, atMs: number): string {
  if (secret === null) return url;
  const sign = createHmac("sha256", secret).update(`${atMs}\n${secret}`).digest("base64");
  const signed = new URL(url);
  signed.searchParams.set("timestamp", `${atMs}`);
  signed.searchParams.set("sign", sign);
  return signed.href;
}

/** Why an answer says that the message was not taken; `null` where it was. */
export function refusalIn(
  template: WebhookConfig["template"],
  status: number,
  answer: string,
): string | null {
  if (status < 200 || status > 299) return `HTTP ${status}`;
  if (template !== "wecom" && template !== "dingtalk") return null;
  let said: unknown;
  try {
    said = JSON.parse(answer);
  } catch {
    return "应答不是 JSON the answer is not JSON";
  }
  const code = typeof said === "object" && said !== null && "errcode" in said ? said.errcode : null;
  // The robots say 200 to what they refuse, and the reason in errcode.
  return code === 0 ? null : `errcode ${String(code)}`;
}
