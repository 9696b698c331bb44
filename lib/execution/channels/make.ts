/**
 * Channels from their configuration.
 *
 * @module
 */
import type { Clock } from "../../clock.ts";
import type { ChannelConfig } from "../../config.ts";
import type { Channel } from "../channel.ts";
import { openJournal } from "./journal_file.ts";
import { manualChannel } from "./manual.ts";
import { simulateChannel } from "./simulate.ts";

/** Makes every channel of a configuration. Opens the journals of simulated ones. */
export function makeChannels(
  configs: ReadonlyMap<string, ChannelConfig>,
  clock: Clock,
): Map<string, Channel> {
  const channels = new Map<string, Channel>();
  for (const [name, config] of configs) channels.set(name, makeChannel(name, config, clock));
  return channels;
}

function makeChannel(name: string, config: ChannelConfig, clock: Clock): Channel {
  switch (config.type) {
    case "manual":
      return manualChannel(name);
    case "simulate": {
      const journal = config.journal === null ? null : openJournal(config.journal);
      return simulateChannel(name, config, clock, journal);
    }
  }
}
