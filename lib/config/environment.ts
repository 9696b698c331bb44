/**
 * `${NAME}` in a value takes an environment variable.
 *
 * YAML gives `{` and `}` a meaning of their own inside `{…}` and `[…]`, so `{ token: ${ERP_TOKEN} }` would not parse. The braces
 * are therefore put out of YAML's sight before it reads the text: each one becomes one character, so every position stays.
 *
 * @module
 */

/** Two of Unicode's noncharacters, which no text is meant to hold. */
const OPEN = "\uFDD0";
const CLOSE = "\uFDD1";

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const MASKED_VARIABLE = new RegExp(`\\$${OPEN}([A-Za-z_][A-Za-z0-9_]*)${CLOSE}`, "g");

/** Hides the braces of every `${NAME}` from YAML; the length stays the same. */
export function maskVariables(text: string): string {
  return text.replaceAll(VARIABLE, `$$${OPEN}$1${CLOSE}`);
}

/** The text as it was before {@linkcode maskVariables}. */
export function unmaskVariables(text: string): string {
  return text.replaceAll(MASKED_VARIABLE, "$${$1}");
}

/** A value with its variables put in. */
export interface Expanded {
  readonly text: string;
  /** Whether there was a variable at all: then the value may be a secret. */
  readonly varied: boolean;
  /** The variables that are not set. */
  readonly missing: readonly string[];
}

/** Whether a masked text has a `${` that names no variable. */
export function hasNamelessVariable(masked: string): boolean {
  return masked.includes("${");
}

/** Puts the variables of a masked text in. What a variable holds is taken as it is, never expanded again. */
export function expandVariables(
  masked: string,
  env: (name: string) => string | undefined,
): Expanded {
  const missing: string[] = [];
  let varied = false;
  const text = masked.replaceAll(MASKED_VARIABLE, (_, name: string) => {
    varied = true;
    const value = env(name);
    if (value === undefined) missing.push(name);
    return value ?? "";
  });
  return { text, varied, missing };
}
