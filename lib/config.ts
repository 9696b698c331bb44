/**
 * The configuration as the program uses it: checked, with its defaults, durations in milliseconds, sizes in bytes.
 * How it is written in `config.yaml`, each key's bounds and default, is said in `config/`, one file a section.
 *
 * @module
 */
import type { HttpChannelConfig } from "./http_config.ts";
import type { LogLevels } from "./log.ts";
import type { Money } from "./money.ts";
import type { RetryPlan } from "./delivery.ts";

/** `listen:`, the TCP listener that servers send orders to. */
export interface ListenConfig {
  readonly host: string;
  readonly port: number;
  readonly readTimeoutMs: number;
  readonly packetBytesMax: number;
  readonly connectionsMax: number;
  readonly waitingMax: number;
}

/** One of `servers:`, who may send orders. */
export interface ServerConfig {
  readonly name: string;
  /** Addresses and CIDR ranges, IPv4 or IPv6. */
  readonly addresses: readonly string[];
  readonly md5key: string;
  /** Where callbacks go; `host: null` is the address that the order came from. */
  readonly callback: { readonly host: string | null; readonly port: number };
}

/** `store:` */
export interface StoreConfig {
  readonly path: string;
  readonly retentionMs: number;
  readonly idRetentionMs: number;
}

/** `backup:`, copies of the store that the program makes by itself. */
export interface BackupConfig {
  readonly folder: string;
  /** From one to the next, in milliseconds; `null` makes none. */
  readonly everyMs: number | null;
  /** Backups that are kept. */
  readonly kept: number;
}

/** `callback:` */
export interface CallbackConfig {
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly retry: RetryPlan;
}

/** `review:` */
export interface ReviewConfig {
  readonly holdMs: number;
}

/** A channel that plays a supplier. */
export interface SimulateChannelConfig {
  readonly type: "simulate";
  readonly outcome: "success" | "failed" | "uncertain" | "partial" | "random";
  readonly delayMs: number;
  /** A file that every simulated execution is written to, one JSON line each; `null` for none. */
  readonly journal: string | null;
}

/** A channel whose orders a person settles. */
export interface ManualChannelConfig {
  readonly type: "manual";
}

/** A channel that runs a program for each order. */
export interface CommandChannelConfig {
  readonly type: "command";
  /** The program and its arguments. */
  readonly run: readonly string[];
  /** The program that says what became of an order, and its arguments; `null` for none. */
  readonly query: readonly string[] | null;
  readonly timeoutMs: number;
  /** The folder that they run in; `null` is czdock's own. */
  readonly cwd: string | null;
  /** Names of environment variables that they get besides the usual few. */
  readonly env: readonly string[];
}

/** The shortest lease, in milliseconds: anything less is over before its program has the answer. */
export const LEASE_MS_MIN = 5000;
/** The longest lease, in milliseconds. */
export const LEASE_MS_MAX = 86_400_000;

/** A channel whose orders programs claim and settle through the API. */
export interface WorkerChannelConfig {
  readonly type: "worker";
  /** How long a claimed order is a program's own where it asks for no other time; then it goes to review. */
  readonly leaseMs: number;
}

/** From one minute of the day to another, in the configured zone; `toMinute` may lie behind midnight. */
export interface DaySpan {
  /** 0 to 1439; belongs to it. */
  readonly fromMinute: number;
  /** 1 to 1440; does not belong to it. Less than `fromMinute` where the span goes over midnight. */
  readonly toMinute: number;
}

/** What every channel may be held to. What is `null` has no limit. */
export interface LimitsConfig {
  /** Submissions under way at a time. */
  readonly concurrency: number | null;
  /** Submissions in a time. */
  readonly rate: { readonly count: number; readonly perMs: number } | null;
  /** Orders a day. */
  readonly dailyCount: number | null;
  /** Sum of chargeCash a day. */
  readonly dailyCash: Money | null;
  /** When it is open; empty is always. */
  readonly hours: readonly DaySpan[];
  /** After so many unclear submissions in a row it is paused. */
  readonly pauseAfterUnknown: number | null;
}

/** No limit at all. */
export const NO_LIMITS: LimitsConfig = {
  concurrency: null,
  rate: null,
  dailyCount: null,
  dailyCash: null,
  hours: [],
  pauseAfterUnknown: null,
};

