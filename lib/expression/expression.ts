/**
 * One expression, checked before anything is evaluated: what is unknown, or of the wrong type, is a fault here.
 *
 * @module
 */
import type { Environment } from "@marcbachmann/cel-js";
import { EvaluationError, ParseError, TypeError as CelTypeError } from "@marcbachmann/cel-js";
import { errorText } from "../log.ts";
import { analyse, type Analysis, type Slip } from "./analysis.ts";

/** What an expression must come to. */
export type Wanted =
  /** A text. */
  | "string"
  /** Whether something is so. */
  | "bool"
  /** What can be written into a text: a text, a whole number, a number of JSON, true or false. */
  | "written";

/** What is wrong with an expression. Never holds a secret: only what the file says. */
export type ExpressionFault =
  /** It does not parse, or its types don't fit; `summary` is the language's own sentence. */
  | { readonly kind: "wrong"; readonly summary: string; readonly piece: string }
  /** There is no variable, or no member of one. */
  | { readonly kind: "unknownName"; readonly name: string }
  /** There is no function of that name. */
  | { readonly kind: "unknownFunction"; readonly name: string }
  /** It comes to something else than what is wanted. */
  | { readonly kind: "wrongType"; readonly type: string; readonly wanted: Wanted }
  | { readonly kind: "slip"; readonly slip: Slip };

/** Values by the names of variables. */
export type Variables = Readonly<Record<string, unknown>>;

/** An expression that may be evaluated. */
export interface Expression extends Analysis {
  readonly text: string;
  /** @throws {Error} a field is not there, or a value is not what a function needs */
  evaluate(variables: Variables): unknown;
}

/** Characters of an expression, at most. */
export const EXPRESSION_CHARACTERS_MAX = 2000;

const TYPES: Readonly<Record<Wanted, readonly string[]>> = {
  string: ["string", "dyn"],
  bool: ["bool", "dyn"],
  written: ["string", "int", "bool", "Number", "dyn"],
};

/** Reads an expression, or tells what is wrong with it. */
export function compileExpression(
  env: Environment,
  text: string,
  wanted: Wanted,
): Expression | { readonly fault: ExpressionFault } {
  if (text.length > EXPRESSION_CHARACTERS_MAX) {
    return { fault: { kind: "wrong", summary: "too long", piece: `${text.slice(0, 40)}…` } };
  }
  try {
    const run = env.parse(text);
    const { valid, type = "dyn", error } = run.check();
    if (!valid) return { fault: faultOf(env, error, text) };
    if (!TYPES[wanted].includes(type)) return { fault: { kind: "wrongType", type, wanted } };
    const analysis = analyse(run.ast);
    const [slip] = analysis.slips;
    if (slip !== undefined) return { fault: { kind: "slip", slip } };
    return { text, ...analysis, evaluate: (variables): unknown => run({ ...variables }) };
  } catch (error) {
    return { fault: faultOf(env, error, text) };
  }
}

/** The names of an environment's functions. */
export function functionNames(env: Environment): readonly string[] {
  return [...new Set(env.getDefinitions().functions.map(({ name }) => name))];
}

function faultOf(env: Environment, error: unknown, text: string): ExpressionFault {
  if (!(error instanceof ParseError || error instanceof CelTypeError)) {
    return { kind: "wrong", summary: errorText(error), piece: text };
  }
  const { code, summary, range } = error;
  const piece = range === undefined ? text : text.slice(range.start, range.end);
  if (code === "unknown_variable" || code === "no_such_key") {
    return { kind: "unknownName", name: piece };
  }
  const [, called] = code === "no_matching_overload" ? /^([A-Za-z_]\w*)\(/.exec(piece) ?? [] : [];
  if (called !== undefined && !functionNames(env).includes(called)) {
    return { kind: "unknownFunction", name: called };
  }
  return { kind: "wrong", summary, piece };
}

/** What to say of an expression that could not be evaluated, without what stands around it. */
export function evaluationText(error: unknown): string {
  if (error instanceof EvaluationError) {
    return error.cause === undefined ? error.summary : errorText(error.cause);
  }
  return errorText(error);
}
