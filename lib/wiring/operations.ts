/**
 * What the page and the API are handed to watch the running program.
 *
 * @module
 */
import type { OpenLog } from "../logging/open_log.ts";
import type { Operations } from "../operations.ts";
import type { ServedAlarms } from "./alarms.ts";

/**
 * The operations of a running program.
 *
 * @param stop ends it as a signal does
 */
export function operationsOf(
  log: OpenLog,
  alarms: ServedAlarms,
  stop: (by: string) => void,
): Operations {
  return {
    logLevels: () => log.levels(),
    setLogLevels: (levels) => log.setLevels(levels),
    alarms: () => alarms.active(),
    stop,
  };
}
