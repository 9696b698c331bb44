/**
 * `alarms:`, what somebody has to know of at once, and who is told.
 *
 * @module
 */
import { isLoopback } from "../addresses.ts";
import type { AlarmsConfig, WebhookConfig } from "../config.ts";
import { list } from "./collection.ts";
import { duration, size } from "./number_kinds.ts";
import { keyPath } from "./path.ts";
import type { Reading } from "./reading.ts";
import { record } from "./record.ts";
import { defaulted, type Kind, optional, required } from "./schema.ts";
import { choice, name, secretText, secretUrl, text } from "./text_kinds.ts";
import { checkUnique } from "./unique.ts";

/** Webhooks, at most. */
const WEBHOOKS_MAX = 16;
/** An http(s) address without white space or a user in it. */
const URL_FORM = /^(?=\S{1,2048}$)https?:\/\/[^\s/?#@]+(?:[/?#]\S*)?$/;

const webhook = record(
  {
    name: required(name, "名字,日志里显示。", "Its name, as logs show it."),
    url: required(
      secretUrl(URL_FORM, {
        zh: " https:// 开头的完整网址",
        en: "a whole URL that begins with https://",
      }),
      "发到哪个地址;里面有机器人的令牌,所以按密钥对待。",
      "The address that is posted to; it holds the robot's token, so it is treated as a secret.",
    ),
    template: defaulted(
      choice(["wecom", "dingtalk", "json", "custom"]),
      "json",
      "wecom 企业微信机器人,dingtalk 钉钉机器人,json 完整的 JSON,custom 用 body。",
      "The form of the message: the text messages of WeCom and DingTalk robots, all of it as JSON, or what body says.",
    ),
    body: optional(
      text(1, 4096),
      'template 为 custom 时发什么:{text} 换成文字,{json} 换成带引号的 JSON 文字,如 {"content":{json}}。',
      'What custom sends: {text} becomes the text, {json} the text as a JSON string, as in {"content":{json}}.',
    ),
    secret: optional(
      secretText(1, 256),
      "钉钉机器人“加签”的密钥(SEC 开头)。",
      "The secret that a DingTalk robot's calls are signed with; it begins with SEC.",
    ),
    timeout: defaulted(
      duration("1s", "1m"),
      "10s",
      "一次发送最多等多久。",
      "How long one post may take.",
    ),
  },
  (values): WebhookConfig => ({
    name: values.name,
    url: values.url,
    template: values.template,
    body: values.body ?? null,
    secret: values.secret ?? null,
    timeoutMs: values.timeout,
  }),
  (webhook, path, reading) => {
    checkTemplate(webhook, path, reading);
    if (!webhook.url.startsWith("http://") || isLoopback(hostOf(webhook.url))) return;
    reading.warn(keyPath(path, "url"), {
      zh: "http:// 不加密,令牌和内容会被看到",
      en: "http:// is not encrypted: the token and the text can be read on the way",
    });
  },
);

/** Notes what the template has no use for, and what it lacks. */
function checkTemplate(
  { template, body, secret }: WebhookConfig,
  path: string,
  reading: Reading,
): void {
  const at = keyPath(path, "body");
  if (reading.isUnread(keyPath(path, "template"))) return;
  if (!reading.isUnread(at) && (template === "custom") !== (body !== null)) {
    reading.fault(at, {
      zh: "template 为 custom 时必须有,否则不能有",
      en: "belongs to the template custom, and only to that",
    });
  }
  if (secret === null || template === "dingtalk") return;
  reading.fault(keyPath(path, "secret"), {
    zh: "只有 dingtalk 用得上",
    en: "belongs to the template dingtalk alone",
  });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : "";
}

/** The section `alarms`. */
export const alarms: Kind<AlarmsConfig> = record(
  {
    title: defaulted(
      text(1, 64),
      "czdock",
      "消息以什么开头,用来区分多个 czdock。",
      "What messages begin with, to tell one czdock from another.",
    ),
    repeat: defaulted(
      duration("1m", "7d"),
      "1h",
      "还没解除的告警隔多久再提醒一次。",
      "How often an alarm that is still raised is told again.",
    ),
    unknownAfter: defaulted(
      duration("0s", "30d"),
      "5m",
      "定单待查多久还没有答案就告警。",
      "How long an order may be in review before that is an alarm.",
    ),
    silentAfter: defaulted(
      duration("0s", "30d"),
      "5m",
      "服务器多久不答回调就告警。",
      "How long a server may take no callbacks before that is an alarm.",
    ),
    diskFree: defaulted(
      size("16MiB", "99999999MiB"),
      "1024MiB",
      "定单库所在磁盘的剩余空间少于多少就告警。",
      "Less than this free on the store's disk is an alarm.",
    ),
    webhooks: defaulted(
      list(webhook, { min: 0, max: WEBHOOKS_MAX }, (webhooks, path, reading) => {
        checkUnique(webhooks, ({ name }) => name, { path, key: "name" }, reading);
      }),
      "[]",
      "告警发给谁;日志和页面总是有的。",
      "Who is told besides the log and the page.",
    ),
  },
  (values): AlarmsConfig => ({
    title: values.title,
    repeatMs: values.repeat,
    unknownAfterMs: values.unknownAfter,
    silentAfterMs: values.silentAfter,
    diskFreeBytesMin: values.diskFree,
    webhooks: values.webhooks,
  }),
);
