/**
 * What the page shows besides orders and is kept in the store: the counts of its charts, and who did what.
 *
 * @module
 */
import type { AuditEntry } from "../audit_entry.ts";
import type { Clock } from "../clock.ts";
import type { Log, LogModule } from "../log.ts";
import type { Series } from "../series.ts";
import { AuditTrail } from "../store/audit_trail.ts";
import type { Kv } from "../store/kv.ts";
import type { OrderListener } from "../store/outcomes.ts";
import { SeriesKeeper } from "../store/series_keeper.ts";
import { keptAudit } from "./audit_log.ts";

/** What is handed to the page. */
export interface Kept {
  readonly series: Series;
  /** Who did what: into the log, and kept. */
  readonly audit: Log;
  /** The newest actions before a number, the newest first; `null` for the newest of all. */
  audited(limit: number, before: number | null): Promise<AuditEntry[]>;
}

/** The same, with what the program has to do for it. */
export interface KeptParts extends Kept {
  /** Call with every order that is stored or changed. */
  readonly see: OrderListener;
  /** Writes what has not been written; never rejects. */
  flush(): Promise<void>;
}

/** Begins to keep it. */
export function openKept(kv: Kv, clock: Clock, log: (module: LogModule) => Log): KeptParts {
  const keeper = new SeriesKeeper(kv, clock, log("store"));
  void keeper.load();
  const trail = new AuditTrail(kv, clock, log("store"));
  return {
    series: keeper.series,
    audit: keptAudit(log("audit"), trail),
    audited: (limit, before) => trail.page(limit, before),
    see: keeper.see,
    async flush() {
      await Promise.all([keeper.save(), trail.flush()]);
    },
  };
}
