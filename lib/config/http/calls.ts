/**
 * The calls to a supplier, and what it sends by itself.
 *
 * @module
 */
import type { AnswerFormat, Charset } from "../../http_config.ts";
import type { AddressRange } from "../address.ts";
import { oneOrMany } from "../collection.ts";
import { checkIntervals } from "../intervals.ts";
import { decimal, duration, durationOr, money } from "../number_kinds.ts";
import { keyPath } from "../path.ts";
import type { Reading } from "../reading.ts";
import { record, type RecordKind } from "../record.ts";
import { defaulted, optional, required } from "../schema.ts";
import { addressRange, choice, text, url } from "../text_kinds.ts";
import { expressions, MEANING_KEYS, type MeaningValues } from "./meaning.ts";
import { answerFormat, charset, checkRequest, REQUEST_KEYS } from "./request.ts";
import type { RequestValues } from "./request.ts";
import { expression } from "./template_kind.ts";

/** Addresses of a supplier, and characters of what it is answered, at most. */
const ADDRESSES_MAX = 64;
const REPLY_CHARACTERS_MAX = 1000;
const BALANCE_MAX = 999_999_999_999_999n;

/** What executes an order. */
export type SubmitValues = RequestValues & MeaningValues;

/** What asks about an order. */
export interface QueryValues extends RequestValues, MeaningValues {
  readonly notFound?: readonly string[];
  readonly believeNotFoundAfter: number | null;
  readonly first: number;
  readonly factor: number;
  readonly max: number;
  readonly until: number | null;
}

/** What asks for the balance. */
export interface BalanceValues extends RequestValues {
  readonly amount: string;
  readonly every: number;
  readonly alarmBelow?: bigint;
}

/** What the supplier sends by itself. */
export interface NotifyValues extends MeaningValues {
  readonly url?: string;
  readonly from: readonly (AddressRange | null)[];
  readonly format: AnswerFormat;
  readonly charset?: Charset;
  readonly valid: string;
  readonly reference: string;
  readonly confirm: "no" | "query";
  readonly good: string;
  readonly bad: string;
  readonly unknown: "good" | "bad";
}

/** What executes an order. */
export const submit: RecordKind<SubmitValues> = record(
  { ...REQUEST_KEYS, ...MEANING_KEYS },
  (values) => values,
  checkRequest,
);

/** What asks about an order. */
export const query: RecordKind<QueryValues> = record(
  {
    ...REQUEST_KEYS,
    ...MEANING_KEYS,
    notFound: optional(
      expressions,
      "哪些应答是查无此单。它不证明没有充值,除非过了 believeNotFoundAfter。",
      "Answers that mean that there is no such order. They prove nothing before believeNotFoundAfter.",
    ),
    believeNotFoundAfter: defaulted(
      durationOr("1s", "30d", "never"),
      "never",
      "提交之后过多久,查无此单才算证明没有充值;上游保证了才写。",
      "How long after the start notFound proves that nothing was done; only what the supplier guarantees.",
    ),
    first: defaulted(
      duration("1s", "1h"),
      "5s",
      "第一次查询在多久之后。",
      "How long after an unclear answer the first query is made.",
    ),
    factor: defaulted(
      decimal(1, 10),
      "2",
      "间隔每次乘以几。",
      "What the interval is multiplied by.",
    ),
    max: defaulted(duration("1s", "24h"), "5m", "最长的间隔。", "The longest interval."),
    until: defaulted(
      durationOr("1m", "30d", "never"),
      "never",
      "一直没有结果,多久后转待查。",
      "How long an order may be pending before it goes to review.",
    ),
  },
  (values) => values,
  checkQuery,
);

function checkQuery(values: QueryValues, path: string, reading: Reading): void {
  checkRequest(values, path, reading);
  checkIntervals({ firstMs: values.first, maxMs: values.max }, path, reading);
  if (values.believeNotFoundAfter === null || values.notFound !== undefined) return;
  reading.fault(keyPath(path, "believeNotFoundAfter"), {
    zh: "没有 notFound,它就没有意义",
    en: "means nothing without notFound",
  });
}

/** What asks for the account's balance. */
export const balance: RecordKind<BalanceValues> = record(
  {
    ...REQUEST_KEYS,
    amount: required(expression, "余额,单位元。", "The balance in yuan."),
    every: defaulted(
      duration("10s", "24h"),
      "5m",
      "查到的余额多久之内有效。",
      "How old a balance may be before it is asked for again.",
    ),
    alarmBelow: optional(
      money(BALANCE_MAX),
      "余额低于多少元时告警。",
      "Below so many yuan there is an alarm.",
    ),
  },
  (values) => values,
  checkRequest,
);

/** What the supplier sends by itself. */
export const notify: RecordKind<NotifyValues> = record(
  {
    url: optional(
      url(/^https?:\/\/\S{1,500}$/, { zh: "完整的网址", en: "a whole URL" }),
      "告诉上游的通知地址,表达式里是 notifyUrl;应指向本机页面端口的 /notify/通道名。",
      "What the supplier is told to call: notifyUrl in expressions. It leads to /notify/CHANNEL of the page's port.",
    ),
    from: defaulted(
      oneOrMany(addressRange, { min: 0, max: ADDRESSES_MAX }),
      "[]",
      "只接受来自这些地址的通知;不写则不限。",
      "Addresses and CIDR ranges that notifications may come from; any when left out.",
    ),
    format: required(
      answerFormat,
      "通知的格式;form 也读地址里的参数。",
      "What a notification is written in; form is also read from the URL.",
    ),
    charset: optional(
      charset,
      "通知的字符集;不写则用通道的 answerCharset。",
      "The charset of notifications; the channel's answerCharset when left out.",
    ),
    valid: required(
      expression,
      "通知是否真是上游发的:验签的表达式,不为真则什么都不信。",
      "Whether it is the supplier's own: an expression that checks its signature; nothing is believed where it is not true.",
    ),
    reference: required(
      expression,
      "通知里我们的订单号(reference)。",
      "Our own reference in the notification.",
    ),
    ...MEANING_KEYS,
    confirm: defaulted(
      choice(["no", "query"]),
      "no",
      "query:通知只作为立即查询的契机,它说的不算数。",
      "With query, a notification is only the occasion to query, and nothing it says is believed.",
    ),
    good: defaulted(
      text(0, REPLY_CHARACTERS_MAX),
      "success",
      "收妥时回答什么。",
      "What the supplier is answered once it is written down.",
    ),
    bad: defaulted(
      text(0, REPLY_CHARACTERS_MAX),
      "fail",
      "没有收妥时回答什么。",
      "What the supplier is answered where it is not.",
    ),
    unknown: defaulted(
      choice(["good", "bad"]),
      "bad",
      "不认识的订单号回答哪一个。",
      "Which of the two is the answer to a reference that names no order of ours.",
    ),
  },
  (values) => values,
);
