/**
 * The variables that expressions may use, by what they are evaluated for.
 *
 * @module
 */
import { Environment } from "@marcbachmann/cel-js";
import { addFunctions, type FunctionParts } from "./functions.ts";

/** Variables with their types. */
export type Declared = Readonly<Record<string, string>>;

/** The order and this attempt at it: the protocol's fields by their own names, amounts as texts with three decimals. */
export const ORDER_VARIABLES = {
  server: "string",
  attempt: "int",
  reference: "string",
  started: "int",
  chargeId: "string",
  chargeAcct: "string",
  chargeCash: "string",
  chargeType: "int",
  amount: "int",
  faceValue: "string",
  var1: "string",
  var2: "string",
  var3: "string",
  var4: "string",
  productSn: "int",
  nbrArea: "string",
  province: "string",
  carrier: "string",
  cardSn: "string",
  cardPassword: "string",
  agentAcct: "string",
  agentPass: "string",
  cardId: "string",
  retRsn: "string",
} as const satisfies Declared;

/** The variables that hold what must never be shown. */
export const SECRET_VARIABLES: readonly string[] = ["cardPassword", "agentPass"];

/** The order's fields as a notification knows them: not the attempt's time, nor the passwords. */
export const NOTIFIED_VARIABLES: Declared = without(ORDER_VARIABLES, [
  "started",
  ...SECRET_VARIABLES,
]);

/** What is known always. */
export const ALWAYS: Declared = { now: "int" };

/** A scope: its variables, and the members of those that have some. */
export interface Scope {
  readonly variables: Declared;
  /** `secrets`, `values`, `product`, each with the names of its texts. */
  readonly members: Readonly<Record<string, readonly string[]>>;
}

/** The nesting of an expression, at most. */
const DEPTH_MAX = 40;

/** The environment of a scope. */
export function environmentOf({ variables, members }: Scope, parts: FunctionParts): Environment {
  const env = new Environment({ limits: { maxDepth: DEPTH_MAX } });
  addFunctions(env, parts);
  for (const [name, type] of Object.entries(variables)) env.registerVariable(name, type);
  for (const [name, keys] of Object.entries(members)) {
    const schema = Object.fromEntries(keys.map((key) => [key, "string"]));
    env.registerVariable({ name, schema });
  }
  return env;
}

function without(declared: Declared, names: readonly string[]): Declared {
  return Object.fromEntries(Object.entries(declared).filter(([name]) => !names.includes(name)));
}
