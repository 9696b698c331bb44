/**
 * What the overview and the screens of channels, servers, log and settings say. Chinese first, English second.
 *
 * @module
 */
import type { Catalogue } from "./catalogue.ts";

/** Its part of the catalogue. */
export const screens = {
  log: "日志 | Log",
  settings: "设置 | Settings",
  chart: {
    title: "走势 | Trend",
    label: "每段时间收到的和有了结果的定单 | Orders received and settled over time",
    asTable: "数据表 | The figures as a table",
    nothing: "这段时间没有定单。 | No orders in this time.",
    spans: {
      hour: "60 分钟 | 60 minutes",
      day: "24 小时 | 24 hours",
      week: "7 天 | 7 days",
    },
  },
  p95: "p95（收到到 OK） | p95 (receipt to OK)",
  seconds: "{count} 秒 | {count} s",
  milliseconds: "{count} 毫秒 | {count} ms",
  needs: {
    paused: "已暂停的通道 | Paused channel",
    unknownInRow: "连续 {count} 单结果不明 | {count} unknown outcomes in a row",
    contradicted: `通道后来说法相反的定单（7 天内）
      | Orders whose channel took back its word (7 days)`,
    restored: `定单库来自备份，新定单先待核实
      | The store comes from a backup: new orders are held for review`,
    oldest: "最早 | oldest",
  },
  channelPage: {
    none: "没有配置通道。 | No channels are configured.",
    waiting: "等待 | Waiting",
    todayCount: "今天笔数 | Orders today",
    todayCash: "今天金额 | Amount today",
    unknownInRow: "连续不明 | Unknown in a row",
    limits: "限制 | Limits",
    states: {
      open: "接单 | open",
      closed: "不在时段或已到上限 | outside its hours or limits",
      paused: "已暂停 | paused",
    },
    reason: "原因 | Reason",
    pause: "暂停 | Pause",
    resume: "恢复 | Resume",
    askResume: `恢复通道 {name}？等着它的定单会马上交给它。
      | Resume channel {name}? The orders that wait for it are handed to it at once.`,
    atOnce: "并发 {count} | {count} at once",
    rate: "每 {seconds} 秒 {count} 单 | {count} in {seconds} s",
  },
  serverPage: {
    none: "没有配置服务器。 | No servers are configured.",
    tryNow: "现在推送 | Push now",
  },
  logPage: {
    events: "事件 | Events",
    audit: "操作记录 | Who did what",
    level: "级别 | Level",
    module: "部分 | Part",
    text: "内容 | Text",
    follow: "跟随 | Follow",
    follows: { yes: "跟随 | follow", no: "停住 | hold" },
    anyLevel: "全部 | all",
    fromLevel: "{level} 及以上 | {level} and above",
    none: "启动以来没有日志。 | Nothing was logged since the start.",
    noMatch: "没有符合条件的日志。 | No lines fit the filter.",
    noAudit: "还没有操作记录。 | Nobody has done anything yet.",
    who: "谁 | Who",
    fromWhere: "从哪里 | From",
  },
  settingsPage: {
    program: "程序 | Program",
    version: "版本 | Version",
    started: "启动于 | Started",
    file: "配置文件 | Configuration file",
    inForce: "生效于 | In force since",
    store: "定单库 | Store",
    storeSize: "定单库大小 | Size of the store",
    backups: {
      title: "备份 | Backups",
      help: `czdock export 随时备份，czdock import 恢复。
        | czdock export makes one at any time; czdock import brings one back.`,
      file: "文件 | File",
      made: "备份时间 | Made at",
      size: "大小 | Size",
      tried: "试恢复 | Restored on trial",
      passed: "通过，{count} 单 | passed, {count} orders",
      before: "本次启动以前的 | before this start",
      shown: "{folder}，共 {count} 份，最近的： | {folder}, {count} in all, the latest:",
      off: `没有备份，也不会自动备份：配置里写 backup.every（如 1d）就会。
        | There are no backups and none are made by themselves: backup.every (as 1d) in the configuration makes
          them.`,
      none: `{folder} 里还没有备份；第一份到时会自动做。
        | There are no backups in {folder} yet; the first is made when it is due.`,
      unread: "读不了备份文件夹 {folder}。 | The folder of the backups can't be read: {folder}.",
    },
    ok: "正常 | fine",
    ill: "不正常 | amiss",
    config: "生效的配置 | Configuration in force",
    configHelp: `每个键和它的值；没有写的是默认值，密钥只显示 ***。
      | Every key with its value; what is not written is a default, a secret shows as ***.`,
    reload: "重新载入配置 | Reload the configuration",
    sessions: "登录 | Signed in",
    user: "用户 | User",
    began: "登录时间 | Signed in at",
    seen: "最近活动 | Last seen",
    thisOne: "就是这里 | this one",
    end: "结束 | End",
    everywhere: "从所有地方退出 | Sign out everywhere",
    askEverywhere: "结束您的所有登录，包括这里？ | End all your sessions, this one too?",
    restoredHelp:
      `定单库来自备份：没有操作员的话，不执行、不推送任何一单，新定单也先待核实。核对之后再继续。
      | The store comes from a backup: without an operator's word nothing is executed or pushed, and new orders are
        held for review.`,
    goOn: "继续执行新定单 | Execute new orders",
    askGoOn: `确定备份之后的定单都已核对，从现在起照常执行新定单？
      | Are the orders since the backup checked, and shall new ones be executed from now on?`,
    rejected: "新的配置有错，没有生效： | The new configuration has faults and is not in force:",
    reloaded: "配置已重新载入。 | The configuration was read again.",
    notReloaded: `新的配置有错，什么也没有改变。
      | The new configuration has faults; nothing was changed.`,
  },
  errorPage: {
    failed: "没能载入 | Could not load this",
    missing: "没有找到 | Not found",
    refused: "不能这样做 | This cannot be done",
    signIn: "登录 | Sign in",
  },
} as const satisfies Catalogue;
