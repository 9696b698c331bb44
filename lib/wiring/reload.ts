/**
 * The configuration read again while czdock runs: channels, their limits, routes, the review's hold, alarms and the levels of
 * the log change at once; all of it is in force afterwards, or nothing has changed.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { Alarms } from "../alarm.ts";
import type { CancelTimer, Clock } from "../clock.ts";
import { formatFault, formatWarning } from "../config/fault.ts";
import type { LoadedConfig } from "../config/find.ts";
import type { ChannelConfig, Config } from "../config.ts";
import type { Channel } from "../execution/channel.ts";
import type { HttpChannelConfig } from "../http_config.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import type { ConfigStatus, Reloaded } from "../status.ts";

/** The sections that change without a restart. */
const RELOADABLE: ReadonlySet<keyof Config> = new Set([
  "channels",
  "routes",
  "review",
  "alarms",
]);
/** Between two looks at the file, in milliseconds. */
export const FILE_LOOK_MS = 2000;

/** What a reload works with. */
export interface ReloadParts {
  readonly file: string;
  /** Reads and checks the file. */
  readonly load: () => LoadedConfig;
  /** When the file was written last, in milliseconds; `null` where it can't be told. */
  readonly writtenAtMs: () => number | null;
  /** Makes channels; throws where one can't be made. */
  readonly makeChannels: (configs: ReadonlyMap<string, ChannelConfig>) => Map<string, Channel>;
  /** Orders that a channel has and that have no result yet; `null` while not all are known. */
  readonly openOrders: (channel: string) => number | null;
  /** Puts a configuration in force. */
  readonly use: (config: Config, channels: ReadonlyMap<string, Channel>) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarms: Alarms;
}

/** Reads the configuration again, when told to and when its file has changed. */
export class Reloader {
  #config: Config;
  #shown: string;
  #channels: ReadonlyMap<string, Channel>;
  #inForceSinceMs: number;
  #rejected: ConfigStatus["rejected"] = null;
  #seenWrittenAtMs: number | null;
  #cancelLook: CancelTimer | null = null;

  /** @param read what is in force now, with its channels */
  constructor(
    private readonly parts: ReloadParts,
    read: { readonly config: Config; readonly shown: string },
    channels: ReadonlyMap<string, Channel>,
  ) {
    this.#config = read.config;
    this.#shown = read.shown;
    this.#channels = channels;
    this.#inForceSinceMs = parts.clock.nowMs();
    this.#seenWrittenAtMs = parts.writtenAtMs();
  }

  /** What is in force. */
  get config(): Config {
    return this.#config;
  }

  /** What is in force, for people: with its defaults, and without a secret. */
  get shown(): string {
    return this.#shown;
  }