/** How one of `channels:` executes. */
export type ChannelKind =
  | SimulateChannelConfig
  | ManualChannelConfig
  | CommandChannelConfig
  | HttpChannelConfig
  | WorkerChannelConfig;

/** One of `channels:` */
export type ChannelConfig = ChannelKind & { readonly limits: LimitsConfig };

/** What an order must have for a route to fit; a part that is not there fits every order. */
export interface RouteWhen {
  readonly server?: readonly string[];
  readonly chargeType?: readonly number[];
  /** Patterns with `*` for any text; one of them must fit the whole of nbrArea. */
  readonly nbrArea?: readonly string[];
  /** Provinces as nbrArea begins with them, without 省, 市 or 自治区. */
  readonly province?: readonly string[];
  /** Carriers as nbrArea ends with them: `移动`, `联通`, `电信`, `广电`. */
  readonly carrier?: readonly string[];
  /** Both ends belong to it; `step`: a whole multiple of it; `oneOf`: exactly one of these. */
  readonly chargeCash?: {
    readonly min?: Money;
    readonly max?: Money;
    readonly step?: Money;
    readonly oneOf?: readonly Money[];
  };
  readonly agentAcct?: readonly string[];
  readonly productSn?: readonly number[];
  /** One of these, in the configured zone. */
  readonly time?: readonly DaySpan[];
}

/** One of `routes:` */
export interface RouteConfig {
  readonly when: RouteWhen;
  /** Names of channels, in the order they are tried. */
  readonly channels: readonly string[];
  /** Where there are any, the order is drawn: a channel with weight 3 comes first three times as often as one with 1. */
  readonly weights: ReadonlyMap<string, number>;
  /** How long an order may wait for a channel before it is settled 3, in milliseconds; `null` is for ever. */
  readonly maxWaitMs: number | null;
}

/** A person who may sign in to the page. */
export interface WebUserConfig {
  readonly name: string;
  readonly passwordHash: string;
  readonly role: "viewer" | "operator" | "admin";
}

/** What a token may do. */
export type TokenRight = "read" | "settle" | "push" | "admin";

/** A program that may call the API. */
export interface WebTokenConfig {
  readonly name: string;
  readonly token: string;
  readonly may: readonly TokenRight[];
}

/** `web:` */
export interface WebConfig {
  readonly host: string;
  readonly port: number;
  readonly users: readonly WebUserConfig[];
  readonly tokens: readonly WebTokenConfig[];
}

/** `log:` */
export interface LogConfig extends LogLevels {
  readonly format: "text" | "json";
  /** The file that it is written to; `null` is standard output. */
  readonly file: string | null;
  /** Where a line would make the file larger, a new one is begun. */
  readonly fileBytesMax: number;
  /** Full files that are kept. */
  readonly filesKept: number;
}

/** One of `alarms.webhooks`, who is told of alarms. */
export interface WebhookConfig {
  readonly name: string;
  /** Holds the robot's token: a secret. */
  readonly url: string;
  readonly template: "wecom" | "dingtalk" | "json" | "custom";
  /** What is sent for the template `custom`; `{text}` and `{json}` are replaced. */
  readonly body: string | null;
  /** What a DingTalk robot's calls are signed with; `null` where they are not. */
  readonly secret: string | null;
  readonly timeoutMs: number;
}

/** `alarms:` */
export interface AlarmsConfig {
  /** What messages begin with, to tell one czdock from another. */
  readonly title: string;
  /** How often an alarm that is still raised is told again. */
  readonly repeatMs: number;
  /** How long an order may be in review before it is an alarm. */
  readonly unknownAfterMs: number;
  /** How long a server may take no callbacks before it is an alarm. */
  readonly silentAfterMs: number;
  /** Less free than this on the store's disk is an alarm. */
  readonly diskFreeBytesMin: number;
  readonly webhooks: readonly WebhookConfig[];
}

/** The whole of `config.yaml`. */
export interface Config {
  /** The zone of all days and times of day, such as `Asia/Shanghai`. */
  readonly timezone: string;
  readonly listen: ListenConfig;
  readonly servers: readonly ServerConfig[];
  readonly store: StoreConfig;
  readonly backup: BackupConfig;
  readonly callback: CallbackConfig;
  readonly review: ReviewConfig;
  readonly channels: ReadonlyMap<string, ChannelConfig>;
  readonly routes: readonly RouteConfig[];
  readonly web: WebConfig;
  readonly log: LogConfig;
  readonly alarms: AlarmsConfig;
}
