/**
 * What every screen says: the frame, the names of things, an order. Chinese first, English second.
 *
 * @module
 */
import type { Catalogue } from "./catalogue.ts";

/** Its part of the catalogue. */
export const base = {
  lang: "zh-CN | en",
  skip: "跳到正文 | Skip to content",
  otherLang: "English | 中文",
  otherLangCode: "en | zh",
  nav: "导航 | Navigation",
  overview: "概览 | Overview",
  orders: "定单 | Orders",
  desk: "人工台 | Desk",
  signOut: "退出 | Sign out",
  copied: "已复制 | Copied",
  yes: "确定 | OK",
  no: "取消 | Cancel",
  fresh: {
    loadedAt: "本页生成于 | Page made at",
    on: "实时更新 | Live",
    held: `有更新，您选择或输入完再显示
      | Something changed; shown once you have finished selecting or typing`,
    stale: "连接中断：以下内容是 {age}前的 | Connection lost: what you see is {age} old",
    failed: "刷新失败：以下内容是 {age}前的 | Could not refresh: what you see is {age} old",
    signed: `登录已结束，请重新登录：以下内容是 {age}前的
      | You are signed out, please sign in again: what you see is {age} old`,
  },
  links: {
    answering: "有应答 | answering",
    silent: "无应答 | silent",
    unknown: "尚未推送 | nothing pushed yet",
  },
  channelTypes: {
    simulate: "模拟 | simulated",
    manual: "人工 | manual",
    command: "程序 | program",
    worker: "领单程序 | worker",
    http: "HTTP | HTTP",
  },
  needsYou: "需要处理 | Needs you",
  nothingNeedsYou: "没有需要人工处理的事。 | Nothing needs a person.",
  inReview: "结果不明、待核实的定单 | Orders of unknown outcome, to be checked",
  waitingAtDesk: "等人工处理的定单 | Orders that wait at the desk",
  undelivered: "{count} 单结果还没有送到 | {count} results have not arrived",
  serverSilent: "服务器没有应答：{name} | No answer from server {name}",
  notHealthy: "运行状况 | Health",
  today: "今天 | Today",
  received: "收到 | Received",
  working: "进行中 | Working",
  succeeded: "成功 | Succeeded",
  failed: "失败 | Failed",
  uncertain: "不确定 | Uncertain",
  amount: "金额 | Amount",
  cost: "成本 | Cost",
  successRate: "成功率 | Success rate",
  servers: "服务器 | Servers",
  channels: "通道 | Channels",
  name: "名称 | Name",
  type: "类型 | Type",
  link: "线路 | Link",
  backlog: "待送达 | Undelivered",
  lastOrder: "最近来单 | Last order",
  lastOk: "最近 OK | Last OK",
  nextTry: "下次推送 | Next push",
  lastError: "最近的错误 | Last error",
  balance: "余额 | Balance",
  latest: "最近的定单 | Latest orders",
  all: "全部 | All",
  search: "查找 | Search",
  server: "服务器 | Server",
  channel: "通道 | Channel",
  result: "结果 | Result",
  delivery: "送达 | Delivery",
  time: "时间 | Time",
  anyTime: "不限 | any",
  filter: "筛选 | Filter",
  clear: "清除条件 | Clear",
  chargeId: "定单号 | Order number",
  account: "账号 | Account",
  state: "状态 | State",
  receivedAt: "收到时间 | Received at",
  noOrders: "还没有定单。 | There are no orders yet.",
  noMatch: "没有符合条件的定单。 | No order fits.",
  moreBehind: `这一页没有符合的，后面可能还有。
    | None on this page fits; there may be more behind it.`,
  next: "下一页 | Next page",
  first: "第一页 | First page",
  exportCsv: "导出 CSV（全部符合条件的） | Export as CSV (all that fit)",
  stateNames: {
    received: "已收到 | received",
    queued: "排队 | queued",
    processing: "处理中 | processing",
    review: "待核实 | review",
    settled: "已有结果 | settled",
  },
  retCodes: { 1: "成功 | succeeded", 2: "不确定 | uncertain", 3: "失败 | failed" },
  deliveries: {
    pending: "待送达 | pending",
    confirmed: "已确认 | confirmed",
    abandoned: "已放弃 | abandoned",
  },
  order: "定单 | Order",
  actions: "操作 | Actions",
  // What is safe to do, with one order or many.
  acts: {
    push: "重推结果 | Push result again",
    inquire: "查询上游 | Ask channel",
  },
  actHelp: {
    push: `把同样的结果再发给服务器一次。安全：结果不会变，也不会再充值。
      | Sends the same result to the server once more. Safe: nothing changes, nothing is executed.`,
    inquire: `现在就问通道结果。只查询，不会再充值。
      | Asks the channel now what became of it. Only asks; nothing is topped up again.`,
  },
  settle: "填写结果 | Enter the result",
  settleHelp: `由您说明这笔定单的结果。结果一旦填写就不能再改，并会立即推送给服务器。
    | You say what became of this order. A result never changes, and is pushed at once.`,
  retDetail: "说明 | Detail",
  reviewSettle: "请核对：填写之后不能再改。 | Please check: it can't be changed afterwards.",
  confirm: "确认填写 | Confirm",
  back: "返回 | Back",
  notAllowed: "您的角色不能做这个操作。 | Your role may not do this.",
  alreadySettled: "已有结果，结果不能再改。 | It has a result, and a result never changes.",
  channelHasIt: `通道正在处理，只有通道知道结果；待核实时才能人工填写。
    | Its channel has it, and only that knows; in review you may enter the result.`,
  notYours: "定单刚收到，尚未交给通道。 | It has only just come in, and no channel has it yet.",
  timeline: "经过 | Timeline",
  fields: "报文字段 | Fields of the packet",
  what: "事情 | Event",
  note: "说明 | Note",
  kinds: {
    received: "收到，已保存 | received and stored",
    acked: "应答已送出 | acknowledged",
    ackLost: "应答没有送到 | the ack did not arrive",
    doubted: "定单库状态不明 | the store could not tell",
    started: "交给通道 | given to a channel",
    claimed: "领取 | claimed",
    released: "放回 | released",
    answered: "通道回答 | its channel answered",
    untouched: "通道证明没有执行 | proof that nothing was done",
    unclear: "结果不明 | outcome unknown",
    settled: "有了结果 | settled",
    pushFailed: "推送未确认 | push not confirmed",
    confirmed: "服务器回答 OK | the server said OK",
    abandoned: "放弃推送 | given up",
    repushed: "要求重推 | pushed again on request",
    contradicted: "通道后来说法相反 | its channel said the contrary later",
    restored: "从备份恢复，待人工处理 | came back from a backup, held",
  },
  // What was done, by the place of the screen that says so and by the name that stands in its address.
  done: {
    orders: {
      pushed: "已要求立即推送。 | It is pushed now.",
      settled: "结果已填写。 | The result is entered.",
      asked: "已向通道查询，结果见经过。 | The channel was asked; its answer is in the timeline.",
    },
    desk: {
      claimed: "已领取。 | It is yours.",
      released: "已放回。 | Given back.",
      settled: "结果已填写，正在推送。 | The result is entered and on its way.",
    },
    channels: {
      pause: `通道已暂停，不再接新的定单；已交给它的继续。
        | The channel is paused and takes no new orders; those it has go on.`,
      resume: "通道已恢复。 | The channel goes on.",
    },
    servers: {
      tried: `已要求立即推送，结果见「线路」。
        | A push was asked for; what comes of it shows under “Link”.`,
    },
    settings: {
      ended: "登录已结束。 | The session is ended.",
      wentOn: "从现在起照常执行新定单。 | New orders are executed from now on.",
    },
  },
  refused: {
    notFound: "没有这个定单。 | There is no such order.",
    alreadySettled: "已有结果，没有改动。 | It had a result; nothing was changed.",
    notSettleable: `现在不能人工填写，没有改动。
      | It can't be settled by hand now; nothing was changed.`,
    notClaimable: `这一单不在等人工处理，没有改动。
      | It does not wait at a desk; nothing was changed.`,
    taken: "已被他人领取，没有改动。 | Somebody else has claimed it; nothing was changed.",
    notSettled: "还没有结果，没有可推送的。 | It has no result yet that could be pushed.",
    nothingToAsk: `没有通道正在办这一单，或这个通道不能查询。
      | No channel is at it, or its channel can't be asked.`,
    storeDown: `定单库现在不能写入，没有改动。请稍后再试。
      | The store can't be written now; nothing was changed. Try again later.`,
    notCounted: `核对之后才能做的，没有计入，这次不做。
      | It can be dealt with only since the check, and was not counted.`,
    invalid: "填写有误，没有改动：{why} | Something is wrong, nothing was changed: {why}",
    unknown: "没有这个通道。 | There is no such channel.",
    noReason: "没有写原因，没有暂停。 | No reason was given; nothing was paused.",
    noServer: "没有这个服务器。 | There is no such server.",
    noSession: "没有这个登录，可能已经结束。 | There is no such session; it may have ended.",
  },
  deskEmpty: "没有等人工处理的定单。 | No order waits at the desk.",
} as const satisfies Catalogue;
