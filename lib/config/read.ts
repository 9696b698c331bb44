/**
 * Reads `config.yaml`: the checked configuration, or every fault in it at once.
 *
 * @module
 */
import type { Config } from "../config.ts";
import type { Fault } from "./fault.ts";
import { Reading, type ReadOptions } from "./reading.ts";
import { configKind } from "./root.ts";
import { shownConfig } from "./shown.ts";
import { isNothing, parseSource } from "./source.ts";

/** What became of a reading. */
export type ReadConfig =
  | {
    readonly config: Config;
    readonly warnings: readonly Fault[];
    /** All of it with its defaults, for people; no secret. */
    readonly shown: string;
    /** The environment variables that it takes. */
    readonly variables: readonly string[];
    /** The files that it takes secrets from. */
    readonly secretFiles: readonly string[];
    /** The files that it reads besides, such as certificates; nothing in them is secret. */
    readonly openFiles: readonly string[];
  }
  | { readonly faults: readonly Fault[]; readonly warnings: readonly Fault[] };

/**
 * Reads a configuration.
 *
 * @returns the configuration with its warnings, or all faults, by place; with faults of YAML's syntax, those alone
 */
export function readConfig(text: string, options: ReadOptions): ReadConfig {
  const reading = new Reading(options);
  const { root, faults } = parseSource(text);
  for (const { key, at, problem } of faults) reading.faultAt(key, at, problem);
  if (root === null) return { faults: reading.faults, warnings: [] };
  // An empty file has nothing to have the wrong type; it only lacks what is required.
  const whole = isNothing(root) ? { kind: "map", entries: [], at: root.at } as const : root;
  const config = configKind.read(whole, "", reading);
  const { warnings, variables, secretFiles, openFiles } = reading;
  return reading.faultCount > 0
    ? { faults: reading.faults, warnings }
    : { config, warnings, shown: shownConfig(whole), variables, secretFiles, openFiles };
}
