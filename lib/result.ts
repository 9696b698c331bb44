/**
 * What became of an order, as the server is told it (protocol part four).
 *
 * @module
 */
import { formatMoney } from "./money.ts";
import type { Money } from "./money.ts";

/** Protocol part four, field 3: 1 充值成功, 2 充值结果不确定, 3 充值失败. 0 (未处理) is never a result. */
export type RetCode = 1 | 2 | 3;

/** The result of an order: fields 3, 4 and 6–9 of the callback, with when and by whom. */
export interface Result {
  readonly retCode: RetCode;
  /** 交易结果的详细说明; cut to 100 GBK bytes on its way out. */
  readonly retDetail: string;
  /** What users further down may read; cut to 100 GBK bytes on its way out. */
  readonly userContent: string;
  /** 定单实际成本. */
  readonly retCost: Money;
  /** 代理账户余额. */
  readonly retBalance: Money;
  /** 实际成功金额: the order's chargeCash after a full success, less after a partial one, 0 after none. */
  readonly retCash: Money;
  readonly atMs: number;
  /** Who said so: `channel:NAME`, `operator:NAME`, `token:NAME`, or `czdock` itself. */
  readonly by: string;
}

/** The retDetail of a result where nobody has given any; where only a part succeeded it says how much of what. */
export function detailOf(retCode: RetCode, retCash: Money, chargeCash: Money): string {
  if (retCode === 2) return "结果不确定";
  if (retCode === 3) return "充值失败";
  if (retCash >= chargeCash) return "充值成功";
  return `部分成功:${formatMoney(chargeCash)} 元中成功 ${formatMoney(retCash)} 元`;
}

/** The result of an order that was certainly never executed. */
export function notExecuted(retDetail: string, atMs: number): Result {
  return { ...noMoney, retCode: 3, retDetail, atMs, by: "czdock" };
}

/** The result of an order of which nobody could say in time what became of it. */
export function uncertain(retDetail: string, atMs: number): Result {
  return { ...noMoney, retCode: 2, retDetail, atMs, by: "czdock" };
}

const noMoney = { userContent: "", retCost: 0n, retBalance: 0n, retCash: 0n };

/** Whether two results tell the server the same about the money. */
export function sameForTheMoney(a: Result, b: Result): boolean {
  return a.retCode === b.retCode && a.retCash === b.retCash;
}
