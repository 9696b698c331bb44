/**
 * Checks a supplier's description as a whole: every expression is compiled, so that no slip waits for an order.
 *
 * @module
 */
import type { ConfigPath, SupplierFault } from "../../expression/compiler.ts";
import { type CompiledSupplier, compileSupplier } from "../../expression/supplier.ts";
import { neededValues } from "../../expression/values.ts";
import type { HttpChannelConfig } from "../../http_config.ts";
import { Zone } from "../../zone.ts";
import type { Words } from "../../words.ts";
import type { FaultDetails } from "../fault.ts";
import { nearest } from "../nearest.ts";
import { keyPath } from "../path.ts";
import type { Reading } from "../reading.ts";

/** Notes what is wrong with a description. */
export function checkSupplier(config: HttpChannelConfig, path: string, reading: Reading): void {
  const parts = { zone: new Zone("UTC"), random: () => 0 };
  const { supplier, faults } = compileSupplier(config, parts);
  for (const fault of faults) {
    const { problem, details } = wordsOf(fault, config);
    reading.fault(placeOf(fault.path, path, reading), problem, details);
  }
  checkNotFound(config, path, reading);
  if (reading.faultCount > 0) return;
  warnOfNoSuccess(config, path, reading);
  warnOfNoSignature(config, supplier, path, reading);
}

function placeOf(within: ConfigPath, path: string, reading: Reading): string {
  return within.reduce<string>(
    (at, step) => typeof step === "number" ? reading.itemPath(at, step) : keyPath(at, step),
    path,
  );
}

/** What a fault says. */
interface Told {
  readonly problem: Words;
  readonly details?: FaultDetails;
}

function wordsOf({ fault, known }: SupplierFault, config: HttpChannelConfig): Told {
  switch (fault.kind) {
    case "unknownName": {
      const missing = missingFor(fault.name, config);
      return missing === null
        ? unknown({ zh: "变量", en: "variable" }, fault.name, known)
        : { problem: missing };
    }
    case "unknownFunction":
      return unknown({ zh: "函数", en: "function" }, fault.name, known);
    case "unknownParam":
      return {
        problem: {
          zh: `没有参数 ${fault.name},或它自己也用到 params`,
          en: `there is no parameter ${fault.name}, or it refers to params itself`,
        },
        details: { suggestion: nearest(fault.name, fault.params) },
      };
    case "twice":
      return { problem: { zh: `params 和请求体里都有 ${fault.name}`, en: "also in the body" } };
    case "badUrl":
      return BAD_URL;
    case "noRetCash":
      return NO_RET_CASH;
    case "wrongType":
      return {
        problem: { zh: `表达式的结果是 ${fault.type}`, en: `the expression gives ${fault.type}` },
        details: { expected: WANTED[fault.wanted] },
      };
    case "slip":
      return { problem: SLIPS[fault.slip.kind](oneLine(fault.slip.piece)) };
    case "wrong":
      return {
        problem: {
          zh: `表达式不对:${oneLine(fault.piece)}`,
          en: `wrong expression: ${oneLine(fault.summary)}`,
        },
      };
  }
}

function unknown(what: Words, name: string, known: Iterable<string>): Told {
  return {
    problem: { zh: `没有${what.zh} ${name}`, en: `there is no ${what.en} ${name}` },
    details: { suggestion: nearest(name, known) },
  };
}

const BAD_URL: Told = {
  problem: { zh: "不是完整的网址", en: "not a whole URL" },
  details: {
    expected: {
      zh: " http:// 或 https:// 开头,主机里没有表达式",
      en: "http:// or https:// and a host without expressions",
    },
  },
};

const NO_RET_CASH: Told = {
  problem: {
    zh: "部分成功要有 retCash 说明成功了多少",
    en: "needs retCash to say how much succeeded",
  },
};

