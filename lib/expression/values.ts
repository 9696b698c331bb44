/**
 * `values:`, texts of the operator's own, each of which may refer to those before it.
 *
 * @module
 */
import type { Templates } from "../http_config.ts";
import type { CompiledTemplate, Compiler } from "./compiler.ts";
import type { Scope } from "./scope.ts";

/** The scopes that values may belong to, by the names of the values before. */
export interface ValueScopes {
  /** Without an order: such a value may be used everywhere. */
  readonly constant: (known: readonly string[]) => Scope;
  /** With an order. */
  readonly order: (known: readonly string[]) => Scope;
}

/** Compiles the values; `constants` are the names of those that need no order. */
export function compileValues(
  values: Templates,
  scopes: ValueScopes,
  compiler: (scope: Scope) => Compiler,
): { values: ReadonlyMap<string, CompiledTemplate>; constants: readonly string[] } {
  const compiled = new Map<string, CompiledTemplate>();
  const constants: string[] = [];
  for (const [name, template] of values) {
    const path = ["values", name];
    const constant = compiler(scopes.constant(constants));
    const before = constant.faults.length;
    const text = constant.template(template, path);
    if (constant.faults.length === before) {
      constants.push(name);
      compiled.set(name, text);
      continue;
    }
    // It is told what is wrong with it as a value of an order, which may use more.
    constant.faults.length = before;
    compiled.set(name, compiler(scopes.order([...compiled.keys()])).template(template, path));
  }
  return { values: compiled, constants };
}

/** The names of the values that are needed for these references, those included that they refer to. */
export function neededValues(
  values: ReadonlyMap<string, CompiledTemplate>,
  references: Iterable<string>,
): ReadonlySet<string> {
  const needed = new Set<string>();
  const visit = (names: Iterable<string>): void => {
    for (const reference of names) {
      const name = reference.startsWith("values.") ? reference.slice("values.".length) : null;
      const value = name === null ? undefined : values.get(name);
      if (name === null || value === undefined || needed.has(name)) continue;
      needed.add(name);
      visit(value.references);
    }
  };
  visit(references);
  return needed;
}
