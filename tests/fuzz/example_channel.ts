/**
 * The channels of docs/examples, on a line that a test holds both ends of.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Clock } from "../../lib/clock.ts";
import { readConfig } from "../../lib/config/read.ts";
import type { Channel } from "../../lib/execution/channel.ts";
import { httpChannel } from "../../lib/execution/channels/http/channel.ts";
import { silentLog } from "../../lib/log.ts";
import type { Dial } from "../../lib/net.ts";
import { Zone } from "../../lib/zone.ts";
import { recordingAlarms } from "../support/recording_alarms.ts";
import { type ChannelName, exampleText } from "../suppliers/channels.ts";

/** An example's channel as its text describes it. */
export function exampleChannelOf(
  name: ChannelName,
  dial: Dial,
  clock: Clock,
  monotonicMs: () => number,
): Channel {
  const outside = { file: "config.yaml", env: () => undefined, readTextFile: () => "" };
  const read = readConfig(exampleText(name), outside);
  const config = "config" in read ? read.config.channels.get(name) : undefined;
  assert.ok(config?.type === "http", `${name} is no http channel`);
  return httpChannel(name, config, {
    dial,
    clock,
    zone: new Zone("Asia/Shanghai"),
    random: () => 0.5,
    monotonicMs,
    log: silentLog,
    alarms: recordingAlarms(),
  });
}
