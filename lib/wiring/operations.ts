/**
 * What the page and the API are handed to watch the running program.
 *
 * @module
 */
import type { OpenLog } from "../logging/open_log.ts";
import type { Operations } from "../operations.ts";
import type { ServedAlarms } from "./alarms.ts";

/** The operations of a running program. */
export function operationsOf(log: OpenLog, alarms: ServedAlarms): Operations {
  return {
    logLevels: () => log.levels(),
    setLogLevels: (levels) => log.setLevels(levels),
    alarms: () => alarms.active(),
  };
}
