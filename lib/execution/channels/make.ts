/**
 * Channels from their configuration.
 *
 * @module
 */
import type { Alarms } from "../../alarm.ts";
import { silentAlarms } from "../../alarm.ts";
import type { Clock } from "../../clock.ts";
import type { ChannelConfig } from "../../config.ts";
import type { Log } from "../../log.ts";
import { errorText, silentLog } from "../../log.ts";
import type { Dial } from "../../net.ts";
import { Zone } from "../../zone.ts";
import type { Channel } from "../channel.ts";
import { programRunner } from "../run_program.ts";
import { commandChannel } from "./command.ts";
import { httpChannel } from "./http/channel.ts";
import type { YoungAttempts } from "./http/young_attempts.ts";
import { openJournal } from "./journal_file.ts";
import { manualChannel, workerChannel } from "./manual.ts";
import { simulateChannel } from "./simulate.ts";

/** What channels may see of the machine. */
export interface MachineParts {
  readonly env: (name: string) => string | undefined;
  readonly log: Log;
  readonly alarms: Alarms;
  readonly dial: Dial;
  /** In [0, 1). */
  readonly random: () => number;
  readonly zone: Zone;
  /** Milliseconds on a clock that nobody sets. */
  readonly monotonicMs: () => number;
  /** What channels of type `http` have submitted a short while ago, over reloads; forgotten with them where left out. */
  readonly young?: Map<string, YoungAttempts>;
}

/** A machine without a network, for channels that need none. Made when it is asked for: its zone takes a start 10 ms. */
export function noMachine(): MachineParts {
  return {
    env: () => undefined,
    log: silentLog,
    alarms: silentAlarms,
    dial: () => Promise.reject(new Error("there is no network")),
    random: () => 0,
    zone: new Zone("UTC"),
    monotonicMs: () => performance.now(),
  };
}

/** Why a channel can't be made: the operator's to mend. */
export class ChannelRefused extends Error {
  override name = "ChannelRefused";
}

/**
 * Makes every channel of a configuration. Opens the journals of simulated ones.
 *
 * @throws {ChannelRefused} one can't be opened
 */
export function makeChannels(
  configs: ReadonlyMap<string, ChannelConfig>,
  clock: Clock,
  machine: MachineParts = noMachine(),
): Map<string, Channel> {
  const channels = new Map<string, Channel>();
  for (const [name, config] of configs) {
    channels.set(name, makeChannel(name, config, clock, machine));
  }
  return channels;
}

function makeChannel(
  name: string,
  config: ChannelConfig,
  clock: Clock,
  machine: MachineParts,
): Channel {
  const { env, log } = machine;
  switch (config.type) {
    case "command":
      return commandChannel(name, config, { run: programRunner(clock), env, log });
    case "http":
      return httpChannel(name, config, { ...machine, clock });
    case "manual":
      return manualChannel(name);
    case "worker":
      return workerChannel(name);
    case "simulate": {
      const { journal } = config;
      const books = journal === null ? null : openBooks(name, journal);
      return simulateChannel(name, config, clock, books);
    }
  }
}

function openBooks(channel: string, path: string): ReturnType<typeof openJournal> {
  try {
    return openJournal(path);
  } catch (error) {
    throw new ChannelRefused(
      `channels.${channel}.journal: 打不开 cannot be opened: ${path}: ${errorText(error)}`,
      { cause: error },
    );
  }
}
