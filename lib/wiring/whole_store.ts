/**
 * The whole store of a running engine as lines.
 *
 * @module
 */
import { exportStore } from "../store/export.ts";
import { surveyStore } from "../store/survey.ts";
import type { Engine } from "./engine.ts";

/** All that is stored. @param version of the program */
export function exportOf(
  { parts: { kv, secrets, clock, log }, orders }: Engine,
  version: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  return exportStore({
    kv,
    keyId: secrets.keyId,
    version,
    atMs: clock.nowMs(),
    changes: orders,
    unreadable: (key) =>
      log("engine").error("a stored order cannot be read and is not exported", {
        key: key.join(" "),
      }),
  });
}

/** All that is stored, and what is wrong with its rows. @param version of the program */
export function surveyOf(
  { parts: { kv, clock }, orders, zone }: Engine,
  version: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  return surveyStore({ kv, version, atMs: clock.nowMs(), zone: zone.name, changes: orders });
}
