/**
 * A channel of `type: http`: a supplier's API, described without code.
 *
 * @module
 */
import type { ChannelConfig } from "../../config.ts";
import type { HttpChannelConfig } from "../../http_config.ts";
import { named } from "../collection.ts";
import { LIMIT_KEYS, limitsOf, type LimitValues } from "../limits.ts";
import { integer, money } from "../number_kinds.ts";
import { record, type RecordKind } from "../record.ts";
import { defaulted, optional, required } from "../schema.ts";
import { SERVERS_MAX } from "../servers.ts";
import { choice, pattern } from "../text_kinds.ts";
import { balance, notify, query, submit } from "./calls.ts";
import type { BalanceValues, NotifyValues, QueryValues, SubmitValues } from "./calls.ts";
import { certificates } from "./certificates.ts";
import { checkSupplier } from "./check.ts";
import { meaningOf } from "./meaning.ts";
import { secrets, values as ownValues } from "./names.ts";
import { products } from "./products.ts";
import { answerFormat, charset, type RequestDefaults, requestOf, timeout } from "./request.ts";
import { expression } from "./template_kind.ts";

/** Requests to a supplier at a time, where the file does not say. */
const HTTP_CONCURRENCY = 16;
const TOLERANCE_MAX = 999_999_999n;

const shortName = pattern(/^[A-Za-z0-9]{1,16}$/, {
  zh: " 1–16 个字母或数字",
  en: "1–16 letters or digits",
});

const reference = record(
  {
    separator: defaulted(
      choice(["-", "_", ".", "x", "X", "z", "Z"]),
      "-",
      "我们的订单号由服务器名、定单号、第几次用它隔开;上游只收字母数字时用 x。",
      "What stands between server, chargeId and attempt in our reference; x where only letters and digits are taken.",
    ),
    max: defaulted(
      integer(8, 128),
      "64",
      "上游的订单号最长几个字符;我们的更长时不提交。",
      "Characters that the supplier takes, at most; an order with a longer reference is not submitted.",
    ),
    servers: optional(
      named(shortName, { min: 1, max: SERVERS_MAX }),
      "服务器名在订单号里写作什么,如 { 主站: a };不写则为服务器名。",
      "What stands for a server's name in it, such as { main: a }; the name itself when left out.",
    ),
  },
  ({ separator, max, servers }): HttpChannelConfig["reference"] => ({
    separator,
    charactersMax: max,
    servers: servers ?? new Map(),
  }),
);

const cost = record(
  {
    expected: required(
      expression,
      "这一单应该花多少元,如 times(chargeCash, '0.985');上游的报价不同则告警。",
      "What an order should cost, such as times(chargeCash, '0.985'); there is an alarm where the supplier's price differs.",
    ),
    tolerance: defaulted(
      money(TOLERANCE_MAX),
      "0",
      "差多少元之内不算不同。",
      "A difference up to so many yuan is none.",
    ),
  },
  ({ expected, tolerance }) => ({ cost: expected, tolerance }),
);

/** The channel. */
export const http: RecordKind<ChannelConfig> = record(
  {
    charset: defaulted(charset, "utf-8", "请求的字符集。", "The charset of requests."),
    answer: defaulted(answerFormat, "json", "应答的格式。", "What answers are written in."),
    answerCharset: optional(
      charset,
      "应答的字符集;不写则与 charset 相同。",
      "The charset of answers; the same as charset when left out.",
    ),
    timeout: defaulted(
      timeout,
      "30s",
      "一次请求的时限;超时结果不明。",
      "How long a request may take; then the outcome is unknown.",
    ),
    caFile: optional(
      certificates,
      "另外信任的证书(PEM)。",
      "A file of certificates (PEM) that are trusted besides the usual ones.",
    ),
    reference: defaulted(
      reference,
      "{}",
      "我们给上游的订单号。",
      "Our own number of an attempt at an order.",
    ),
    secrets: defaulted(
      secrets,
      "{}",
      "密钥,表达式里是 secrets.名字;到处打码。NAMEFile 从文件取。",
      "Secrets, secrets.NAME in expressions, masked everywhere; NAMEFile is a file with one.",
    ),
    values: defaulted(
      ownValues,
      "{}",
      "自己的常量和中间值,表达式里是 values.名字,可用在它之前的。",
      "Texts of your own, values.NAME in expressions; each may refer to those before it.",
    ),
    products: defaulted(
      products,
      "[]",
      "产品表,用第一个符合的行;没有符合的行则不提交。",
      "The products; the first row that fits is taken, and an order that fits none is not submitted.",
    ),
    cost: optional(cost, "应有的成本。", "What orders should cost."),
    submit: required(submit, "提交。", "What executes an order."),
    query: optional(
      query,
      "查询;不写则不能查询,结果不明时等人工。",
      "What asks what became of an order; without it an unclear one waits for a person.",
    ),
    balance: optional(balance, "查余额。", "What asks for the balance."),
    notify: optional(notify, "上游的通知。", "What the supplier sends by itself."),
    ...LIMIT_KEYS,
  },
  (values): ChannelConfig => ({ ...build(values), limits: limitsOf(values, HTTP_CONCURRENCY) }),
  (config, path, reading) => {
    if (config.type === "http") checkSupplier(config, path, reading);
  },
);

type Values = LimitValues & {
  readonly charset: HttpChannelConfig["charset"];
  readonly answer: RequestDefaults["answer"];
  readonly answerCharset?: HttpChannelConfig["charset"];
  readonly timeout: number;
  readonly caFile?: string;
  readonly reference: HttpChannelConfig["reference"];
  readonly secrets: ReadonlyMap<string, string>;
  readonly values: HttpChannelConfig["values"];
  readonly products: HttpChannelConfig["products"];
  readonly cost?: { readonly cost: string; readonly tolerance: bigint };
  readonly submit: SubmitValues;
  readonly query?: QueryValues;
  readonly balance?: BalanceValues;
  readonly notify?: NotifyValues;
};

function build(values: Values): HttpChannelConfig {
  const answerCharset = values.answerCharset ?? values.charset;
  const defaults = { timeoutMs: values.timeout, answer: values.answer, answerCharset };
  const { submit, query, balance, notify } = values;
  return {
    type: "http",
    charset: values.charset,
    ca: values.caFile ?? null,
    reference: values.reference,
    secrets: values.secrets,
    values: values.values,
    products: values.products,
    expected: values.cost ?? null,
    submit: { request: requestOf(submit, defaults), meaning: meaningOf(submit) },
    query: query === undefined ? null : {
      request: requestOf(query, defaults),
      meaning: meaningOf(query, query.notFound),
      firstMs: query.first,
      factor: query.factor,
      maxMs: query.max,
      untilMs: query.until,
      believeNotFoundMs: query.believeNotFoundAfter,
    },
    balance: balance === undefined ? null : {
      request: requestOf(balance, defaults),
      amount: balance.amount,
      everyMs: balance.every,
      alarmBelow: balance.alarmBelow ?? null,
    },
    notify: notify === undefined ? null : {
      url: notify.url ?? null,
      from: notify.from.flatMap((range) => range === null ? [] : [range.text]),
      format: notify.format,
      charset: notify.charset ?? answerCharset,
      valid: notify.valid,
      reference: notify.reference,
      meaning: meaningOf(notify),
      confirm: notify.confirm === "query",
      good: notify.good,
      bad: notify.bad,
      unknown: notify.unknown,
    },
  };
}
