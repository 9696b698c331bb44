/**
 * What the page and the API are handed to watch the running program.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Operations } from "../operations.ts";
import type { ConfigStatus } from "../status.ts";
import type { BackupWatch } from "../backup/backup_watch.ts";
import type { ServedAlarms } from "./alarms.ts";
import type { Engine } from "./engine.ts";
import type { ServedLog } from "./log.ts";
import { ServedMetrics } from "./metrics.ts";
import type { EngineStatus } from "./status.ts";

/** What is watched. */
export interface OperationsParts {
  readonly log: ServedLog;
  readonly alarms: ServedAlarms;
  readonly engine: Engine;
  readonly status: EngineStatus;
  readonly backups: Pick<BackupWatch, "shown">;
  readonly clock: Clock;
  /** As `--version` says it. */
  readonly version: string;
  /** Ends the program as a signal does. */
  readonly stop: (by: string) => void;
  /** How the configuration in force came to be, and how it is shown to people. */
  readonly configuration: { readonly status: ConfigStatus; readonly shown: string };
  readonly storePath: string;
  /** How large a file is; `null` where there is none. */
  readonly fileBytes: (path: string) => number | null;
}

/** The operations of a running program; `end` ends what they look at. */
export function operationsOf(parts: OperationsParts): Operations & { end(): void } {
  const { log, alarms, engine, status, clock, version, stop } = parts;
  const { configuration, storePath, fileBytes } = parts;
  const startedAtMs = clock.nowMs();
  const metrics = new ServedMetrics({
    engine,
    status,
    clock,
    version,
    alarms: () => alarms.active(),
    logLinesLost: () => log.lost,
  });
  return {
    logLevels: () => log.levels(),
    setLogLevels: (levels) => log.setLevels(levels),
    alarms: () => alarms.active(),
    tryWebhooks: (by) => alarms.tryWebhooks(by),
    metrics: () => metrics.text(),
    recentLog: () => log.recent(),
    settings: async () => ({
      startedAtMs,
      status: configuration.status,
      config: configuration.shown,
      store: { path: storePath, bytes: fileBytes(storePath) },
      backups: await parts.backups.shown(),
    }),
    stop,
    end() {
      alarms.stop();
      metrics.stop();
    },
  };
}
