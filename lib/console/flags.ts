/**
 * The flags of the commands that work on a czdock that is there: its configuration, and what each command adds.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { errorText } from "../log.ts";

/** What a command's flags are, besides `--config` and `--help`. */
export type FlagTable = Readonly<Record<string, "text" | "texts" | "switch">>;

/** What a command was told. */
export type Told =
  | { readonly kind: "told"; readonly flags: Flags; readonly rest: readonly string[] }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly problem: string };

/** Flags as they came. */
export class Flags {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  /** `undefined` where it is not given. */
  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** The names of those that are given. */
  get given(): string[] {
    return Object.keys(this.values);
  }

  /** Each time it is given. */
  texts(name: string): readonly string[] {
    const values = this.values[name];
    return Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
  }

  /** Whether it is given. */
  isOn(name: string): boolean {
    return this.values[name] === true;
  }
}

/** Takes a command's arguments apart; `rest` are those that belong to no flag. */
export function readFlags(args: readonly string[], table: FlagTable): Told {
  const options: Record<
    string,
    { type: "string" | "boolean"; short?: string; multiple?: boolean }
  > = {
    config: { type: "string" },
    help: { type: "boolean", short: "h" },
  };
  for (const [name, kind] of Object.entries(table)) {
    options[name] = {
      type: kind === "switch" ? "boolean" : "string",
      multiple: kind === "texts",
    };
  }
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true });
    if (parsed.values.help === true) return { kind: "help" };
    return { kind: "told", flags: new Flags(parsed.values), rest: parsed.positionals };
  } catch (thrown) {
    return { kind: "wrong", problem: errorText(thrown) };
  }
}
