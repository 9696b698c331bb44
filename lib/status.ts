/**
 * How the program's edges are doing, as they say it themselves: the servers, the channels, the whole.
 *
 * @module
 */
import type { ChannelConfig, LimitsConfig } from "./config.ts";
import type { Money } from "./money.ts";

/**
 * Whether a server takes callbacks: `answering` since its last `OK`, `silent` since a push that reached nobody,
 * `unknown` before the first push.
 */
export type ServerLink = "answering" | "silent" | "unknown";

/** How one of `servers:` is doing. */
export interface ServerStatus {
  /** As `servers:` names it. */
  readonly name: string;
  /** Whether it takes callbacks. */
  readonly link: ServerLink;
  /** Results that it does not have yet. */
  readonly pending: number;
  /** When its last new order came in; `null` where none is known. */
  readonly lastOrderAtMs: number | null;
  /** When it last said `OK`; `null` where that is not known. */
  readonly lastOkAtMs: number | null;
  /** Why the last failed push failed; `null` where none has. */
  readonly lastError: string | null;
  /** When the next push to it is due; `null` where none is. */
  readonly nextTryAtMs: number | null;
}

/** How one of `channels:` is doing. */
export interface ChannelStatus {
  /** As `channels:` names it. */
  readonly name: string;
  /** How it executes. */
  readonly type: ChannelConfig["type"];
  /** Orders that wait for it. */
  readonly waiting: number;
  /** Orders that it has been asked to execute and has not answered for. */
  readonly processing: number;
  /** When the oldest of these came in; `null` where there are none. */
  readonly oldestAtMs: number | null;
  /** The supplier's balance (retBalance) at its last answer that named one; `null` where none has. */
  readonly lastBalance: Money | null;
  /** Who has paused it, and why; `null` while it is not paused. */
  readonly paused: Pause | null;
  /** Whether it takes orders now, by its hours and its limits of the day; a paused one does not. */
  readonly isOpen: boolean;
  /** Orders given to it today. */
  readonly todayCount: number;
  /** Sum of chargeCash of the orders given to it today. */
  readonly todayCash: Money;
  /** Submissions in a row that nobody knows the outcome of. */
  readonly unknownInRow: number;
  /** What it is held to. */
  readonly limits: LimitsConfig;
}

/** A channel that takes no orders until somebody lets it. */
export interface Pause {
  /** `operator:NAME`, `token:NAME`, or `czdock` itself. */
  readonly by: string;
  readonly atMs: number;
  /** In a sentence. Never a secret. */
  readonly reason: string;
}

/** A change of the configuration while czdock runs. */
export type Reloaded =
  | { readonly kind: "reloaded"; readonly warnings: readonly string[] }
  /** Nothing has changed: the faults, one a line, with file, line and key. */
  | { readonly kind: "rejected"; readonly faults: readonly string[] };

/** How the configuration in force came to be. */
export interface ConfigStatus {
  /** The file it is read from. */
  readonly file: string;
  /** When what is in force was read. */
  readonly inForceSinceMs: number;
  /** The last file that was rejected since, and why; `null` where none was. */
  readonly rejected: { readonly atMs: number; readonly faults: readonly string[] } | null;
}

/** One thing that was looked at. */
export interface HealthCheck {
  /** Whether it is as it should be. */
  readonly ok: boolean;
  /** What was found, in a sentence for the operator. Never a secret. */
  readonly message: string;
}

/** How the whole is doing: `degraded` still takes and keeps orders, `down` does not. */
export interface Health {
  /** The worst of it. */
  readonly status: "ok" | "degraded" | "down";
  /** By the name of what was looked at, such as `store`. */
  readonly checks: Readonly<Record<string, HealthCheck>>;
}

/** That the store came from a backup, which knows nothing of what came after it. */
export interface RestoredStatus {
  /** What came after this instant is not in the backup. */
  readonly backupAtMs: number;
  /** When it was imported. */
  readonly importedAtMs: number;
}
