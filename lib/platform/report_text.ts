/**
 * A run's summary for people, with what its words mean.
 *
 * @module
 */
import type { Found, Summary } from "./report.ts";

/** The lines of a summary, Chinese first. */
export function summaryLines(summary: Summary, withinMs: number): string[] {
  const { strict } = summary;
  const rows: readonly (readonly [string, string])[] = [
    ["定单 orders", `${summary.count}`],
    ["已发送 sent", `${summary.sent}`],
    ["已接收 acked (0)", `${summary.acked}   ${summary.acksPerSecond}/s`],
    ["被拒绝 refused", reasons(summary.refused)],
    ["已确认 confirmed (OK)", `${summary.confirmed}   ${summary.confirmedPerSecond}/s`],
    ["结果 results", reasons(summary.results)],
    ["应答时间 ack", `p50 ${summary.ackMs.p50} ms, p99 ${summary.ackMs.p99} ms`],
    ["全程时间 life", `p50 ${summary.lifeMs.p50} ms, p99 ${summary.lifeMs.p99} ms`],
    ["丢失 lost", found(summary.lost)],
    ["未确认 unconfirmed", found(summary.unconfirmed)],
    ["重复 double", found(summary.double)],
    [
      "再次收到 repeated",
      found(summary.repeated) + (strict ? " (算作重复 counted as double)" : ""),
    ],
    ["迟到 late", found(summary.late)],
    ["应答签名错误 wrong sign, acks", found(summary.wrongSignedAcks)],
    ["回调签名错误 wrong sign, callbacks", found(summary.wrongSignedCallbacks)],
    ["未原值返回 altered", found(summary.altered)],
    ["读不懂的回调 unreadable", reasons(summary.unreadable)],
    ["不是这次的定单 strangers", found(summary.strangers)],
    ["没有应答 unanswered", reasons(summary.unanswered)],
    ["应答后被重置 reset after ack", `${summary.ackResets}`],
    ["半途而断的回调 cut short", `${summary.cutShort}`],
    ["播放的故障 faults played", reasons(summary.faults)],
  ];
  return [
    ...rows.map(([name, value]) => `${name}: ${value}`),
    "",
    ...definitions(withinMs),
    "",
    summary.fine ? "结论: 正常 / verdict: fine" : "结论: 有问题 / verdict: not fine",
  ];
}

/** What the summary's words mean. */
function definitions(withinMs: number): string[] {
  return [
    "丢失: 应答 0,到结束也没有签名正确的回调。lost: acked 0, no callback with a right signature by the end.",
    "未确认: 有回调,但我们的 OK 没有被读到。unconfirmed: called back, but no OK of ours was read.",
    "重复: 同一定单两种不同的结果;严格时也包括再次收到。double: two different results; when strict, repeated too.",
    "再次收到: OK 全部写出之后才开始的连接又送来同一结果。repeated: the same result on a connection begun after our whole OK.",
    `迟到: 应答之后超过 ${withinMs} ms 才有第一次回调,不算拒绝连接的时间。late: first callback later than that after the ack, our refusing not counted.`,
  ];
}

function found({ count, chargeIds }: Found): string {
  return count === 0
    ? "0"
    : `${count}   (${chargeIds.join(", ")}${count > chargeIds.length ? ", …" : ""})`;
}

function reasons(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.length === 0
    ? "0"
    : parts.map(([reason, count]) => `${reason}: ${count}`).join("; ");
}
