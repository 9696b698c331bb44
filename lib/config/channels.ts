/**
 * `channels:`, who executes orders.
 *
 * @module
 */
import type { ChannelConfig } from "../config.ts";
import { named, variant } from "./collection.ts";
import { duration } from "./number_kinds.ts";
import { record } from "./record.ts";
import { defaulted, type Kind, optional } from "./schema.ts";
import { choice, path as filePath } from "./text_kinds.ts";

/** Channels, at most. */
export const CHANNELS_MAX = 256;

/** Types that are announced but not in this version. */
export const LATER_CHANNEL_TYPES: readonly string[] = ["worker", "command", "http"];

const simulate = record(
  {
    outcome: defaulted(
      choice(["success", "failed", "uncertain", "partial", "random"]),
      "success",
      "模拟出什么结果;random 为随机。",
      "The outcome it plays; random plays any of them.",
    ),
    delay: defaulted(
      duration("0s", "1h"),
      "200ms",
      "多久后出结果。",
      "How long it takes to come to its outcome.",
    ),
    journal: optional(
      filePath,
      "每次模拟执行记一行 JSON 的文件;不写则不记。",
      "A file that gets one JSON line for every execution it plays; none when left out.",
    ),
  },
  (values): ChannelConfig => ({
    type: "simulate",
    outcome: values.outcome,
    delayMs: values.delay,
    journal: values.journal ?? null,
  }),
);

const manual = record({}, (): ChannelConfig => ({ type: "manual" }));

const channel = variant<ChannelConfig>(
  { zh: "通道的类型。", en: "The type of the channel." },
  {
    simulate: {
      about: { zh: "模拟充值,只用于试验", en: "plays a supplier, for trials only" },
      kind: simulate,
    },
    manual: {
      about: { zh: "人工在页面上处理", en: "a person settles the order on the page" },
      kind: manual,
    },
  },
  LATER_CHANNEL_TYPES,
  () => ({ type: "manual" }),
);

/** The section `channels`. */
export const channels: Kind<ReadonlyMap<string, ChannelConfig>> = named(channel, {
  min: 1,
  max: CHANNELS_MAX,
});
