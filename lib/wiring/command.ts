/**
 * What the commands have in common that work on a czdock that is there: its configuration is read, and what can't be done
 * is told of in a sentence.
 *
 * @module
 */
import { resolve } from "node:path";
import { FileDamaged } from "../backup/export_file.ts";
import type { Config } from "../config.ts";
import { ApiClient, ApiFailed, TOKEN_VARIABLE } from "../console/api.ts";
import type { Flags, FlagTable } from "../console/flags.ts";
import { readFlags } from "../console/flags.ts";
import { EXIT, say } from "../exit.ts";
import { StoreDown } from "../store/kv.ts";
import { StoreRefused } from "../store/store_refused.ts";
import { ExportRefused } from "../store/read_export.ts";
import { configAtHand } from "./config_at_hand.ts";
import { enterConfigFolder } from "./config_folder.ts";
import { machine } from "./world.ts";

/** A command. */
export interface Command {
  readonly usage: readonly string[];
  readonly flags: FlagTable;
  /** How many arguments it takes that belong to no flag. */
  readonly restMax: number;
  /** @returns the exit code */
  run(asked: Asked): Promise<number>;
}

/** What a command was asked. */
export interface Asked {
  readonly flags: Flags;
  readonly rest: readonly string[];
  /** Its relative paths are seen from its own folder, which is the working directory by now. */
  readonly config: Config;
  /** The path of a file that the command line names, seen from where the command was started. */
  path(given: string): string;
}

/** Why a command can't do what it was asked. */
export class CannotDo extends Error {
  override name = "CannotDo";
}

/** Runs a command with the configuration that its `--config` names, or the usual one. @returns the exit code */
export async function runCommand(args: readonly string[], command: Command): Promise<number> {
  const told = readFlags(args, command.flags);
  if (told.kind === "help") return say(machine.out, command.usage, EXIT.fine);
  if (told.kind === "wrong" || told.rest.length > command.restMax) {
    const problem = told.kind === "wrong"
      ? told.problem
      : `不认识的参数 unknown argument: ${told.rest[command.restMax]}`;
    return say(machine.err, [problem, "", ...command.usage], EXIT.usage);
  }
  const at = configAtHand(told.flags.text("config") ?? null, machine);
  if ("lines" in at) return say(machine.err, at.lines, EXIT.usage);
  const startedIn = Deno.cwd();
  enterConfigFolder(at.file);
  const path = (given: string) => resolve(startedIn, given);
  try {
    return await command.run({ flags: told.flags, rest: told.rest, config: at.config, path });
  } catch (error) {
    if (!isTold(error)) throw error;
    return say(machine.err, [error.message], EXIT.failed);
  }
}

/** The running program, as a command's flags and the environment let it be asked. */
export function apiOf(config: Config, flags: Flags): ApiClient {
  return new ApiClient(config.web, flags.text("token") ?? machine.env(TOKEN_VARIABLE));
}

const TOLD = [CannotDo, ApiFailed, FileDamaged, ExportRefused, StoreRefused, StoreDown];

/** What is not this program's fault has a sentence of its own. */
function isTold(error: unknown): error is Error {
  return TOLD.some((kind) => error instanceof kind) || error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.AlreadyExists;
}
