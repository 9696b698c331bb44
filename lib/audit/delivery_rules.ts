/**
 * What must be so of the delivery of every result: it is confirmed only by an `OK`, given up only with a word about it, and
 * otherwise due.
 *
 * @module
 */
import type { Settled, TimelineEntry } from "../order.ts";
import type { Fault } from "./finding.ts";

/** What is wrong with a delivery. @param isTrimmed whether lines may be missing from the timeline */
export function deliveryFaults(order: Settled, isTrimmed: boolean): Fault[] {
  const { delivery, timeline, result } = order;
  const faults: Fault[] = [];
  const must = (isSo: boolean, rule: string, zh: string, en: string) =>
    isSo || faults.push({ rule, zh, en });
  const last = (...kinds: TimelineEntry["kind"][]) =>
    timeline.findLast(({ kind }) => kinds.includes(kind))?.atMs;
  switch (delivery?.state) {
    case "pending": {
      const { nextAtMs, sinceMs, attempts } = delivery;
      must(
        Number.isFinite(nextAtMs),
        "notDue",
        "结果待送达,却没有下次推送的时刻;",
        "its result is to be delivered, and is never due",
      );
      must(
        sinceMs === (last("repushed") ?? result.atMs),
        "since",
        "推送开始的时刻与时间线不符;",
        "its delivery began at another time than its timeline says",
      );
      must(
        isTrimmed || attempts === failedPushes(timeline),
        "pushes",
        `推送失败 ${attempts} 次,时间线里却是 ${failedPushes(timeline)} 次;`,
        `${attempts} pushes have failed, and its timeline has ${failedPushes(timeline)}`,
      );
      break;
    }
    case "confirmed":
      must(
        delivery.confirmedAtMs === last("confirmed"),
        "unconfirmed",
        "已确认,时间线里却没有那次确认;",
        "it is confirmed, and its timeline has no such OK",
      );
      must(
        delivery.attempts >= 1 && (isTrimmed || delivery.attempts === failedPushes(timeline) + 1),
        "pushes",
        `推送 ${delivery.attempts} 次后确认,时间线里却是 ${failedPushes(timeline) + 1} 次;`,
        `it is confirmed after ${delivery.attempts} pushes, and its timeline has ${
          failedPushes(timeline) + 1
        }`,
      );
      break;
    case "abandoned":
      must(
        delivery.abandonedAtMs === last("abandoned", "restored"),
        "unabandoned",
        "已放弃推送,时间线里却没有;",
        "its delivery is given up, and its timeline does not say so",
      );
      break;
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

/** Pushes that have failed since the delivery began, at the result or at the last re-push. */
function failedPushes(timeline: readonly TimelineEntry[]): number {
  const began = timeline.findLastIndex(({ kind }) =>
    kind === "settled" || kind === "ackLost" || kind === "repushed"
  );
  return timeline.slice(began + 1).filter(({ kind }) => kind === "pushFailed").length;
}
