/**
 * Channels as a configuration makes them.
 *
 * @module
 */
import assert from "node:assert/strict";
import { configOf } from "../../config/support.ts";
import { systemClock } from "../../../lib/clock.ts";
import type { Channel } from "../../../lib/execution/channel.ts";
import { makeChannels, noMachine } from "../../../lib/execution/channels/make.ts";
import { dial } from "../../../lib/wiring/world.ts";
import { recordingLog } from "../../support/recording_log.ts";

/** The channels of a section `channels`, and what they log. */
export function channelsOf(section: Readonly<Record<string, unknown>>) {
  const log = recordingLog();
  const env = (name: string) => name === "PATH" ? Deno.env.get("PATH") : undefined;
  const config = configOf(JSON.stringify({
    servers: [{ name: "main", addresses: ["127.0.0.1"], md5key: "bff0378ea5ef0d5d" }],
    channels: section,
    routes: [{ channels: Object.keys(section) }],
  }));
  const channels = makeChannels(config.channels, systemClock, { ...noMachine(), dial, env, log });
  return {
    channel(name: string): Channel {
      const channel = channels.get(name);
      return channel ?? assert.fail(`there is no channel ${name}`);
    },
    logged: () =>
      JSON.stringify(log.lines, (_, value) => typeof value === "bigint" ? `${value}` : value),
  };
}
