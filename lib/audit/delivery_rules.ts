/**
 * What must be so of the delivery of every result: it is confirmed only by an `OK`, given up only with a word about it, and
 * otherwise due.
 *
 * @module
 */
import type { Settled, TimelineEntry } from "../order.ts";
import { TIMELINE_FIRST_KEPT } from "../timeline.ts";
import type { Fault } from "./finding.ts";
import { judging } from "./finding.ts";
import type { Replayed } from "./replay.ts";

/** What is wrong with a delivery. @param told what its timeline tells */
export function deliveryFaults(order: Settled, told: Replayed): Fault[] {
  const { delivery, timeline, result } = order;
  const { isTrimmed } = told;
  const { faults, must } = judging();
  const failed = failedPushes(timeline);
  switch (delivery?.state) {
    case "pending": {
      const { nextAtMs, sinceMs, attempts } = delivery;
      const began = lastLine(order, told, "repushed");
      must(
        Number.isFinite(nextAtMs),
        "notDue",
        "结果待送达,却没有下次推送的时刻;",
        "its result is to be delivered, and is never due",
      );
      must(
        began === "dropped" || sinceMs === (began?.atMs ?? result.atMs),
        "since",
        "推送开始的时刻与时间线不符;",
        "its delivery began at another time than its timeline says",
      );
      must(
        isTrimmed || attempts === failed,
        "pushes",
        `推送失败 ${attempts} 次,时间线里却是 ${failed} 次;`,
        `${attempts} pushes have failed, and its timeline has ${failed}`,
      );
      break;
    }
    case "confirmed": {
      const { confirmedAtMs, attempts } = delivery;
      const end = lastLine(order, told, "confirmed");
      must(
        end === "dropped" || confirmedAtMs === end?.atMs,
        "unconfirmed",
        "已确认,时间线里却没有那次确认;",
        "it is confirmed, and its timeline has no such OK",
      );
      must(
        attempts >= 1 && (isTrimmed || attempts === failed + 1),
        "pushes",
        `推送 ${attempts} 次后确认,时间线里却是 ${failed + 1} 次;`,
        `it is confirmed after ${attempts} pushes, and its timeline has ${failed + 1}`,
      );
      break;
    }
    case "abandoned": {
      const end = lastLine(order, told, "abandoned", "restored");
      must(
        end === "dropped" || delivery.abandonedAtMs === end?.atMs,
        "unabandoned",
        "已放弃推送,时间线里却没有;",
        "its delivery is given up, and its timeline does not say so",
      );
      break;
    }
    default:
      must(
        false,
        "noDelivery",
        "有结果,却没有送达状态;",
        "it is settled, and its result is never delivered",
      );
  }
  return faults;
}

/** The last line of these kinds; `dropped` where a later one may have been. */
function lastLine(
  { timeline }: Settled,
  { isTrimmed }: Replayed,
  ...kinds: TimelineEntry["kind"][]
): TimelineEntry | "dropped" | undefined {
  const at = timeline.findLastIndex(({ kind }) => kinds.includes(kind));
  return isTrimmed && at < TIMELINE_FIRST_KEPT ? "dropped" : timeline[at];
}

/** Pushes that have failed since the delivery began, at the result or at the last re-push. */
function failedPushes(timeline: readonly TimelineEntry[]): number {
  const began = timeline.findLastIndex(({ kind }) =>
    kind === "settled" || kind === "ackLost" || kind === "repushed"
  );
  return timeline.slice(began + 1).filter(({ kind }) => kind === "pushFailed").length;
}