  /** Which file is in force since when, and what was rejected since. */
  get status(): ConfigStatus {
    const { file } = this.parts;
    return { file, inForceSinceMs: this.#inForceSinceMs, rejected: this.#rejected };
  }

  /** Begins to look whether the file has changed. */
  watch(): void {
    this.#cancelLook = this.parts.clock.after(FILE_LOOK_MS, () => {
      const writtenAtMs = this.parts.writtenAtMs();
      // Whoever writes a file writes it in pieces: it is read when it has not changed for a while.
      const restsForMs = writtenAtMs === null ? 0 : this.parts.clock.nowMs() - writtenAtMs;
      if (writtenAtMs !== this.#seenWrittenAtMs && restsForMs >= FILE_LOOK_MS / 2) {
        this.reload("file");
      }
      this.watch();
    });
  }

  /** Looks no more. */
  stop(): void {
    this.#cancelLook?.();
  }

  /** Reads the file and puts it in force, or says why not. @param by who or what wants it: a person, `signal`, `file` */
  reload(by: string): Reloaded {
    const { clock, log, alarms, file } = this.parts;
    this.#seenWrittenAtMs = this.parts.writtenAtMs();
    const reloaded = this.#reload();
    if (reloaded.kind === "reloaded") {
      this.#rejected = null;
      this.#inForceSinceMs = clock.nowMs();
      alarms.clear("configRejected", file);
      log.info("configuration reloaded", { by, file });
      return reloaded;
    }
    const { faults } = reloaded;
    this.#rejected = { atMs: clock.nowMs(), faults };
    log.error("the changed configuration is rejected, the old one stays in force", {
      by,
      file,
      faults: faults.join(" | "),
    });
    alarms.raise("configRejected", file, {
      zh: `改动后的配置有 ${faults.length} 处错误,未生效,仍按原来的运行:${faults[0] ?? ""}`,
      en: `the changed configuration is rejected, the old one stays in force: ${faults[0] ?? ""}`,
    });
    return reloaded;
  }

  #reload(): Reloaded {
    const read = this.parts.load();
    if ("unreadable" in read) return rejected(read.unreadable);
    if ("faults" in read) return rejected(...read.faults.map(formatFault));
    const { config } = read;
    const faults = [...this.#needRestart(config), ...this.#stillInUse(config)];
    if (faults.length > 0) return rejected(...faults);
    let channels: ReadonlyMap<string, Channel>;
    try {
      channels = this.#channelsFor(config);
    } catch (error) {
      return rejected(`channels: ${errorText(error)}`);
    }
    this.parts.use(config, channels);
    this.#config = config;
    this.#shown = read.shown;
    this.#channels = channels;
    return { kind: "reloaded", warnings: read.warnings.map(formatWarning) };
  }

  #needRestart(config: Config): string[] {
    const sections = Object.keys(config) as (keyof Config)[];
    return sections
      .filter((name) => !RELOADABLE.has(name))
      .filter((name) => !isDeepStrictEqual(fixedPart(config, name), fixedPart(this.#config, name)))
      .map((name) =>
        `${this.parts.file}: ${name}: 这一节的改动要重启才能生效 changes of this section need a restart`
      );
  }

  #stillInUse(config: Config): string[] {
    const faults: string[] = [];
    for (const [name, before] of this.#config.channels) {
      const loss = lossForOrders(before, config.channels.get(name));
      const orders = loss === null ? 0 : this.parts.openOrders(name);
      if (loss === null || orders === 0) continue;
      const [zh, en] = orders === null ? LOADING : [
        `还有 ${orders} 单未出结果,${loss.zh},可先暂停`,
        `has ${orders} orders without a result, ${loss.en}; pause it first`,
      ];
      faults.push(`${this.parts.file}: channels.${name}: ${zh} ${en}`);
    }
    return faults;
  }

  /** A channel whose configuration is the same stays as it is. */
  #channelsFor(config: Config): ReadonlyMap<string, Channel> {
    const isSame = (name: string) =>
      isSameInOrder(config.channels.get(name), this.#config.channels.get(name));
    const changed = new Map([...config.channels].filter(([name]) => !isSame(name)));
    const made = this.parts.makeChannels(changed);
    const channels = new Map<string, Channel>();
    for (const name of config.channels.keys()) {
      const channel = made.get(name) ?? this.#channels.get(name);
      if (channel !== undefined) channels.set(name, channel);
    }
    return channels;
  }
}

/** Why a channel can't change so while it may have orders: not all of them are known yet. */
const LOADING = [
  "以前的定单还在载入,请稍后再试",
  "orders of earlier runs are still being loaded, try again in a moment",
] as const;

/** An order can only be asked about at the channel that has it, by the number that it was given there. */
function lossForOrders(
  before: ChannelConfig,
  after: ChannelConfig | undefined,
): { readonly zh: string; readonly en: string } | null {
  if (after?.type !== before.type) {
    return { zh: "不能去掉或改变类型", en: "and can't be removed or be another type" };
  }
  if (before.type !== "http" || after?.type !== "http") return null;
  const names = ({ reference: { separator, servers } }: HttpChannelConfig) => [separator, servers];
  if (isDeepStrictEqual(names(before), names(after))) return null;
  return {
    zh: "上游只认它们原来的订单号,不能改 reference",
    en: "which its supplier knows by the numbers they have, so reference can't change",
  };
}

/** What of a section can't change without a restart. */
function fixedPart(config: Config, name: keyof Config): unknown {
  if (name !== "log") return config[name];
  const { level: _level, modules: _modules, ...rest } = config.log;
  return rest;
}

/** Of a map the order counts too: a supplier's parameters are signed as they stand. */
function isSameInOrder(a: unknown, b: unknown): boolean {
  if (a instanceof Map && b instanceof Map) return isSameInOrder([...a], [...b]);
  if (!isObject(a) || !isObject(b) || a instanceof Map || b instanceof Map) {
    return isDeepStrictEqual(a, b);
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [ours, others] = [Object.entries(a), Object.entries(b)];
  return ours.length === others.length &&
    ours.every(([name, value]) => Object.hasOwn(b, name) && isSameInOrder(value, b[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function rejected(...faults: string[]): Reloaded {
  return { kind: "rejected", faults };
}
