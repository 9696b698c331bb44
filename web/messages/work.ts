/**
 * What the screens of the daily work say: the listing, many orders at once, an order. Chinese first, English second.
 *
 * @module
 */
import type { Both, Catalogue } from "./catalogue.ts";

/** Its part of the catalogue. */
export const work = {
  chargeTypes: {
    0: "话费 | mobile",
    1: "Q币 | Q coins",
    2: "QQ会员 | QQ membership",
    3: "游戏 | games",
    4: "水电气 | utilities",
    5: "流量 | data",
    6: "票务 | tickets",
    7: "固话 | landline",
    8: "宽带 | broadband",
    9: "油卡 | fuel card",
  } as Readonly<Record<number, Both>>,
  outcomes: {
    1: "成功 | Succeeded",
    2: "存疑 | In doubt",
    3: "失败 | Failed",
    partial: "部分成功 | Partly succeeded",
  },
  list: {
    chargeType: "业务类型 | Type",
    from: "从 | from",
    to: "到 | to",
    flag: "标记 | Flag",
    flags: {
      needsYou: "需要处理 | needs you",
      contradicted: "说法相反 | contradicted",
    },
    times: {
      today: "今天 | today",
      yesterday: "昨天 | yesterday",
      week: "最近七天 | last seven days",
      between: "自选时间 | between",
    },
    searchHelp: `定单号、供货商单号、账号或后四位
      | number, supplier's number, account or its last 4`,
    more: "更多条件 | More",
    wrongTime: `时间的起止不对：应为「年-月-日」或「年-月-日T时:分」，且起早于止。
      | The time can't be read: YYYY-MM-DD or YYYY-MM-DDThh:mm, the first before the second.`,
    unfinished: "更早的定单还没有找完。 | Older orders have not been looked at yet.",
    goOn: "继续往前找 | Look further back",
    selectOrder: "选择定单 {number} | Select order {number}",
    selectAll: "全选本页 | Select this page",
    withSelected: "对选中的： | With those selected:",
    withAll: "对全部符合条件的： | With all that match:",
  },
  bulk: {
    check: "请核对 | Check",
    summary: "{count} 单，合计 {cash} 元 | {count} orders, {cash} yuan in all",
    leftOut: "{count} 单不做 | {count} are left alone",
    confirmedToo: `其中 {count} 单服务器已经确认过，会再收到一次同样的结果。
      | The server has confirmed {count} of them already; it gets the same results once more.`,
    onlyFirst: `符合条件的太多，一次只做最新的 {max} 单。
      | Too many match: only the newest {max} are dealt with.`,
    nothing: "没有选中可以做的定单。 | Nothing that can be dealt with is selected.",
    confirm: "确认{action} {count} 单 | {action}: {count} orders",
    doneTitle: "做完了 | Done",
    done: "已做 {count} 单，合计 {cash} 元。 | {count} orders done, {cash} yuan in all.",
    leftTitle: "没有做的 | Left alone",
    why: "原因 | Why",
    back: "返回列表 | Back to the list",
  },
  page: {
    story: {
      happened: "情况 | What happened",
      money: "资金 | The money",
      next: "接下来 | What comes next",
      untouched: "还没有执行，没有动钱。 | Nothing was executed, no money has moved.",
      maybe: `可能已经动钱，也可能没有；不会再次执行。
        | Money may have moved, or not; it is not executed a second time.`,
      received: "定单已保存，应答正在送出。 | The order is stored; its ack is on the way.",
      receivedNext: `应答送出后交给通道；送不出去就不执行，回调「失败」。
        | Once the ack is out a channel gets it; if it can't be written, the order is not executed and fails.`,
      queued: "应答已送出，正在等通道。 | The ack is out; the order waits for a channel.",
      queuedNext: `通道空闲、开放时就会接手。
        | The channel takes it as soon as it is free and open.`,
      processing: `{since} 交给通道 {channel}，结果还没有来。
        | Given to channel {channel} at {since}; its result has not come yet.`,
      processingNext: `正在等通道的结果，会按递增的间隔查询；可以现在就查询一次。
        | The channel's result is waited for, and asked for in growing intervals; you can ask now.`,
      deskNext: "等一个人充值后填写结果。 | Somebody has to do it and enter the result.",
      claimedNext: `{by} 于 {since} 领取，等他填写结果。
        | {by} took it on at {since} and is to enter the result.`,
      leaseNext: `领取的程序到 {until} 没有结果，就转为「待核实」。
        | Without a result by {until} from the program that has it, it goes to review.`,
      review: "结果不明：{reason} | Nobody knows what became of it: {reason}",
      heldNext: `请与供货商和服务器核对后填写结果：备份之后的事这里不知道，填写之前不会回调。
        | Compare with the supplier and the server, and enter the result: what came after the backup is not known
          here, and nothing is pushed before.`,
      reviewNext: `请向通道核实后填写结果；到 {until} 仍没有明确结果，就回调「不确定」。
        | Find out from the channel and enter the result; without a clear one by {until}, "uncertain" is pushed.`,
      settled: {
        1: "充值成功。 | It succeeded.",
        2: "结果不确定。 | The outcome is uncertain.",
        3: "充值失败。 | It failed.",
      },
      partly: `部分成功：{cash} 元中成功 {done} 元。
        | It succeeded in part: {done} of {cash} yuan.`,
      by: "由 {by} 于 {at} 得出。 | Said by {by} at {at}.",
      money1: "充值 {done} 元，成本 {cost} 元。 | {done} yuan were topped up, at a cost of {cost}.",
      money2: `钱是否扣了没有人知道：已按「不确定」处理，要与通道对账。
        | Nobody knows whether money has moved: it counts as uncertain and has to be reconciled.`,
      money3: "没有充值，不应扣款。 | Nothing was topped up; nothing should be charged.",
      pushing: "结果正要推给服务器（{at}）。 | The result is about to be pushed ({at}).",
      pending: `已推送 {attempts} 次，服务器还没有回答 OK；下一次在 {at}。
        | Pushed {attempts} times without an OK; next at {at}.`,
      lastError: "上次：{error} | Last time: {error}",
      confirmed: `服务器于 {at} 回答 OK。事情已了结。
        | The server said OK at {at}. Nothing is left to do.`,
      abandoned: `推送已放弃，服务器可能不知道结果。可以重推。
        | Pushing was given up; the server may not know the result. It can be pushed again.`,
      contradicted: `注意：有结果之后，通道又说出相反的话（见经过）。结果没有改，请与通道核实。
        | Mind: after the result the channel said the contrary (see the timeline). The result stays; ask the
          channel.`,
    },
    sinceReceipt: "收到后 | After receipt",
    cancelHelp: `还没有交给通道，肯定没有执行：可以按「失败」了结，并推送给服务器。
      | No channel has it, so it certainly was not executed: it can be ended as failed, and that pushed.`,
    settledNothingToAsk: `已有结果，不再查询。
      | It has its result and is not asked about any more.`,
    takenBy: "{by} 于 {since} 领取，正在处理。 | {by} took it on at {since}.",
    took: "用时 | took",
    request: "请求 | Request",
    answer: "回答 | Answer",
    packets: "报文 | Packets",
    packet: {
      order: "定单（服务器 → czdock） | Order (server → czdock)",
      ack: "应答（czdock → 服务器） | Ack (czdock → server)",
      callback: "回调（czdock → 服务器） | Callback (czdock → server)",
    },
    exact: "与发出的逐字节相同。 | Byte for byte what is sent.",
    rebuilt: `按保存的定单重新写出：密码以 *** 代替，字段按协议文档的顺序。
      | Written anew from the stored order: passwords are ***, the members stand in the document's order.`,
    asText: "文本（GBK 解码） | Text (decoded from GBK)",
    asHex: "十六进制 | Hex",
    bytes: "{count} 字节 | {count} bytes",
    diagnosis: "诊断信息 | Diagnosis",
    diagnosisHelp: `可以直接发给技术支持：没有密码和密钥。
      | Can be sent to support as it is: it has no password and no key.`,
    copy: "复制 | Copy",
  },
} as const satisfies Catalogue;
