/**
 * Reads a command's flags, and gathers every fault in them, so that one run shows them all.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { parseDuration } from "../duration.ts";
import { errorText } from "../log.ts";

/** The flags that a command has, as `node:util`'s parseArgs takes them. */
export type FlagTable = Readonly<Record<string, { readonly type: "string" | "boolean" }>>;

/** Flags as they came, by name without the dashes. */
export type FlagValues = Readonly<Record<string, unknown>>;

/** The flags understood, the wish for help, or what is wrong with them, a line each. */
export type ReadFlags<Plan> =
  | { readonly kind: "plan"; readonly plan: Plan }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly faults: readonly string[] };

/**
 * Takes the arguments apart. Every command has `--help`; every boolean has its `--no-` form.
 *
 * @returns the values, or a sentence about what can't be understood
 */
export function parseFlags(
  args: readonly string[],
  table: FlagTable,
): { kind: "flags"; values: FlagValues } | { kind: "wrong"; message: string } {
  try {
    const options = { ...table, help: { type: "boolean" as const } };
    const { values } = parseArgs({ args: [...args], options, allowNegative: true });
    return { kind: "flags", values };
  } catch (thrown) {
    return { kind: "wrong", message: errorText(thrown) };
  }
}

/** What a number may be, and what it is where the flag is not given. */
export interface NumberRule {
  /** What it is where the flag is not given. */
  readonly otherwise: number;
  /** The least it may be. */
  readonly min: number;
  /** The most it may be. */
  readonly max: number;
}

/** Gives the flags their types; what does not fit becomes one of {@linkcode faults} and its default. */
export class FlagReader {
  /** Sentences about the flags that don't fit, in the order they were read. */
  readonly faults: string[] = [];
  readonly #values: FlagValues;

  /**
   * Reads from parsed flags.
   *
   * @param values from {@linkcode parseFlags}
   */
  constructor(values: FlagValues) {
    this.#values = values;
  }

  /** Whether a boolean flag is on; `null` where it is not given. */
  isOn(name: string): boolean | null {
    const value = this.#values[name];
    return typeof value === "boolean" ? value : null;
  }

  /** A flag's text as it came. */
  text(name: string, otherwise: string): string {
    const value = this.#values[name];
    return typeof value === "string" ? value : otherwise;
  }

  /** A flag's text, which must match a pattern. */
  matching(name: string, otherwise: string, pattern: RegExp, expected: string): string {
    const text = this.text(name, otherwise);
    if (pattern.test(text)) return text;
    return this.#fault(name, expected, text, otherwise);
  }

  /** A whole number between two bounds, both included. */
  integer(name: string, rule: NumberRule): number {
    return this.#number(name, /^\d{1,12}$/, rule, "的整数 a whole number");
  }

  /** A number between two bounds, both included. */
  number(name: string, rule: NumberRule): number {
    return this.#number(name, /^\d{1,12}(\.\d{1,12})?$/, rule, "的数 a number");
  }

  #number(name: string, form: RegExp, { min, max, otherwise }: NumberRule, what: string): number {
    const text = this.text(name, String(otherwise));
    const value = form.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    return this.#fault(name, `${min}–${max} ${what}`, text, otherwise);
  }

  /** A duration such as `300ms`, `10s`, `5m`, `72h`, in milliseconds. */
  durationMs(name: string, otherwise: string): number {
    const text = this.text(name, otherwise);
    const durationMs = parseDuration(text) ?? parseDuration(
      this.#fault(name, "时长 a duration, 如 as 300ms, 10s, 5m", text, otherwise),
    );
    if (durationMs === undefined) {
      throw new TypeError(`the default of --${name} is no duration: ${otherwise}`);
    }
    return durationMs;
  }

  /** One of a few words. */
  oneOf<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word {
    const text = this.text(name, otherwise);
    return words.find((word) => word === text) ??
      this.#fault(name, words.join(" | "), text, otherwise);
  }

  #fault<Value>(name: string, expected: string, found: string, otherwise: Value): Value {
    this.faults.push(`--${name} 应为 must be ${expected}; 却是 found ${JSON.stringify(found)}`);
    return otherwise;
  }
}
