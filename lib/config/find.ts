/**
 * Where the configuration is, for every command that needs it.
 *
 * @module
 */
import { errorName } from "../log.ts";
import type { CommandIo } from "./command_io.ts";
import { type ReadConfig, readConfig } from "./read.ts";

/** The name that is looked for. */
export const CONFIG_FILE = "config.yaml";

/** A configuration's path, or the lines that say how to make one. */
export type FoundConfig =
  | { readonly kind: "found"; readonly file: string }
  | { readonly kind: "none"; readonly lines: readonly string[] };

/**
 * The file that `--config` names; else `config.yaml` in the working directory; else the one beside the executable, for a
 * Windows service starts in the system's folder.
 *
 * @param flag what `--config` says; `null` where it is not given
 */
export function findConfig(
  flag: string | null,
  io: Pick<CommandIo, "exists" | "executableFolder">,
): FoundConfig {
  if (flag !== null) {
    if (io.exists(flag)) return { kind: "found", file: flag };
    return {
      kind: "none",
      lines: [`没有这个文件 there is no such file: ${flag}`, HOW_TO_MAKE_ONE],
    };
  }
  const places = [CONFIG_FILE];
  if (io.executableFolder !== null) {
    places.push(`${io.executableFolder.replace(/[\\/]$/, "")}/${CONFIG_FILE}`);
  }
  const file = places.find((place) => io.exists(place));
  if (file !== undefined) return { kind: "found", file };
  const lines = [`没有找到配置 no configuration at: ${places.join(", ")}`, HOW_TO_MAKE_ONE];
  return { kind: "none", lines };
}

const HOW_TO_MAKE_ONE =
  "用 czdock init 生成一份,或用 --config FILE 指定 make one with czdock init, or name one with --config FILE";

/** What a found configuration says; a file that can't be read gives the reason. */
export type LoadedConfig = ReadConfig | { readonly unreadable: string };

/** Reads a configuration that {@linkcode findConfig} found. */
export function loadConfig(
  file: string,
  io: Pick<CommandIo, "env" | "readTextFile" | "exists">,
): LoadedConfig {
  let text: string;
  try {
    text = io.readTextFile(file);
  } catch (thrown) {
    return { unreadable: `读不了配置 cannot read ${file}: ${errorName(thrown)}` };
  }
  return readConfig(text, {
    file,
    env: (name) => io.env(name),
    readTextFile: (path) => io.readTextFile(path),
    exists: (path) => io.exists(path),
  });
}
