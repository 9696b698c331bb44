/**
 * What the desk and reconciliation say. Chinese first, English second.
 *
 * @module
 */
import type { Catalogue } from "./catalogue.ts";

/** Its part of the catalogue. */
export const desk = {
  reconciliation: "对账 | Reconciliation",
  deskPage: {
    help:
      `最早的在前。先领取，别人就不会重复处理；处理完再填写结果。按 j / k 或 ↓ / ↑ 在定单之间移动。
      | The oldest first. Take an order on before you begin, so that nobody else does the same; enter the result
        afterwards. j / k or ↓ / ↑ move between orders.`,
    claim: "领取 | Take on",
    release: "放回 | Give back",
    area: "地区 | Area",
    quantity: "数量 | Quantity",
    card: "卡号 | Card",
    takeBack: "收回 | Take back",
    takeBackHelp: `对方可能已经动手充值：先问清楚，再收回。
      | Whoever has it may have begun: ask first.`,
    mine: "您已领取 | You have it",
    copyAccount: "复制账号 | Copy account",
    copyAmount: "复制金额 | Copy amount",
    doneCash: "成功金额（部分成功时） | Amount that succeeded (in part)",
    toReview: "下一步：核对 | Next: check",
    filter: {
      all: "全部 | All",
      mine: "我领取的 | Mine",
      free: "没人领取的 | Nobody's",
    },
    tooMany: "只显示最早的 {shown} 单。 | Only the oldest {shown} are shown.",
  },
  recon: {
    days: "日期 | Days",
    show: "显示 | Show",
    sumsOfDay: "{day} 的结果 | Results of {day}",
    sumsOfDays: "{from} 至 {to} 的结果 | Results of {from} to {to}",
    help: `按有结果的那一天统计，不是按收到的那一天。
      | By the day of the result, not of the receipt.`,
    day: "日期 | Day",
    count: "笔数 | Count",
    cash: "定单金额 | Ordered",
    done: "成功金额 | Succeeded",
    total: "合计 | Total",
    byChannel: "按通道合计 | By channel",
    empty: "这些天没有有结果的定单。 | No order got its result on these days.",
    tooLong: `一次最多 {days} 天，且开始不晚于结束。
      | At most {days} days, the first not after the last.`,
    none: "（无通道） | (no channel)",
    upload: "与供货商的账单比对 | Compare with a supplier's statement",
    uploadHelp:
      `选一天、一个通道和供货商的 CSV 账单（UTF-8 或 GBK）。按定单号、供货商单号或账号比对，不改动任何定单。
      | Choose a day, a channel and the supplier's statement as CSV (UTF-8 or GBK). Compared by our number, the
        supplier's number or the account; no order is changed.`,
    file: "账单文件 | Statement",
    encoding: "编码 | Encoding",
    encodings: {
      auto: "自动识别 | find out",
      "utf-8": "UTF-8 | UTF-8",
      gbk: "GBK | GBK",
    },
    amountIs: "账单里的金额是 | Its amounts are",
    amountKinds: { cash: "充值面额 | face values", cost: "结算成本 | costs" },
    compare: "比对 | Compare",
    result: "比对结果 | Comparison",
    columns: {
      number: "我方定单号 | Our number",
      ref: "供货商单号 | Supplier's number",
      account: "账号 | Account",
      amount: "金额 | Amount",
      state: "状态 | State",
    },
    noColumn: "没有 | none",
    columnsHelp: `认出的列如下，不对可以改。没有状态列时，账单里的都算成功。
      | The columns as they were made out; change what is wrong. Without a state, every line counts as succeeded.`,
    again: "按这些列重新比对 | Compare again by these columns",
    verdict: "比对 | Verdict",
    verdicts: {
      twice: "账单重复 | twice in the statement",
      state: "状态不符 | states differ",
      theirsOnly: "只有账单有 | statement only",
      oursOnly: "只有我方有 | ours only",
      amount: "金额不符 | amounts differ",
      matched: "相符 | agree",
    },
    ours: "我方金额 | Our amount",
    theirs: "账单金额 | Their amount",
    oursSaid: "我方 | We say",
    theirsSaid: "账单 | They say",
    row: "账单行 | Line",
    said: {
      succeeded: "成功 | succeeded",
      failed: "失败 | failed",
      open: "未定 | open",
      unread: "看不懂 | not understood",
    },
    differences: "差异 | Differences",
    firstOnly: `显示前 {shown} 条，共 {all} 条，全部见 CSV。
      | The first {shown} of {all}; all of them are in the CSV.`,
    allMatch: "全部相符。 | Everything agrees.",
    exportDifferences: "导出差异 CSV | Differences as CSV",
    otherDay: `账单中有 {count} 行是我方其他日期收到的定单，已一并比对。
      | {count} lines are about orders that came in on another day; they were compared, too.`,
    gone: `这次比对的文件已不在，请重新上传。
      | The file of this comparison is gone; upload it again.`,
    problems: {
      noFile: "没有选择文件。 | No file was chosen.",
      tooLarge: "文件太大，最多 {mib} MiB。 | The file is too large, at most {mib} MiB.",
      encoding: `文件不是所选的编码，也不是 UTF-8 或 GBK。
        | The file is not in the chosen encoding, nor in UTF-8 or GBK.`,
      tooManyRows: "行数太多，最多 {max} 行。 | Too many lines, at most {max}.",
      openQuote: "第 {line} 行的引号没有结束。 | A quote in line {line} is never closed.",
      empty: "文件里没有内容。 | There is nothing in the file.",
      noColumns: `没有认出定单号、供货商单号或账号的列，请选择。
        | No column for a number or an account was made out: choose one.`,
      tooManyOrders: `这一天这个通道的定单超过 {max}，请改用导出。
        | More than {max} orders of that channel on that day: use the export.`,
      noDay: "没有给出日期，或不是「年-月-日」。 | There is no day, or it is not YYYY-MM-DD.",
      noChannel: "没有这个通道。 | There is no such channel.",
    },
  },
} as const satisfies Catalogue;
