/**
 * Checks a supplier's description as a whole: every expression is compiled, so that no slip waits for an order.
 *
 * @module
 */
import type { ConfigPath, SupplierFault } from "../../expression/compiler.ts";
import { compileSupplier } from "../../expression/supplier.ts";
import type { HttpChannelConfig } from "../../http_config.ts";
import { Zone } from "../../zone.ts";
import type { FaultDetails, Words } from "../fault.ts";
import { nearest } from "../nearest.ts";
import { keyPath } from "../path.ts";
import type { Reading } from "../reading.ts";

/** Notes what is wrong with a description. */
export function checkSupplier(config: HttpChannelConfig, path: string, reading: Reading): void {
  const { faults } = compileSupplier(config, { zone: new Zone("UTC"), random: () => 0 });
  for (const fault of faults) {
    const { problem, details } = wordsOf(fault);
    reading.fault(placeOf(fault.path, path, reading), problem, details);
  }
  checkMeanings(config, path, reading);
}

function placeOf(within: ConfigPath, path: string, reading: Reading): string {
  return within.reduce<string>(
    (at, step) => typeof step === "number" ? reading.itemPath(at, step) : keyPath(at, step),
    path,
  );
}

function wordsOf({ fault, known }: SupplierFault): { problem: Words; details?: FaultDetails } {
  switch (fault.kind) {
    case "unknownName": {
      const suggestion = nearest(fault.name, known);
      const problem = { zh: `没有变量 ${fault.name}`, en: `there is no variable ${fault.name}` };
      return { problem, details: { suggestion } };
    }
    case "unknownParam":
      return {
        problem: {
          zh: `没有参数 ${fault.name},或它自己也用到 params`,
          en: `there is no parameter ${fault.name}, or it refers to params itself`,
        },
      };
    case "twice":
      return { problem: { zh: `params 和请求体里都有 ${fault.name}`, en: "also in the body" } };
    case "badUrl":
      return {
        problem: { zh: "不是完整的网址", en: "not a whole URL" },
        details: {
          expected: {
            zh: " http:// 或 https:// 开头,主机里没有表达式",
            en: "http:// or https:// and a host without expressions",
          },
        },
      };
    case "noRetCash":
      return {
        problem: {
          zh: "部分成功要有 retCash 说明成功了多少",
          en: "needs retCash to say how much succeeded",
        },
      };
    case "wrongType":
      return {
        problem: { zh: `表达式的结果是 ${fault.type}`, en: `the expression gives ${fault.type}` },
        details: { expected: WANTED[fault.wanted] },
      };
    case "slip":
      return { problem: SLIPS[fault.slip.kind](fault.slip.piece) };
    case "wrong":
      return {
        problem: {
          zh: `表达式不对:${oneLine(fault.piece)}`,
          en: `wrong expression: ${oneLine(fault.summary)}`,
        },
      };
  }
}

const WANTED = {
  string: { zh: "文字(string)", en: "a text (string)" },
  bool: { zh: "真假(bool)", en: "true or false (bool)" },
  written: { zh: "文字、整数或真假", en: "a text, a whole number, or true or false" },
} as const satisfies Record<string, Words>;

const SLIPS = {
  number: (piece: string) => ({
    zh: `应答里的值都是文字,数要加引号:${oneLine(piece)}`,
    en: `values of an answer are texts, so a number needs quotes: ${oneLine(piece)}`,
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
} as const satisfies Record<string, (piece: string) => Words>;

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

/** What no expression can say. */
function checkMeanings(config: HttpChannelConfig, path: string, reading: Reading): void {
  const { submit, query, notify } = config;
  const says = (meaning: typeof submit.meaning | undefined) =>
    meaning !== undefined &&
    [meaning.succeeded, meaning.partly].some((list) => list.length > 0);
  const isEverTold = says(submit.meaning) || says(query?.meaning) || says(notify?.meaning);
  if (!isEverTold && reading.faults.length === 0) {
    reading.warn(keyPath(path, "submit"), {
      zh: "没有任何应答算成功(succeeded)",
      en: "no answer ever means success (succeeded)",
    });
  }
}
