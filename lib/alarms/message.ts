/**
 * What is told of alarms: one text for all that has changed, however much that is.
 *
 * @module
 */
import type { ActiveAlarm, AlarmKind } from "../alarm.ts";
import { shortAccount } from "../log.ts";
import { oneLine } from "../one_line.ts";
import type { Words } from "../words.ts";

/** What has become of alarms since the last message. */
export interface AlarmNews {
  readonly raised: readonly ActiveAlarm[];
  /** Told before, and still raised after a while. */
  readonly still: readonly ActiveAlarm[];
  readonly cleared: readonly ActiveAlarm[];
  /** Who wants to see whether messages arrive, where nothing is wrong. */
  readonly trial?: string;
}

/** Subjects of one kind that a message tells of one by one. */
const SUBJECTS_TOLD = 5;
/** Bytes of a text in UTF-8: a WeCom robot takes 2048. */
export const TEXT_BYTES_MAX = 2000;

/** What each kind is called. */
export const KIND_WORDS: Readonly<Record<AlarmKind, Words>> = {
  unknownResults: { zh: "结果不明", en: "unknown results" },
  serverSilent: { zh: "服务器无应答", en: "server not answering" },
  channelPaused: { zh: "通道已暂停", en: "channel paused" },
  contradiction: { zh: "与结果相悖的回答", en: "an answer contradicts a result" },
  storeDown: { zh: "定单库写不进", en: "store cannot be written" },
  diskFull: { zh: "磁盘将满", en: "disk nearly full" },
  clockJump: { zh: "时钟跳变", en: "clock jumped" },
  backupFailed: { zh: "备份失败", en: "backup failed" },
  configRejected: { zh: "新配置有错,未生效", en: "changed configuration rejected" },
  lowBalance: { zh: "余额不足", en: "low balance" },
  priceMismatch: { zh: "扣款与应有的价格不同", en: "a price that was not expected" },
};

/** The text of a message: a heading, then the new ones, those that go on and those that are over. */
export function messageText(title: string, { raised, still, cleared, trial }: AlarmNews): string {
  const counts = [
    ...(trial === undefined ? [] : [`试发,并无告警 a trial, nothing is wrong (${trial})`]),
    ...(raised.length > 0 ? [`${raised.length} 项告警 alarms`] : []),
    ...(still.length > 0 ? [`${still.length} 项仍未解除 still raised`] : []),
    ...(cleared.length > 0 ? [`${cleared.length} 项已解除 cleared`] : []),
  ];
  return cutToBytes(
    [
      `【${title}】${counts.join(", ")}`,
      ...part("告警 ALARM", raised, toldInFull),
      ...part("仍未解除 STILL", still, toldInFull),
      ...part("已解除 CLEARED", cleared, toldBySubject),
    ].join("\n"),
    TEXT_BYTES_MAX,
  );
}

function part(
  heading: string,
  alarms: readonly ActiveAlarm[],
  told: (alarm: ActiveAlarm) => string[],
): string[] {
  const byKind = Map.groupBy(alarms, ({ kind }) => kind);
  return [...byKind].flatMap(([kind, ofKind]) => {
    const { zh, en } = KIND_WORDS[kind];
    const more = ofKind.length - SUBJECTS_TOLD;
    return [
      `${heading}: ${zh} ${en}`,
      ...ofKind.slice(0, SUBJECTS_TOLD).flatMap(told),
      ...(more > 0 ? [`- …另有 ${more} 项 and ${more} more`] : []),
    ];
  });
}

function toldInFull({ subject, words }: ActiveAlarm): string[] {
  const whose = subject === "" ? "" : `${subject}: `;
  return [`- ${whose}${masked(words.zh)} ${masked(words.en)}`];
}

/** No line where the heading says it all. */
function toldBySubject({ subject }: ActiveAlarm): string[] {
  return subject === "" ? [] : [`- ${subject}`];
}

/** A mobile number in a sentence: a net below the rule that whoever raises an alarm shortens accounts himself. */
const ACCOUNT = /(?<!\d)1[3-9]\d{9}(?!\d)/g;

/** A sentence as it may leave the house. */
export function masked(sentence: string): string {
  return oneLine(sentence.replaceAll(ACCOUNT, shortAccount));
}

function cutToBytes(text: string, bytesMax: number): string {
  const encoder = new TextEncoder();
  if (encoder.encode(text).length <= bytesMax) return text;
  const into = new Uint8Array(bytesMax - 3);
  const { read } = encoder.encodeInto(text, into);
  return text.slice(0, read) + "…";
}
