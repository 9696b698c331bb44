/**
 * The configuration, for every command that works with it.
 *
 * @module
 */
import { resolve } from "node:path";
import type { CommandIo } from "../config/command_io.ts";
import type { Fault } from "../config/fault.ts";
import { formatFault, formatWarning } from "../config/fault.ts";
import { findConfig, loadConfig } from "../config/find.ts";
import type { Config } from "../config.ts";

/** A configuration without faults. */
export interface ConfigAtHand {
  /** Its absolute path. */
  readonly file: string;
  readonly config: Config;
  /** It once more, for people: with its defaults, and without a secret. */
  readonly shown: string;
  readonly warnings: readonly Fault[];
  /** The environment variables that it takes. */
  readonly variables: readonly string[];
  /** The files that it takes secrets from, by their absolute paths. */
  readonly secretFiles: readonly string[];
  /** The files that it reads besides, such as certificates; nothing in them is secret. */
  readonly openFiles: readonly string[];
}

/**
 * Finds and reads the configuration.
 *
 * @param flag what `--config` says; `null` where it is not given
 * @returns the configuration, or the lines that say what is wrong
 */
export function configAtHand(
  flag: string | null,
  io: Pick<CommandIo, "exists" | "executableFolder" | "env" | "readTextFile">,
): ConfigAtHand | { readonly lines: readonly string[] } {
  const found = findConfig(flag, io);
  if (found.kind === "none") return found;
  const loaded = loadConfig(found.file, io);
  if ("unreadable" in loaded) return { lines: [loaded.unreadable] };
  const { warnings } = loaded;
  if ("faults" in loaded) {
    return { lines: [...warnings.map(formatWarning), ...loaded.faults.map(formatFault)] };
  }
  const { config, shown, variables, secretFiles, openFiles } = loaded;
  const absolute = (path: string) => resolve(path);
  return {
    file: resolve(found.file),
    config,
    shown,
    warnings,
    variables,
    secretFiles: secretFiles.map(absolute),
    openFiles: openFiles.map(absolute),
  };
}