/** What has to be written for a variable to be there, where that is why it is not. */
function missingFor(name: string, { products, notify }: HttpChannelConfig): Words | null {
  if (name === "product" && products.length === 0) {
    return { zh: "没有 products,就没有 product", en: "there is no product without products" };
  }
  if (name === "price" && products.some(({ price }) => price === null)) {
    return {
      zh: "products 的每一行都写了 price,才有 product.price",
      en: "there is a product.price only where every row of products has a price",
    };
  }
  if (name === "notifyUrl" && (notify === null || notify.url === null)) {
    return {
      zh: "没有 notify.url,就没有 notifyUrl",
      en: "there is no notifyUrl without notify.url",
    };
  }
  return null;
}

const WANTED = {
  string: { zh: "文字(string)", en: "a text (string)" },
  bool: { zh: "真假(bool)", en: "true or false (bool)" },
  written: { zh: "文字、整数或真假", en: "a text, a whole number, or true or false" },
} as const satisfies Record<string, Words>;

const SLIPS = {
  number: (piece: string) => ({
    zh: `应答里的值都是文字,数要加引号:${piece}`,
    en: `values of an answer are texts, so a number needs quotes: ${piece}`,
  }),
  timeForm: (piece: string) => ({
    zh: `没有时间格式 ${piece};有 yyyy MM dd HH mm ss SSS`,
    en: `there is no form of time ${piece}; there are yyyy MM dd HH mm ss SSS`,
  }),
  zone: (piece: string) => ({ zh: `没有时区 ${piece}`, en: `there is no time zone ${piece}` }),
  charset: (piece: string) => ({
    zh: `没有字符集 ${piece};有 utf-8 和 gbk`,
    en: `there is no charset ${piece}; there are utf-8 and gbk`,
  }),
  argument: (piece: string) => ({
    zh: `永远算不出:${piece}`,
    en: `can never be evaluated: ${piece}`,
  }),
} as const satisfies Record<string, (piece: string) => Words>;

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

/** While a submission may still be on its way, that an order is not found says nothing. */
function checkNotFound({ submit, query }: HttpChannelConfig, path: string, reading: Reading): void {
  const believeMs = query?.believeNotFoundMs ?? null;
  const { timeoutMs } = submit.request;
  // What could not be read is a fault already.
  if (believeMs === null || Number.isNaN(believeMs) || Number.isNaN(timeoutMs)) return;
  if (believeMs > timeoutMs) return;
  reading.fault(keyPath(keyPath(path, "query"), "believeNotFoundAfter"), {
    zh: `要长于提交的 timeout(${timeoutMs / 1000}s):提交可能还在路上`,
    en: `must be longer than the submission's timeout (${
      timeoutMs / 1000
    }s), which may still be on its way`,
  });
}

function warnOfNoSuccess(config: HttpChannelConfig, path: string, reading: Reading): void {
  const { submit, query, notify } = config;
  const says = (meaning: typeof submit.meaning | undefined) =>
    meaning !== undefined && meaning.succeeded.length + meaning.partly.length > 0;
  const asksOnly = notify?.confirm ?? false;
  const isEverTold = says(submit.meaning) || says(query?.meaning) ||
    (says(notify?.meaning) && !asksOnly);
  if (isEverTold) return;
  reading.warn(keyPath(path, "submit"), {
    zh: "没有任何应答算成功(succeeded)",
    en: "no answer ever means success (succeeded)",
  });
}

/** Whoever knows the address can send a notification that no secret goes into. */
function warnOfNoSignature(
  { notify }: HttpChannelConfig,
  { notify: compiled, values }: CompiledSupplier,
  path: string,
  reading: Reading,
): void {
  if (notify === null || notify.confirm || compiled === null) return;
  const references = [...compiled.valid?.references ?? []];
  const needed = [...neededValues(values, references)];
  const all = [...references, ...needed.flatMap((name) => [...values.get(name)?.references ?? []])];
  if (all.some((name) => name.startsWith("secrets."))) return;
  reading.warn(keyPath(keyPath(path, "notify"), "valid"), {
    zh: "验签没有用到任何密钥,谁都可以冒充上游;改用 confirm: query",
    en: "no secret goes into it, so anyone can pass for the supplier; use confirm: query instead",
  });
}
