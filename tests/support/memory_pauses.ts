/**
 * Pauses that are forgotten with the test.
 *
 * @module
 */
import type { Pause } from "../../lib/status.ts";
import type { Pauses } from "../../lib/wiring/execution.ts";

/** Pauses in memory. */
export function memoryPauses(): Pauses {
  const pauses = new Map<string, Pause>();
  return {
    all: () => pauses,
    set(channel, pause) {
      if (pause === null) pauses.delete(channel);
      else pauses.set(channel, pause);
      return Promise.resolve(true);
    },
  };
}
