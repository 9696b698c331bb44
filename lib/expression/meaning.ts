/**
 * What answers mean, ready to be evaluated.
 *
 * @module
 */
import type { DetailsConfig, MeaningConfig } from "../http_config.ts";
import type { Expression } from "./expression.ts";
import type { Compiler, ConfigPath } from "./compiler.ts";

/** The lists of meanings. */
export const MEANINGS = [
  "succeeded",
  "partly",
  "failed",
  "pending",
  "untouched",
  "notFound",
] as const;
/** One of {@linkcode MEANINGS}. */
export type MeaningName = typeof MEANINGS[number];

/** What answers mean. */
export interface CompiledMeaning {
  readonly lists: Readonly<Record<MeaningName, readonly Expression[]>>;
  readonly details: Readonly<Record<keyof DetailsConfig, Expression | null>>;
  /** Everything that its expressions refer to. */
  readonly references: ReadonlySet<string>;
}

/** Compiles what answers mean. */
export function compileMeaning(
  compiler: Compiler,
  config: MeaningConfig,
  path: ConfigPath,
): CompiledMeaning {
  const { details } = config;
  if (config.partly.length > 0 && details.retCash === null) {
    compiler.fault([...path, "partly"], { kind: "noRetCash" });
  }
  const list = (name: MeaningName) => compiler.expressions(config[name], "bool", [...path, name]);
  const detail = (name: keyof DetailsConfig) => {
    const text = details[name];
    return text === null ? null : compiler.expression(text, "string", [...path, name]);
  };
  const compiled = {
    lists: {
      succeeded: list("succeeded"),
      partly: list("partly"),
      failed: list("failed"),
      pending: list("pending"),
      untouched: list("untouched"),
      notFound: list("notFound"),
    },
    details: {
      retDetail: detail("retDetail"),
      userContent: detail("userContent"),
      retCost: detail("retCost"),
      retBalance: detail("retBalance"),
      retCash: detail("retCash"),
      supplierRef: detail("supplierRef"),
    },
  };
  const expressions = [
    ...Object.values(compiled.lists).flat(),
    ...Object.values(compiled.details).filter((one) => one !== null),
  ];
  const references = new Set(expressions.flatMap((one) => [...one.references]));
  return { ...compiled, references };
}
