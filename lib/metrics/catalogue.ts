/**
 * Every metric there is: its name, type and labels, and the sentence about it that the text format and the docs print. Labels
 * hold nothing but names from the configuration and words from here, so their number is bounded.
 *
 * @module
 */
import type { Words } from "../words.ts";
import type { MetricType } from "./exposition.ts";

/** One metric. */
export interface Metric<L extends string = string> extends Words {
  readonly name: string;
  readonly type: MetricType;
  readonly labels: readonly L[];
}

function metric<const L extends string = never>(
  type: MetricType,
  name: string,
  labels: readonly L[],
  zh: string,
  en: string,
): Metric<L> {
  return { name, type, labels, zh, en };
}

/** By the name that the code has for each. */
export const METRICS = {
  ordersReceived: metric(
    "counter",
    "czdock_orders_received_total",
    ["server"],
    "启动以来新收的定单。",
    "New orders since the start.",
  ),
  ordersSettled: metric(
    "counter",
    "czdock_orders_settled_total",
    ["result"],
    "启动以来有了结果的定单;result 为 success uncertain failed。",
    "Orders settled since the start, by result: success, uncertain, failed.",
  ),
  orders: metric(
    "gauge",
    "czdock_orders",
    ["state"],
    "尚未了结的定单,按状态;settled 指结果还没送达。",
    "Orders that are not closed, by state; settled ones wait for their delivery.",
  ),
  oldestUnsettled: metric(
    "gauge",
    "czdock_oldest_unsettled_seconds",
    [],
    "最早的一个没有结果的定单已等多久;没有则为 0。",
    "Age of the oldest order without a result; 0 without one.",
  ),
  oldestUndelivered: metric(
    "gauge",
    "czdock_oldest_undelivered_seconds",
    [],
    "最早的一个没有送达的结果已等多久;没有则为 0。",
    "Age of the oldest result that is not delivered; 0 without one.",
  ),
  backlogLoading: metric(
    "gauge",
    "czdock_backlog_loading",
    [],
    "是否还在载入上次留下的定单。",
    "Whether the orders of earlier runs are still being loaded.",
  ),
  ackSeconds: metric(
    "histogram",
    "czdock_ack_seconds",
    [],
    "从收到定单到应答已发出,含落盘。",
    "From an order's arrival to its ack being out, the commit included.",
  ),
  lifeSeconds: metric(
    "histogram",
    "czdock_life_seconds",
    ["result"],
    "从收到定单到服务器确认结果。",
    "From an order's arrival to the server's OK to its result.",
  ),

  channelOutcomes: metric(
    "counter",
    "czdock_channel_outcomes_total",
    ["channel", "outcome"],
    "通道对定单的回答:succeeded failed unknown untouched。",
    "What became of orders given to a channel: succeeded, failed, unknown, untouched.",
  ),
  channelInFlight: metric(
    "gauge",
    "czdock_channel_in_flight",
    ["channel"],
    "通道正在处理的定单。",
    "Orders that the channel is at.",
  ),
  channelWaiting: metric(
    "gauge",
    "czdock_channel_waiting",
    ["channel"],
    "等待这个通道的定单。",
    "Orders that wait for the channel.",
  ),
  channelPaused: metric(
    "gauge",
    "czdock_channel_paused",
    ["channel"],
    "通道是否暂停。",
    "Whether the channel is paused.",
  ),
  channelOpen: metric(
    "gauge",
    "czdock_channel_open",
    ["channel"],
    "通道现在是否接单(时段、限额、暂停)。",
    "Whether the channel takes orders now, by its hours, its limits and its pause.",
  ),
  channelUnknownInRow: metric(
    "gauge",
    "czdock_channel_unknown_in_row",
    ["channel"],
    "连续结果不明的提交次数。",
    "Submissions in a row that nobody knows the outcome of.",
  ),
  channelBalance: metric(
    "gauge",
    "czdock_channel_balance_yuan",
    ["channel"],
    "供货商上次告知的余额(元);没有告知过则没有。",
    "The supplier's balance as it was last told, in yuan; absent where it never was.",
  ),

  serverSilent: metric(
    "gauge",
    "czdock_server_silent",
    ["server"],
    "服务器是否不答回调。",
    "Whether the server has stopped answering callbacks.",
  ),
  serverPending: metric(
    "gauge",
    "czdock_server_pending_results",
    ["server"],
    "等待送达这个服务器的结果。",
    "Results that wait to be delivered to the server.",
  ),
  pushes: metric(
    "counter",
    "czdock_pushes_total",
    ["server", "outcome"],
    "启动以来的推送:ok failed。",
    "Pushes since the start: ok, failed.",
  ),

  notifications: metric(
    "counter",
    "czdock_notifications_total",
    ["channel", "outcome"],
    "启动以来供货商的通知:understood refused(验不过或读不懂)unknown(不是我们的单)。",
    "Suppliers' notifications since the start: understood, refused (not valid or not to be read), unknown (no order of ours).",
  ),
  connectionsOpen: metric(
    "gauge",
    "czdock_connections_open",
    [],
    "打开的定单连接。",
    "Order connections that are open.",
  ),
  connections: metric(
    "counter",
    "czdock_connections_total",
    ["outcome"],
    "启动以来的定单连接:taken stranger over_limit。",
    "Order connections since the start: taken, stranger, over_limit.",
  ),

  storeCommits: metric(
    "counter",
    "czdock_store_commits_total",
    [],
    "定单库的提交。",
    "Commits of the store.",
  ),
  storeConflicts: metric(
    "counter",
    "czdock_store_conflicts_total",
    [],
    "因版本不符而没有成的写入。",
    "Writes that were not made because of a newer version.",
  ),
  storeFailures: metric(
    "counter",
    "czdock_store_failures_total",
    [],
    "失败的写入。",
    "Writes that failed.",
  ),
  storeBatch: metric(
    "histogram",
    "czdock_store_batch_parts",
    [],
    "一次提交里有几个写入。",
    "Writes that one commit makes together.",
  ),
  storeCommitSeconds: metric(
    "histogram",
    "czdock_store_commit_seconds",
    [],
    "一次提交用多久,含落盘。",
    "How long one commit takes, its disk sync included.",
  ),
  storeFailing: metric(
    "gauge",
    "czdock_store_failing",
    [],
    "上一次提交是否失败。",
    "Whether the last commit failed.",
  ),
  storeDoubtful: metric(
    "gauge",
    "czdock_store_doubtful_orders",
    [],
    "不知是否入库的定单。",
    "Orders of which nobody knows whether they are stored.",
  ),

  alarms: metric("gauge", "czdock_alarms", ["kind"], "没有解除的告警。", "Alarms that are raised."),
  logLinesLost: metric(
    "counter",
    "czdock_log_lines_lost_total",
    [],
    "写不进日志的行。",
    "Lines that could not be written to the log.",
  ),

  buildInfo: metric(
    "gauge",
    "czdock_build_info",
    ["version", "deno"],
    "版本,值总是 1。",
    "The version; always 1.",
  ),
  loopLag: metric(
    "histogram",
    "czdock_event_loop_lag_seconds",
    [],
    "每半秒一次的定时器晚到多久。",
    "How late a timer is that is set twice a second.",
  ),
  startTime: metric(
    "gauge",
    "process_start_time_seconds",
    [],
    "启动的时刻(Unix 秒)。",
    "When the process started, in seconds since 1970.",
  ),
  cpu: metric(
    "counter",
    "process_cpu_seconds_total",
    [],
    "用掉的处理器时间。",
    "Processor time used.",
  ),
  residentMemory: metric(
    "gauge",
    "process_resident_memory_bytes",
    [],
    "占用的物理内存。",
    "Resident memory.",
  ),
  heapUsed: metric(
    "gauge",
    "czdock_heap_used_bytes",
    [],
    "JavaScript 堆里用着的。",
    "The used part of the JavaScript heap.",
  ),
} as const satisfies Record<string, Metric>;

/** The metrics as a table in Markdown. */
export function metricsTable(): string {
  const rows = Object.values<Metric>(METRICS).map(({ name, type, labels, zh, en }) => {
    const shown = labels.map((label) => `\`${label}\``).join(" ") || "–";
    return `| \`${name}\` | ${type} | ${shown} | ${zh}<br>${en} |`;
  });
  return [
    "| 名字 name | 类型 type | 标签 labels | 含义 meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
