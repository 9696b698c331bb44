/**
 * What must be so of the delivery of every result: it is confirmed only by an `OK`, given up only with a word about it, and
 * otherwise due.
 *
 * @module
 */
import type { AbandonedDelivery, ConfirmedDelivery, PendingDelivery } from "../delivery.ts";
import type { Settled, TimelineEntry } from "../order.ts";
import type { Result } from "../result.ts";
import { TIMELINE_FIRST_KEPT } from "../timeline.ts";
import type { Fault } from "./finding.ts";
import { judging } from "./finding.ts";
import type { Replayed } from "./replay.ts";

type Timeline = readonly TimelineEntry[];

/** What is wrong with a delivery. @param told what its timeline tells */
export function deliveryFaults({ delivery, result, timeline }: Settled, told: Replayed): Fault[] {
  // What was stored by another hand may lack it.
  switch (delivery?.state) {
    case "pending":
      return pendingFaults(delivery, result, timeline, told);
    case "confirmed":
      return confirmedFaults(delivery, timeline, told);
    case "abandoned":
      return abandonedFaults(delivery, timeline, told);
    default: {
      const en = "it is settled, and its result is never delivered";
      return [{ rule: "noDelivery", zh: "有结果,却没有送达状态;", en }];
    }
  }
}

function pendingFaults(
  { nextAtMs, sinceMs, attempts }: PendingDelivery,
  result: Result,
  timeline: Timeline,
  told: Replayed,
): Fault[] {
  const { faults, must } = judging();
  must(
    Number.isFinite(nextAtMs),
    "notDue",
    "结果待送达,却没有下次推送的时刻;",
    "its result is to be delivered, and is never due",
  );
  const began = lastLine(timeline, told, "repushed");
  must(
    began === "dropped" || sinceMs === (began?.atMs ?? result.atMs),
    "since",
    "推送开始的时刻与时间线不符;",
    "its delivery began at another time than its timeline says",
  );
  const failed = failedPushes(timeline);
  must(
    told.isTrimmed || attempts === failed,
    "pushes",
    `推送失败 ${attempts} 次,时间线里却是 ${failed} 次;`,
    `${attempts} pushes have failed, and its timeline has ${failed}`,
  );
  return faults;
}

function confirmedFaults(
  { confirmedAtMs, attempts }: ConfirmedDelivery,
  timeline: Timeline,
  told: Replayed,
): Fault[] {
  const { faults, must } = judging();
  const end = lastLine(timeline, told, "confirmed");
  must(
    end === "dropped" || confirmedAtMs === end?.atMs,
    "unconfirmed",
    "已确认,时间线里却没有那次确认;",
    "it is confirmed, and its timeline has no such OK",
  );
  const pushes = failedPushes(timeline) + 1;
  must(
    attempts >= 1 && (told.isTrimmed || attempts === pushes),
    "pushes",
    `推送 ${attempts} 次后确认,时间线里却是 ${pushes} 次;`,
    `it is confirmed after ${attempts} pushes, and its timeline has ${pushes}`,
  );
  return faults;
}

function abandonedFaults(
  { abandonedAtMs }: AbandonedDelivery,
  timeline: Timeline,
  told: Replayed,
): Fault[] {
  const { faults, must } = judging();
  const end = lastLine(timeline, told, "abandoned", "restored");
  must(
    end === "dropped" || abandonedAtMs === end?.atMs,
    "unabandoned",
    "已放弃推送,时间线里却没有;",
    "its delivery is given up, and its timeline does not say so",
  );
  return faults;
}

/** The last line of these kinds; `dropped` where a later one may have been. */
function lastLine(
  timeline: Timeline,
  { isTrimmed }: Replayed,
  ...kinds: TimelineEntry["kind"][]
): TimelineEntry | "dropped" | undefined {
  const at = timeline.findLastIndex(({ kind }) => kinds.includes(kind));
  return isTrimmed && at < TIMELINE_FIRST_KEPT ? "dropped" : timeline[at];
}

/** Pushes that have failed since the delivery began, at the result or at the last re-push. */
function failedPushes(timeline: Timeline): number {
  const began = timeline.findLastIndex(({ kind }) =>
    kind === "settled" || kind === "ackLost" || kind === "repushed"
  );
  return timeline.slice(began + 1).filter(({ kind }) => kind === "pushFailed").length;
}
