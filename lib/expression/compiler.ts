/**
 * Compiles the expressions of one scope, and gathers what is wrong with them.
 *
 * @module
 */
import type { Environment } from "@marcbachmann/cel-js";
import type { Template, Templates } from "../http_config.ts";
import { compileExpression, functionNames } from "./expression.ts";
import type { Expression, ExpressionFault, Variables, Wanted } from "./expression.ts";
import { JsonNumber } from "./texts.ts";

/** Where an expression stands, from the channel on: `["submit", "form", "sign"]`. */
export type ConfigPath = readonly (string | number)[];

/** What is wrong with a supplier's description. */
export interface SupplierFault {
  readonly path: ConfigPath;
  readonly fault: ExpressionFault | StructureFault;
  /** The names that there are, for suggestions. */
  readonly known: readonly string[];
}

/** What is wrong besides the expressions. */
export type StructureFault =
  /** `params` has no such member; those that there are. */
  | { readonly kind: "unknownParam"; readonly name: string; readonly params: readonly string[] }
  /** A parameter stands in the URL and in the body. */
  | { readonly kind: "twice"; readonly name: string }
  /** The URL's host is not plain text, or it is no URL. */
  | { readonly kind: "badUrl" }
  /** `partly` without `retCash`. */
  | { readonly kind: "noRetCash" };

/** A text that is sent, ready to be written. */
export interface CompiledTemplate {
  readonly parts: readonly (string | Expression)[];
  readonly references: ReadonlySet<string>;
}

/** Compiles what belongs to one scope. */
export class Compiler {
  constructor(
    private readonly env: Environment,
    private readonly known: readonly string[],
    readonly faults: SupplierFault[],
  ) {}

  /** An expression; `null` after noting a fault, or for a stand-in, which is empty. */
  expression(text: string, wanted: Wanted, path: ConfigPath): Expression | null {
    if (text === "") return null;
    const compiled = compileExpression(this.env, text, wanted);
    if (!("fault" in compiled)) return compiled;
    this.fault(path, compiled.fault);
    return null;
  }

  /** Expressions of a list. */
  expressions(texts: readonly string[], wanted: Wanted, path: ConfigPath): readonly Expression[] {
    return texts.flatMap((text, index) => this.expression(text, wanted, [...path, index]) ?? []);
  }

  /** A text that is sent. */
  template(template: Template, path: ConfigPath): CompiledTemplate {
    const parts = template.flatMap((part) =>
      "text" in part ? part.text : this.expression(part.expression, "written", path) ?? []
    );
    const references = new Set(
      parts.flatMap((part) => typeof part === "string" ? [] : [...part.references]),
    );
    return { parts, references };
  }

  /** Named texts that are sent. */
  templates(templates: Templates, path: ConfigPath): ReadonlyMap<string, CompiledTemplate> {
    return new Map(
      [...templates].map(([name, one]) => [name, this.template(one, [...path, name])]),
    );
  }

  /** Notes a fault. */
  fault(path: ConfigPath, fault: SupplierFault["fault"]): void {
    const known = fault.kind === "unknownFunction" ? functionNames(this.env) : this.known;
    this.faults.push({ path, fault, known });
  }
}

/** Writes a text. @throws {Error} a part can't be evaluated, or comes to nothing that can be written */
export function write(
  { parts }: CompiledTemplate,
  variables: Variables,
  encode: (text: string) => string = (text) => text,
): string {
  return parts.map((part) =>
    typeof part === "string" ? part : encode(written(part.evaluate(variables)))
  ).join("");
}

/** The one value of a text that is a single expression; `undefined` of any other. */
export function valueAlone({ parts }: CompiledTemplate, variables: Variables): unknown {
  const [part] = parts;
  return parts.length === 1 && typeof part === "object" ? part.evaluate(variables) : undefined;
}

/** A value as a text. @throws {TypeError} it has none of its own */
export function written(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (value instanceof JsonNumber) return value.digits;
  throw new TypeError("不能写成文字 cannot be written as a text");
}
