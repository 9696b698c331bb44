/**
 * The keys of a request to a supplier, and of what it answers.
 *
 * @module
 */
import type { AnswerFormat, Charset, HttpBody, HttpRequestConfig } from "../../http_config.ts";
import type { JsonTemplate, Template, Templates } from "../../http_config.ts";
import { oneOrMany } from "../collection.ts";
import { duration, integer } from "../number_kinds.ts";
import { keyPath } from "../path.ts";
import type { Reading } from "../reading.ts";
import { type Key, type Kind, optional, required } from "../schema.ts";
import { choice } from "../text_kinds.ts";
import { headers, parameters } from "./names.ts";
import { jsonTemplate, template } from "./template_kind.ts";

/** What an answer may be written in. */
const ANSWER_FORMATS = ["json", "xml", "form", "text"] as const;
/** Charsets, as keys hold them. */
export const charset: Kind<Charset> = choice(["utf-8", "gbk"]);
/** Answers' formats, as keys hold them. */
export const answerFormat: Kind<AnswerFormat> = choice(ANSWER_FORMATS);
/** How long a request may take, as keys hold it. */
export const timeout: Kind<number> = duration("1s", "5m");

/** The keys that every request has. */
export const REQUEST_KEYS = {
  method: optional(
    choice(["GET", "POST", "PUT"]),
    "请求方法;不写则有请求体时为 POST,否则为 GET。",
    "The method; POST with a body and GET without one when left out.",
  ),
  url: required(
    template,
    "地址;协议和主机不能含表达式,路径中的表达式会转码。",
    "The URL; its host holds no expression, and expressions in its path are encoded.",
  ),
  params: optional(
    parameters,
    "地址 ? 之后的参数,按书写的顺序。",
    "The parameters behind the ? of the URL, in the order they stand here.",
  ),
  form: optional(
    parameters,
    "表单请求体,按书写的顺序。",
    "A form as the body, its fields in the order they stand here.",
  ),
  json: optional(
    jsonTemplate,
    'JSON 请求体;字面值都是文字,数用 "{5}" 或 "{number(yuan(chargeCash))}"。',
    'A JSON body; what stands here is text, a number is written "{5}" or "{number(yuan(chargeCash))}".',
  ),
  body: optional(
    template,
    "其他请求体,原样发送;用 headers 写 Content-Type。",
    "Any other body, sent as it is; say its Content-Type in headers.",
  ),
  headers: optional(headers, "请求头。", "Headers."),
  timeout: optional(
    timeout,
    "连接、发送、接收合计的时限;不写则用通道的。",
    "The time for connecting, sending and the answer together; the channel's own when left out.",
  ),
  answer: optional(
    answerFormat,
    "应答的格式;不写则用通道的。",
    "What the answer is written in; the channel's own when left out.",
  ),
  statuses: optional(
    oneOrMany(integer(200, 499), { min: 1, max: 20 }),
    "读哪些 HTTP 状态码的应答,其余一律结果不明;不写则只读 200。",
    "The HTTP statuses whose answers are read, all others are unclear; only 200 when left out.",
  ),
} satisfies Record<string, Key<unknown>>;

/** The values of {@linkcode REQUEST_KEYS}. */
export interface RequestValues {
  readonly method?: HttpRequestConfig["method"];
  readonly url: Template;
  readonly params?: Templates;
  readonly form?: Templates;
  readonly json?: JsonTemplate;
  readonly body?: Template;
  readonly headers?: Templates;
  readonly timeout?: number;
  readonly answer?: AnswerFormat;
  readonly statuses?: readonly number[];
}

/** What requests have of their channel. */
export interface RequestDefaults {
  readonly timeoutMs: number;
  readonly answer: AnswerFormat;
  readonly answerCharset: Charset;
}

/** The request as the program uses it. */
export function requestOf(values: RequestValues, defaults: RequestDefaults): HttpRequestConfig {
  const body = bodyOf(values);
  return {
    method: values.method ?? (body.kind === "none" ? "GET" : "POST"),
    url: values.url,
    params: values.params ?? new Map(),
    body,
    headers: values.headers ?? new Map(),
    timeoutMs: values.timeout ?? defaults.timeoutMs,
    answer: {
      format: values.answer ?? defaults.answer,
      charset: defaults.answerCharset,
      statuses: values.statuses ?? [200],
    },
  };
}

function bodyOf({ form, json, body }: RequestValues): HttpBody {
  if (form !== undefined) return { kind: "form", fields: form };
  if (json !== undefined) return { kind: "json", value: json };
  return body === undefined ? { kind: "none" } : { kind: "text", text: body };
}

/** Notes what does not fit between a request's keys. */
export function checkRequest(values: RequestValues, path: string, reading: Reading): void {
  const bodies = (["form", "json", "body"] as const).filter((key) => values[key] !== undefined);
  const [first, second] = bodies;
  if (first !== undefined && second !== undefined) {
    reading.fault(keyPath(path, second), {
      zh: `与 ${first} 只能写一个`,
      en: `cannot stand beside ${first}: a request has one body`,
    });
  }
  if (first !== undefined && values.method === "GET") {
    reading.fault(keyPath(path, "method"), {
      zh: `GET 没有请求体,却写了 ${first}`,
      en: `GET has no body, but there is ${first}`,
    });
  }
  values.statuses?.forEach((status, index) => {
    if (status < 300 || status > 399) return;
    reading.fault(reading.itemPath(keyPath(path, "statuses"), index), {
      zh: "转向(3xx)的应答不能读",
      en: "an answer that redirects (3xx) cannot be read",
    });
  });
}
